'use strict';

// Content-Encoding: each encoding, one on another, damaged, cut off, with something behind it, and much from little.

const crypto = require('crypto');
const http = require('http');

// Made by the encoders of Node.js's zlib: 'hello hello', 3,000,000 zeros, 'abc' with something after it, garbage.
const cases = [
  ['br', 'CwWAaGVsbG8gaGVsbG8D'],
  ['zstd', 'KLUv/SALWQAAaGVsbG8gaGVsbG8='],
  ['br', 'Z2FyYmFnZQ=='],
  ['zstd', 'Z2FyYmFnZQ=='],
  ['gzip', 'Z2FyYmFnZQ=='],
  ['deflate', 'Z2FyYmFnZQ=='],
  ['br', ''],
  ['zstd', ''],
  ['zstd', 'KLUv/SADGQAAYWJjKLUv/SADGQAAZGVm'],
  ['gzip', 'H4sIAAAAAAAAA0tMSgYAwkEkNQMAAAAfiwgAAAAAAAADS0lNAwBh4cQMAwAAAA=='],
  ['gzip', 'H4sIAAAAAAAAA0tMSgYAwkEkNQMAAAB0cmFpbGluZw=='],
  ['br', 'CwGAYWJjA3RyYWlsaW5n'],
  [
    'zstd',
    'KLUv/YBYwMYtAFQAABAAAAEA+/85wAICABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAADNg4A',
  ],
  ['br', 'm7/GLfgnAOKxQCDPtwU='],
];

const server = http.createServer((request, response) => {
  const [encoding, body] = cases[Number(request.url.slice(1))];
  response.setHeader('content-encoding', encoding);
  response.end(Buffer.from(body, 'base64'));
});

server.listen(0, async () => {
  for (let i = 0; i < cases.length; i++) {
    try {
      const response = await fetch(`http://localhost:${server.address().port}/${i}`);
      const text = await response.text();
      const hash = crypto.createHash('sha256').update(text).digest('hex');
      console.log(cases[i][0], text.length, text.slice(0, 20), hash);
    } catch ({ message, cause }) {
      console.log(cases[i][0], message, cause.message, cause.code, cause.errno);
    }
  }
  server.close();
});
