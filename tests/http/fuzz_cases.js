'use strict';
// Requests, good and hostile, made from a seed: the same ones wherever this runs.

const METHODS = ['GET', 'POST', 'PUT', 'HEAD', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'CONNECT', 'QUERY'];
const ODD_METHODS = [
  'M-SEARCH',
  'PROPFIND',
  'PRI',
  'get',
  'GETT',
  'GE',
  'SOURCE',
  'DESCRIBE',
  'BAN',
  '',
  'G\0T',
];
const TARGETS = [
  '/',
  '/a?b=c',
  '/x/../y',
  '*',
  'http://example.com/a?b',
  'example.com:443',
  '//a',
  '/%00',
  '/a#b',
];
const ODD_TARGETS = [
  '',
  '/a b',
  '/\x01',
  '/\xe4',
  '/a\tb',
  '?',
  'a',
  'http://',
  '/\x7f',
  '/a\0',
  'ftp://x/',
  '[::1]:1',
];
const VERSIONS = ['HTTP/1.1', 'HTTP/1.0'];
const ODD_VERSIONS = [
  'HTTP/2.0',
  'HTTP/1.2',
  'HTTP/0.9',
  'http/1.1',
  'HTTP/1.11',
  'HTTP/1,1',
  'ICE/1.0',
  'HTTP/',
  '',
];
const FIELDS = [
  'Accept: */*',
  'X-A: 1',
  'x-a: 2',
  'Cookie: a=b',
  'cookie: c=d',
  'Connection: close',
  'Connection: keep-alive',
  'Connection: Upgrade',
  'connection: close, upgrade',
  'Connection: x,  close',
  'Upgrade: websocket',
  'Upgrade: h2c, foo',
  'Expect: 100-continue',
  'Expect: 100-Continue, x',
  'Expect: magic',
  'Host: other',
  'ETag: a',
  'etag: b',
  'Proxy-Connection: close',
  'Keep-Alive: timeout=5',
  'Content-Type: a/b',
  'Trailer: X-T',
  'TE: trailers',
  'X-Empty:',
  'X-Space: \t a \t b \t',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];
const ODD_FIELDS = [
  'X-A : 1',
  ' X-A: 1',
  'X-A\t: 1',
  ': 1',
  'X-A',
  'X A: 1',
  'X-A: a\0b',
  'X-A: a\x01b',
  'X-A: a\x7fb',
  'X-A: \xe4\xff',
  'X-\xe4: 1',
  'X(: 1',
  'X-A: a\rb',
  'X-A: a\nb',
  'X-A: a\r\n b',
  'X-A:\r\n\tb',
  'X-A: 1\r',
  'X-A: 1\n',
  '__proto__: 1',
  'Upgrade:',
  'Connection:',
  '"X": 1',
];
const LENGTHS = [
  '+3',
  '-1',
  '3,3',
  '3, 4',
  '0x3',
  ' 3 ',
  '3\t',
  '3 3',
  '',
  '00003',
  '3.0',
  '3e0',
  '18446744073709551616',
];
const MORE_LENGTHS = [
  '18446744073709551615',
  '9007199254740993',
  '99999999999999999999999',
  '3\x0b',
  '\xb3',
  '3;',
  '\t3',
];
const CODINGS = [
  'chunked, chunked',
  'gzip, chunked',
  'chunked, gzip',
  'gzip',
  'identity',
  'Chunked',
  'CHUNKED',
  ' chunked',
  'chunked ',
  '\tchunked\t',
  'xchunked',
  'chunkedx',
  'chunked;a=b',
  '"chunked"',
  "'chunked'",
  'chunked,',
  ',chunked',
  'chunked\0',
  '\x0bchunked',
  'identity, chunked',
  'chunked, identity',
  '\r\n chunked',
  'chun\r\n ked',
  'gzip,\tchunked',
  'cow',
  '',
];
const CODING_NAMES = [
  'Transfer-Encoding',
  'transfer-encoding',
  'Transfer_Encoding',
  'Transfer-Encoding ',
  ' Transfer-Encoding',
  'Transfer-Encoding\t',
  'X: y\nTransfer-Encoding',
  'Transfer-\r\n Encoding',
];
const SIZES = [
  '0x3',
  '+3',
  '-3',
  ' 3',
  '3 ',
  '3\t',
  '03',
  '0000000000000000003',
  'g',
  '',
  '3\0',
  'FFFFFFFFFFFFFFFF',
];
const MORE_SIZES = ['10000000000000000', 'FFFFFFFFFFFFFFFFF', '8000000000000000', '3_0', '3\r', '3\n'];
const EXTENSIONS = [
  ';',
  ';a',
  ';a=b',
  ';a="b;c"',
  ';a="\\""',
  ';a=b;c=d',
  '; a',
  ' ;a',
  ';a=',
  ';=b',
  ';a="b',
  ';\0',
  ';a=\r',
];
const MORE_EXTENSIONS = [
  ';a\n',
  ';a="\r\n"',
  ';\xe4',
  ';a=b c',
  ';a="b"c',
  `;${'e'.repeat(300)}`,
  ';a==b',
  ';a="b";',
];
const ENDS = ['\n', '\r', '\r\r\n', '', '\n\r', '\r\n\r\n', ' \r\n'];
const NOISE = '\r\n :;,\0\t0aZ9"=-_\x7f\xff\x0b';

/** Numbers that a seed determines. */
class Random {
  constructor(seed, index) {
    this.state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35);
  }

  /** @returns {number} a whole number from 0 to n - 1 */
  below(n) {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  }

  /** @returns {boolean} true once in n times */
  once(n) {
    return this.below(n) === 0;
  }

  pick(list) {
    return list[this.below(list.length)];
  }
}

