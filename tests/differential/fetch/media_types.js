'use strict';

// The media type of a body, where Content-Type says more than one thing, or nothing sensible.

const types = [
  'text/plain',
  'text/html, text/plain;charset=utf-8',
  'text/html;charset=a, text/html',
  'text/html;charset=a, text/html;x=y',
  'text/html;charset=a, */*',
  'text/html;charset=a, text/plain, text/html',
  'bad, text/css',
  'text/css, bad',
  'text/html;x="a,b", text/plain',
  'text/html;x="a,b"',
  'text/html;x="a\\",b',
  'TEXT/Html ; Charset=UTF-8',
  ',',
  '*/*',
];
const forms = [
  'application/x-www-form-urlencoded, x',
  'x, application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded, text/html',
  'text/plain',
];

(async () => {
  for (const type of types) {
    const response = new Response('a=1', { headers: { 'content-type': type } });
    console.log(type, '=>', (await response.blob()).type);
  }
  for (const type of forms) {
    const response = new Response('a=1', { headers: { 'content-type': type } });
    try {
      console.log(type, [...(await response.formData())]);
    } catch (error) {
      console.log(type, `${error}`);
    }
  }
})();
