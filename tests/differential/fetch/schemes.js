'use strict';

// fetch() of what is no http: URL, and of what cannot be reached.

const show = async (input, init) => {
  try {
    const response = await fetch(input, init);
    console.log(String(input).slice(0, 60), response.status, response.statusText, response.type);
    console.log(
      '  ',
      [...response.headers],
      response.url.slice(0, 60),
      JSON.stringify(await response.text()),
    );
  } catch (error) {
    const { cause } = error;
    console.log(String(input).slice(0, 60), error.name, error.message, '|', cause?.message, cause?.code);
  }
};

(async () => {
  await show();
  await show('x');
  await show('http://a:b@c');
  await show('ftp://x');
  await show('about:blank');
  await show('file:///etc/passwd');
  await show('javascript:1');
  await show('foo:bar');
  await show('ws://x');
  await show('http://localhost:1');
  await show('http://127.0.0.1:6000');
  await show('http://127.0.0.1:2');
  await show('http://name.invalid/');
  await show('http://127.0.0.1:2', { signal: AbortSignal.abort() });
  await show('http://127.0.0.1:2', { method: 'POST', body: 'x', signal: AbortSignal.abort('why') }).catch(
    console.log,
  );

  for (const url of [
    'data:,Hello%2C%20World!',
    'data:text/plain;base64,SGVsbG8=',
    'data:text/html;charset=UTF-8,<p>%C3%A9</p>#fragment',
    'data:;charset=x,abc',
    'data:text/plain; base64,SGVs bG8',
    'data:text/plain;base64,SGVsb',
    'data:image/png;BASE64,AAEC',
    'data:nothing',
    'data:bad type,abc',
    'data:a/b;c="d,e",f',
    'data:text/plain,%zz%4',
    'data:text/plain,a?b=c&d',
    'data:TEXT/PLAIN;Foo=Bar,x',
    'data:é,é',
  ]) {
    await show(url);
  }
  await show('data:,abc', { method: 'HEAD' });
  await show('data:,abc', { method: 'POST', body: 'x' });

  const url = URL.createObjectURL(new Blob(['0123456789'], { type: 'text/x' }));
  const shown = async (init) => {
    try {
      const response = await fetch(url, init);
      console.log(response.status, response.statusText, [...response.headers], await response.text());
    } catch (error) {
      console.log(error.message, error.cause?.message);
    }
  };
  await shown();
  await shown({ headers: { range: 'bytes=2-4' } });
  await shown({ headers: { range: 'bytes=7-' } });
  await shown({ headers: { range: 'bytes=-3' } });
  await shown({ headers: { range: 'bytes=5-100' } });
  await shown({ headers: { range: 'bytes=50-100' } });
  await shown({ headers: { range: 'bytes=4-2' } });
  await shown({ headers: { range: 'lines=4-5' } });
  await shown({ method: 'POST' });
  URL.revokeObjectURL(url);
  await shown();
})();