function chunks(r) {
  let text = '';
  const odd = r.once(3);
  for (let n = r.below(4); n > 0; n--) {
    const data = 'data of the body'.slice(0, 1 + r.below(16));
    let size = data.length.toString(16);
    if (r.once(4)) size = size.toUpperCase();
    if (odd && r.once(5)) size = r.pick(r.once(2) ? SIZES : MORE_SIZES);
    if (r.once(4)) size += r.pick(r.once(2) ? EXTENSIONS : MORE_EXTENSIONS);
    text +=
      size + (odd && r.once(6) ? r.pick(ENDS) : '\r\n') + data + (odd && r.once(6) ? r.pick(ENDS) : '\r\n');
  }
  if (odd && r.once(6)) return text;
  text += `${'0'.repeat(1 + r.below(2))}${r.once(8) ? r.pick(EXTENSIONS) : ''}\r\n`;
  for (let n = r.once(4) ? 1 + r.below(3) : 0; n > 0; n--)
    text += `${r.pick(r.once(3) ? ODD_FIELDS : FIELDS)}\r\n`;
  if (r.once(20)) text += 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n';
  return text + (odd && r.once(6) ? r.pick(ENDS) : '\r\n');
}

/** The fields that say where a body ends, and the body. */
function framing(r, fields) {
  const data = 'body'.repeat(r.below(6));
  switch (r.below(12)) {
    case 0:
    case 1:
      fields.push(`Content-Length: ${data.length}`);
      return data;
    case 2:
    case 3:
      fields.push('Transfer-Encoding: chunked');
      return chunks(r);
    case 4:
      if (r.once(2)) return '';
      fields.push(`Content-Length: ${r.pick(r.once(2) ? LENGTHS : MORE_LENGTHS)}`);
      return 'abc';
    case 5:
      if (r.once(2)) return '';
      fields.push(
        `Content-Length: ${data.length}`,
        `content-length: ${r.once(2) ? data.length : r.below(9)}`,
      );
      return data;
    case 6:
      if (r.once(2)) return '';
      fields.push(`Content-Length: ${data.length}`, 'Transfer-Encoding: chunked');
      if (r.once(2)) fields.reverse();
      return chunks(r);
    case 7:
      fields.push(`${r.once(4) ? r.pick(CODING_NAMES) : 'Transfer-Encoding'}: ${r.pick(CODINGS)}`);
      if (r.once(3)) fields.push(r.once(2) ? 'Transfer-Encoding: chunked' : `Content-Length: ${data.length}`);
      return r.once(3) ? data : chunks(r);
    default:
      return '';
  }
}

function request(r) {
  const odd = r.once(4);
  const method = odd && r.once(6) ? r.pick(ODD_METHODS) : r.pick(METHODS);
  const target = odd && r.once(5) ? r.pick(ODD_TARGETS) : r.pick(TARGETS);
  const version = odd && r.once(6) ? r.pick(ODD_VERSIONS) : r.once(8) ? VERSIONS[1] : VERSIONS[0];
  const fields = r.once(25) ? [] : ['Host: x'];
  for (let n = r.below(5); n > 0; n--) fields.push(odd && r.once(4) ? r.pick(ODD_FIELDS) : r.pick(FIELDS));
  const body = framing(r, fields);
  if (r.once(400)) for (let n = r.below(1200); n > 0; n--) fields.push(`x-${n % 50}: ${n}`);
  if (r.once(400)) fields.push(`x-long: ${'v'.repeat(r.below(20000))}`);
  if (r.once(10)) fields.sort();
  const end = odd && r.once(8) ? r.pick(ENDS) : '\r\n';
  const space = odd && r.once(10) ? r.pick(['  ', '\t', '', ' \x0b']) : ' ';
  const start = r.once(30) ? '\r\n'.repeat(1 + r.below(3)) : '';
  return `${start}${method}${space}${target}${space}${version}${end}${fields.join(end)}${fields.length > 0 ? end : ''}${end}${body}`;
}

function mutate(r, text) {
  for (let n = 1 + r.below(3); n > 0 && text.length > 0; n--) {
    const i = r.below(text.length);
    let between = '';
    let rest = i;
    switch (r.below(6)) {
      case 0:
        between = String.fromCharCode(r.below(256));
        rest = i + 1;
        break;
      case 1:
        rest = i + 1 + r.below(8);
        break;
      case 2:
        for (let m = 1 + r.below(3); m > 0; m--) between += NOISE[r.below(NOISE.length)];
        break;
      case 3:
        between = text.slice(r.below(text.length)).slice(0, 1 + r.below(40));
        break;
      case 4:
        between = NOISE[r.below(NOISE.length)];
        rest = i + 1;
        break;
      default:
        if (r.once(3)) rest = text.length;
    }
    text = text.slice(0, i) + between + text.slice(rest);
  }
  return text;
}

/**
 * One case.
 * @param {number} seed
 * @param {number} index which of the seed's cases
 * @returns {Buffer[]} the pieces in which its bytes are written
 */
function pieces(seed, index) {
  const r = new Random(seed, index);
  let text = '';
  for (let n = r.once(3) ? 1 + r.below(4) : 1; n > 0; n--) text += request(r);
  if (r.once(2)) text = mutate(r, text);
  const bytes = Buffer.from(text, 'latin1');
  if (r.once(2) || bytes.length < 2) return [bytes];
  const cuts = [];
  for (let n = 1 + r.below(r.once(8) ? 30 : 3); n > 0; n--) cuts.push(1 + r.below(bytes.length - 1));
  cuts.sort((a, b) => a - b);
  const found = [];
  let begin = 0;
  for (const cut of [...cuts, bytes.length]) {
    if (cut > begin) found.push(bytes.subarray(begin, cut));
    begin = cut;
  }
  return found;
}

module.exports = { pieces };
