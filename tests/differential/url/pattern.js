'use strict';

// URLPattern.

const { URLPattern } = require('url');
const { pick, random, record, report, seed, text } = require('../buffer/_record.js');

seed(77);

const names = ['protocol', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'];
const pieces = [
  'http',
  'https',
  '://',
  '/',
  ':a',
  ':b',
  '*',
  '(\\d+)',
  '(.*)',
  '(',
  '?',
  '+',
  '{',
  '}',
  '{/x}',
  '.',
  'a',
  'b.c',
];
pieces.push(
  'example.com',
  ':80',
  '?q',
  '#h',
  'é',
  '[::1]',
  '@',
  'user',
  '-',
  '([^/]+?)',
  '%20',
  '..',
  '&',
  '/:id?',
  '{a/:c}*',
);
const urls = [
  'https://example.com/a/b',
  'http://user:p@b.c:80/a?q#h',
  'data:x',
  'https://example.com/5',
  'ws://[::1]:8080/é',
];

function all(pattern) {
  return [...names, 'hasRegExpGroups'].map((name) => pattern[name]);
}

for (let round = 0; round < 6000; round++) {
  let init = pick(['https://example.com/', '/', 'https://*.example.com/']) + text(pieces, 5);
  if (random(2) === 0) {
    init = {};
    for (const name of names)
      if (random(4) === 0)
        init[name] = name === 'protocol' ? pick(['http', 'https', 'http{s}?', ':a', '*']) : text(pieces, 3);
    if (random(6) === 0) init.baseURL = 'http://h/p/q?s#t';
  }
  const base =
    typeof init === 'string' && (random(2) === 0 || init[0] === '/') ? 'https://example.com/z/' : undefined;
  const url = pick(urls);
  record('patterns', JSON.stringify([init, base, url]), () => {
    const pattern = base === undefined ? new URLPattern(init) : new URLPattern(init, base);
    const found = pattern.exec(url);
    const groups = found === null ? null : names.map((name) => [found[name].input, found[name].groups]);
    return [
      ...all(pattern),
      groups,
      pattern.test(url),
      pattern.test({ pathname: '/a/b' }),
      pattern.test('a', 'http://b.c/'),
    ];
  });
}

function attempt(call) {
  try {
    console.log(String(call).slice(6), '->', call());
  } catch (error) {
    console.log(String(call).slice(6), '->', error.name, error.code, error.message);
  }
}

const pattern = new URLPattern({ pathname: '/a/:b' });
attempt(() => URLPattern());
attempt(() => new URLPattern(1));
attempt(() => new URLPattern(null));
attempt(() => new URLPattern({}, 1));
attempt(() => new URLPattern({}, '', 1));
attempt(() => new URLPattern('a', 'b', 'c'));
attempt(() => new URLPattern({}, 'http://x'));
attempt(() => new URLPattern('/a'));
attempt(() => new URLPattern('{'));
attempt(() => new URLPattern({ pathname: '/:a/:a' }));
attempt(() => new URLPattern({ hostname: 'bad host' }));
attempt(() => new URLPattern({ baseURL: 'x' }));
attempt(() => pattern.exec(1));
attempt(() => pattern.exec('', 1));
attempt(() => pattern.test({}, 'http://a'));
attempt(() => pattern.exec({}, 'http://a'));
attempt(() => pattern.exec('http://h/a/c?x#y'));
attempt(() => new URLPattern().exec());
attempt(() => new URLPattern({ pathname: '/A' }, { ignoreCase: true }).test('http://h/a'));
attempt(() => Object.getOwnPropertyDescriptor(URLPattern.prototype, 'hash').get.call({}));
attempt(() => URLPattern.prototype.test.call({}));
attempt(() => [
  Object.keys(URLPattern.prototype),
  URLPattern.length,
  URLPattern.name,
  String(pattern),
  pattern,
]);
report();
