'use strict';

// Short bodies that come with their head or behind it, read in each way, at once and later; fields one by one.

const net = require('node:net');

const long = 'X-' + 'long-'.repeat(60) + 'name';
const fields = [
  'Content-Type: text/plain',
  'content-TYPE: text/html',
  'X-One: 1',
  'x-two: a',
  'X-Two: b',
  'Set-Cookie: a=1',
  'set-cookie: b=2',
  'X-Empty:',
  'ETag: "x"',
  'eTaG-Not: y',
  'DATE: now',
  'vary: Accept',
  'VARY: Origin',
  'X-Latin: \xe9',
  `${long}: much`,
];
const bodies = {
  ascii: 'hello',
  json: '{"a": [1, 2]}',
  broken: '{"a": [1, 2}',
  utf8: Buffer.from('h\u00e9llo \u{1f600}').latin1Slice(),
  bytes: 'a\xff\xfeb\0',
  form: 'a=1&b=%41',
  zero: '',
  most: 'x'.repeat(8192),
  more: 'y'.repeat(8193),
};

const sent = [];

// /NAME/together|apart|pieces
const server = net.createServer((socket) => {
  socket.setNoDelay(true);
  socket.on('error', () => {});
  socket.on('data', (data) => {
    sent.push(data.latin1Slice());
    for (const [, name, how] of data.latin1Slice().matchAll(/GET \/(\w+)\/(\w+)/g)) {
      const body = bodies[name];
      const type = name === 'form' ? ['Content-Type: application/x-www-form-urlencoded'] : fields;
      const lines = ['HTTP/1.1 200 OK', ...type, `Content-Length: ${body.length}`, '', ''];
      const head = lines.join('\r\n');
      if (how === 'together') {
        socket.write(head + body, 'latin1');
      } else if (how === 'apart') {
        socket.write(head, 'latin1');
        setTimeout(() => socket.write(body, 'latin1'), 20);
      } else {
        socket.write(head + body.slice(0, 2), 'latin1');
        setTimeout(() => socket.write(body.slice(2), 'latin1'), 20);
      }
    }
  });
});

const text = (value) =>
  typeof value === 'string' && value.length > 50 ? `${value.length} of ${value[0]}` : value;
const readers = {
  text: async (response) => text(await response.text()),
  json: (response) => response.json(),
  bytes: async (response) =>
    Buffer.from(await response.bytes())
      .toString('hex')
      .slice(0, 40),
  arrayBuffer: async (response) => (await response.arrayBuffer()).byteLength,
  blob: async (response) => {
    const blob = await response.blob();
    return [blob.size, blob.type, text(await blob.text())];
  },
  formData: async (response) => [...(await response.formData())],
  async stream(response) {
    let size = 0;
    const kinds = new Set();
    for await (const chunk of response.body) {
      size += chunk.length;
      kinds.add(chunk.constructor.name);
    }
    return [size, [...kinds]];
  },
  async byob(response) {
    const reader = response.body.getReader({ mode: 'byob' });
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(3));
      if (done) return size;
      size += value.length;
    }
  },
  async clone(response) {
    const copy = response.clone();
    return [text(await response.text()), text(await copy.text())];
  },
  async twice(response) {
    await response.text();
    return response.bytes();
  },
  async pipe(response) {
    const decoded = response.body.pipeThrough(new TextDecoderStream());
    return text((await Array.fromAsync(decoded)).join(''));
  },
  again: async (response) => text(await new Response(response.body).text()),
  cancel: (response) => response.body.cancel(),
};

server.listen(0, '127.0.0.1', async () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  const names = ['text', 'bytes', 'stream', 'clone'];
  for (const name of Object.keys(bodies)) {
    for (const how of ['together', 'apart', 'pieces']) {
      for (const wait of [0, 30]) {
        for (const reader of name === 'ascii' || name === 'form'
          ? Object.keys(readers)
          : [...names, 'json']) {
          if (wait && (how !== 'together' || name === 'most')) continue;
          let result;
          try {
            const response = await fetch(`${base}/${name}/${how}`);
            if (wait) await new Promise((resolve) => setTimeout(resolve, wait));
            result = JSON.stringify(await readers[reader](response));
          } catch (error) {
            result = `${error}`;
          }
          console.log(name, how, wait, reader, result);
        }
      }
    }
  }

  const wanted = [
    'content-type',
    'Content-Length',
    'x-one',
    'X-TWO',
    'set-cookie',
    'x-empty',
    'etag',
    'etag-not',
  ];
  wanted.push('date', 'vary', 'x-latin', long, 'x-none', 'host', 'x-', 'x-one1', 'x-on');
  for (const name of wanted) {
    const { headers } = await fetch(`${base}/ascii/together`);
    console.log(name.slice(0, 20), headers.get(name), headers.has(name), headers.get(name));
  }
  const { headers } = await fetch(`${base}/ascii/together`);
  // So many looks that all of them are read; changes in between.
  console.log(wanted.map((name) => headers.get(name)));
  const copy = new Headers(headers);
  copy.append('x-one', '2');
  copy.delete('etag');
  console.log(
    wanted.map((name) => copy.get(name)),
    copy.has('etag'),
    [...headers].length,
  );
  for (const bad of ['', 'a b', 'é', 'a:']) {
    try {
      headers.get(bad);
    } catch (error) {
      console.log(error.message);
    }
  }

  // The same head again, and one that differs in a value only.
  const post = (type, more) => fetch(`${base}/ascii/together`, { headers: { 'X-Type': type, ...more } });
  sent.length = 0;
  await Promise.all(['a', 'a', 'b', 'a'].map((type) => post(type)));
  await post('a', { 'X-More': '1' });
  await post('a', { Accept: 'x/y' });
  console.log(sent.map((head) => head.replace(/host: .*\r\n/, '')).sort());
  server.close();
  process.exit();
});
