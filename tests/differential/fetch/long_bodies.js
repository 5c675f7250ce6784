'use strict';

// Long bodies of responses, read as a whole: in each way, of each kind of text, with mistakes, cut short.

const { createHash } = require('node:crypto');
const http = require('node:http');

const sha1 = (data, encoding) => createHash('sha1').update(data, encoding).digest('hex').slice(0, 12);
const about = (value) => {
  if (typeof value === 'string') return `${value.length} ${sha1(value, 'utf16le')}`;
  if (value instanceof ArrayBuffer) value = new Uint8Array(value);
  if (value instanceof Uint8Array) return `${value.constructor.name} ${value.length} ${sha1(value)}`;
  return `${Object.keys(value)} ${about(value.text)}`;
};

const contents = {
  ascii: (size) => 'Hello, World! '.repeat(size / 14 + 1).slice(0, size),
  latin1: (size) => 'é'.repeat(size / 2),
  wide: (size) => 'a€\u{1f600}'.repeat(size / 8),
  bom: (size) => `\ufeff${'x'.repeat(size)}`,
  invalid: (size) => Buffer.alloc(size, 'ab\xff\xc3(', 'latin1'),
  json: (size) => JSON.stringify({ n: [1, null], text: 'y'.repeat(size) }),
  wideJSON: (size) => JSON.stringify({ text: 'é\u{1f600}'.repeat(size / 6) }),
  broken: (size) => `{"text": "${'x'.repeat(size)}", oh}`,
};

const server = http.createServer((request, response) => {
  const [, name, size, coding] = request.url.split('/');
  const body = Buffer.from(contents[name](Number(size)));
  if (coding === 'length') response.setHeader('Content-Length', body.length);
  if (coding === 'short') {
    response.setHeader('Content-Length', body.length + 1);
    response.write(body, () => setTimeout(() => response.destroy(), 50));
    return;
  }
  const cut = Math.min(1000, body.length);
  response.write(body.subarray(0, cut));
  setImmediate(() => response.end(body.subarray(cut)));
});

server.listen(0, '127.0.0.1', async () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  const kept = [];
  const read = async (path, method) => {
    try {
      const value = await (await fetch(`${base}/${path}`))[method]();
      kept.push([value, about(value)]);
      console.log(path, method, about(value));
    } catch (error) {
      console.log(path, method, `${error}`, `${error.cause?.message}`, error.stack.includes('JSON.parse'));
    }
  };
  for (const size of [1000, 65536, 300_000, 9 << 20]) {
    for (const name of ['ascii', 'latin1', 'wide', 'bom', 'invalid']) {
      if (size > 1 << 20 && name !== 'ascii') continue;
      await read(`${name}/${size}/length`, 'text');
      await read(`${name}/${size}/length`, name === 'bom' ? 'bytes' : 'arrayBuffer');
    }
    for (const name of ['json', 'wideJSON', 'broken', 'json']) await read(`${name}/${size}/length`, 'json');
    await read(`json/${size}/chunked`, 'json');
  }
  await read('ascii/300000/short', 'text');
  await read('json/300000/short', 'json');
  await read('ascii/300000/short', 'bytes');
  const names = ['ascii', 'latin1', 'wide', 'ascii'];
  const paths = names.map((name) => `${base}/${name}/200000/length`);
  const texts = await Promise.all(paths.map(async (url) => (await fetch(url)).text()));
  console.log(texts.map(about));

  // What was read before has not changed.
  console.log(kept.every(([value, before]) => about(value) === before));

  // A program's own JSON.parse, which keeps what it gets.
  const { parse } = JSON;
  const seen = [];
  JSON.parse = (text) => {
    seen.push(text);
    return parse(text);
  };
  for (let i = 0; i < 3; i++) await read('json/200000/length', 'json');
  JSON.parse = parse;
  await read('json/200000/length', 'json');
  console.log(seen.map(about));
  server.close();
  server.closeAllConnections();
});
