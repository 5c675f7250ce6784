'use strict';

// Between file: URLs and paths; domains; what http.request takes.

const { inspect } = require('util');
const {
  domainToASCII,
  domainToUnicode,
  fileURLToPath,
  fileURLToPathBuffer,
  pathToFileURL,
  urlToHttpOptions,
} = require('url');

function attempt(name, call) {
  let result;
  try {
    result = inspect(call());
  } catch (error) {
    result = `${error.name} ${error.code}: ${error.message} ${inspect(error.input)}`;
  }
  console.log(name, '->', result);
}

const windows = { windows: true };
const posix = { windows: false };

for (let code = 0; code < 256; code++) {
  const character = String.fromCharCode(code);
  attempt(`path ${code}`, () => pathToFileURL(`/a${character}b`, posix).href);
  attempt(`windows path ${code}`, () => pathToFileURL(`C:\\a${character}b`, windows).href);
  attempt(`url ${code}`, () => fileURLToPath(`file:///a${character}b`, posix));
}
const paths = [
  '/',
  '/a/',
  '/a//b',
  '/a/../b',
  '/a/.',
  '//a/b',
  '/€/😀',
  '/\ud800',
  'C:\\',
  'C:\\a\\..\\b\\',
  '\\\\server\\share\\x y',
];
paths.push('\\\\?\\C:\\x', '\\\\?\\UNC\\server\\share\\x', '\\\\server', '\\\\\\x', '\\\\a_b\\c', 'D:x', '');
for (const path of paths) {
  if (path !== '' && !/^D:/.test(path)) attempt(`windows ${path}`, () => pathToFileURL(path, windows));
  if (path.startsWith('/')) attempt(`posix ${path}`, () => pathToFileURL(path, posix));
}
const urls = [
  'file:///',
  'file:///a%20b',
  'file:///a%2fb',
  'file:///a%5Cb',
  'file:///C:/a',
  'file:///C:/a%2Fb',
  'file:///c|/x',
];
urls.push(
  'file://host/a',
  'file://xn--9ca/a',
  'file:///a/../b?q#h',
  'http://a/b',
  'x',
  'file:///%ff',
  'file:///C:/%ff',
  'file:///1:/a',
);
for (const url of urls) {
  for (const options of [windows, posix, undefined]) {
    attempt(`${url} ${options?.windows}`, () => fileURLToPath(url, options));
    attempt(`${url} ${options?.windows}`, () => fileURLToPath(new URL(url), options));
    attempt(`${url} ${options?.windows} bytes`, () => fileURLToPathBuffer(url, options));
  }
}
for (const value of [
  undefined,
  null,
  5,
  {},
  [],
  { href: 'file:///x', protocol: 'file:', hostname: '', pathname: '/x' },
  Symbol('s'),
]) {
  attempt(inspect(value), () => fileURLToPath(value));
  attempt(inspect(value), () => fileURLToPathBuffer(value));
  attempt(inspect(value), () => pathToFileURL(value));
  attempt(inspect(value), () => urlToHttpOptions(value));
}
const domains = [
  '',
  'español.com',
  '中文.com',
  'xn--iñvalid.com',
  'xn--fiq228c.com',
  'EXAMPLE.com',
  '1.2',
  '0x7f.1',
  '[::1]',
  'a b',
  'a..b',
];
domains.push('xn--', 'ß.de', 'a%41', 'a/b', 'a:80', '\u00ad', 'faß.de', 'xn--fa-hia.de', null, undefined, 5);
for (const domain of domains) {
  attempt(`domainToASCII ${domain}`, () => domainToASCII(domain));
  attempt(`domainToUnicode ${domain}`, () => domainToUnicode(domain));
}
attempt('domainToASCII', () => domainToASCII());
attempt('domainToUnicode', () => domainToUnicode());
attempt('options', () => urlToHttpOptions(new URL('https://a%20b:p%40@[::1]:8080/p?q#h')));
attempt('options', () => urlToHttpOptions(Object.assign(new URL('http://a/'), { agent: 1 })));
