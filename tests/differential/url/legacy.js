'use strict';
// Flags: --no-warnings

// url.parse, url.format and url.resolve, with thousands of odd URLs.

const url = require('url');
const { pick, random, record, report, seed, text } = require('../buffer/_record.js');

seed(3);

const pieces = [
  'http://',
  'HTTPS:',
  'mailto:',
  'javascript:',
  'file:///',
  '//',
  '/',
  '@',
  'user',
  'a',
  'b.c',
  '..',
  '.',
  '../',
];
pieces.push(
  '?',
  '#',
  'x=1&y=%20',
  '[::1]',
  ':80',
  ':',
  '\\',
  ' ',
  '\t',
  '%41',
  'é',
  '中.com',
  'xn--',
  '{',
  '|',
  "'",
  '"',
  '%',
);
pieces.push('ws:', 'foo:', 'gopher:/', '\xa0', 'a@b', '\n', 'xn--maana-pta');

const show = (parsed) => (typeof parsed === 'object' && parsed !== null ? { ...parsed } : parsed);

for (let round = 0; round < 15000; round++) {
  const [s, r, query, slashes] = [text(pieces, 7), text(pieces, 4), random(2) === 1, random(2) === 1];
  const label = JSON.stringify([s, r, query, slashes]);
  record('parse', label, () => show(url.parse(s, query, slashes)));
  record('resolve', label, () => url.resolve(s, r));
  record('resolveObject', label, () => show(url.resolveObject(s, r)));
  record('format', label, () => url.format(s));
  const parts = {
    protocol: pick([undefined, 'http', 'http:', 'file', 'x:']),
    slashes: pick([undefined, true, false, null]),
    auth: pick([undefined, 'a:b', 'ü@:', '%']),
    host: pick([undefined, 'h', 'h:80']),
    hostname: pick([undefined, '::1', '[::1]', 'n']),
    port: pick([undefined, 80, '81']),
    pathname: pick([undefined, 'a', '/a?#', '/x']),
    search: pick([undefined, 'q', '?a#']),
    query: pick([undefined, null, 'x', { a: [1, 2], b: 'ü' }]),
    hash: pick([undefined, 'h', '#h']),
  };
  record('format object', JSON.stringify(parts), () => url.format(parts));
}

for (const value of [null, undefined, 5, {}, [], true, Symbol('a'), new URL('http://a@b/c')]) {
  for (const method of ['parse', 'format'])
    record('types', `${method} ${String(value)}`, () => show(url[method](value)));
  for (const method of ['resolve', 'resolveObject'])
    record('types', `${method} ${String(value)}`, () => show(url[method](value, 'a')));
}

for (const input of [
  'http://user:pass@xn--lck1c3crb1723bpq4a.com/a?a=b#c',
  'mailto:x@y',
  'http://é/#',
  'foo://x:1/?q',
]) {
  const whatwg = new URL(input);
  for (const options of [
    undefined,
    null,
    {},
    { auth: false },
    { fragment: false },
    { search: false },
    { unicode: true },
    5,
    'x',
  ]) {
    record('format URL', `${input} ${JSON.stringify(options)}`, () => url.format(whatwg, options));
  }
  record('format URL', input, () => url.format(whatwg, { auth: 0, fragment: '', search: null, unicode: 1 }));
}

report();
console.log(url.parse('http://a.com/?x=1', true), new url.Url(), Object.keys(url), url.URL === URL);
