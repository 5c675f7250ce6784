'use strict';

// Text cut anywhere, in each encoding.

const { StringDecoder } = require('string_decoder');
const { pick, random, record, report, seed } = require('../buffer/_record.js');

seed(3);

const pieces = [
  [0x41],
  [0xc3, 0xa9],
  [0xe2, 0x82, 0xac],
  [0xf0, 0x9f, 0x98, 0x80],
  [0x80],
  [0xff],
  [0xe2, 0x82],
];
pieces.push(
  [0xf0, 0x9f],
  [0xc0],
  [0xed, 0xa0, 0x80],
  [0x3d, 0xd8],
  [0x00, 0xde],
  [0xd8],
  [0xdc],
  [0xf8],
  [0xf4, 0x90],
);
const encodings = [
  'utf8',
  'ucs2',
  'base64',
  'base64url',
  'latin1',
  'ascii',
  'hex',
  'UTF-16LE',
  'binary',
  undefined,
];

for (let round = 0; round < 20000; round++) {
  const encoding = pick(encodings);
  const decoder = new StringDecoder(encoding);
  for (let i = random(6); i >= 0; i--) {
    let bytes = [];
    for (let j = random(4); j > 0; j--) bytes.push(...pick(pieces));
    if (random(3) === 0) bytes = bytes.slice(0, 1 + random(2));
    const chunk = pick([Buffer, Uint8Array]).from(bytes);
    const kind = random(8);
    record(String(encoding), `${kind} ${bytes}`, () => {
      const made = kind === 0 ? decoder.end() : kind === 1 ? decoder.end(chunk) : decoder.write(chunk);
      const { lastNeed, lastTotal } = decoder;
      return [
        made,
        lastNeed,
        lastTotal,
        lastNeed > 0 ? decoder.lastChar.subarray(0, lastTotal - lastNeed) : 0,
      ];
    });
  }
}

for (const value of [
  null,
  5,
  {},
  [],
  'text',
  new Uint16Array([65, 66]),
  new DataView(new ArrayBuffer(2)),
  Symbol('s'),
]) {
  record('types', String(value), () => new StringDecoder().write(value));
  record('types', String(value), () => new StringDecoder().end(value));
  record('types', String(value), () => new StringDecoder(value).encoding);
}
record('types', 'this', () => StringDecoder.prototype.write.call({}, Buffer.alloc(1)));
record('types', 'text', () => new StringDecoder().text(Buffer.from('abc'), 1));

report();
console.log(new StringDecoder('latin1'), Object.keys(StringDecoder.prototype));
