'use strict';

// TextEncoder and TextDecoder.

const { inspect } = require('util');
const { pick, random, record, report, seed, text } = require('../buffer/_record.js');

seed(9);

const pieces = ['a', 'bcd', 'é', '€', '😀', '\ud800', '\udc00', '\x80', 'x'.repeat(40), '中文', '\0'];
const bytePieces = [
  [0x41],
  [0xc3, 0xa9],
  [0xe2, 0x82, 0xac],
  [0xf0, 0x9f, 0x98, 0x80],
  [0x80],
  [0xff],
  [0xe2, 0x82],
  [0xf0, 0x9f],
];
bytePieces.push(
  [0xc0],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90],
  [0xff, 0xfe],
  [0xfe, 0xff],
  [0x3d, 0xd8],
  [0x00, 0xde],
  [0],
);
const encodings = [
  'utf-8',
  'utf-8',
  'utf-16le',
  'utf-16be',
  'latin1',
  'koi8-r',
  'windows-1255',
  'x-user-defined',
  'iso-8859-8-i',
];
const encoder = new TextEncoder();

for (let round = 0; round < 12000; round++) {
  const s = text(pieces, 6);
  record('encode', JSON.stringify(s), () => encoder.encode(s));
  // Node.js 26 gives up on Latin-1 text that does not fit.
  const latin1 = /[\x80-\xff]/.test(s) && !/[^\0-\xff]/.test(s);
  record('encodeInto', JSON.stringify(s), () => {
    const target = new Uint8Array(latin1 ? 400 : random(20));
    return [encoder.encodeInto(s, target), target];
  });
  const options = { fatal: random(3) === 0, ignoreBOM: random(2) === 0 };
  const encoding = pick(encodings);
  const decoder = new TextDecoder(encoding, options);
  for (let i = random(4); i >= 0; i--) {
    const bytes = [];
    for (let j = random(5); j > 0; j--) bytes.push(...pick(bytePieces));
    const stream = random(2) === 0;
    const label = `${encoding} ${JSON.stringify(options)} ${stream} ${Buffer.from(bytes).toString('hex')}`;
    let failed = false;
    record(encoding, label, () => {
      failed = true;
      const made = decoder.decode(new Uint8Array(bytes), { stream });
      failed = false;
      return made;
    });
    if (failed) break;
  }
}

// Byte order marks.
for (const [name, bytes] of [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]) {
  for (const ignoreBOM of [false, true]) {
    record('marks', name, () => {
      const decoder = new TextDecoder(name, { ignoreBOM });
      const mark = new Uint8Array(bytes);
      const both = new Uint8Array([...bytes, ...bytes]);
      const pieces = [decoder.decode(both), decoder.decode(mark), decoder.decode(mark, { stream: true })];
      pieces.push(
        decoder.decode(mark, { stream: true }),
        decoder.decode(),
        decoder.decode(both, { stream: true }),
      );
      pieces.push(
        decoder.decode(mark.subarray(0, 1), { stream: true }),
        decoder.decode(mark.subarray(1)),
        decoder.decode(mark),
      );
      return pieces;
    });
  }
}

// All single-byte encodings, all bytes.
const every = Uint8Array.from({ length: 256 }, (_, i) => i);
const names = [
  'ibm866',
  'koi8-r',
  'koi8-u',
  'macintosh',
  'windows-874',
  'x-mac-cyrillic',
  'iso-8859-16',
  'ascii',
  'l1',
  'x-user-defined',
];
for (let i = 2; i <= 15; i++) if (![9, 11, 12].includes(i)) names.push(`iso-8859-${i}`);
for (let i = 1250; i <= 1258; i++) names.push(`windows-${i}`);
for (const name of names) {
  record('tables', name, () => [new TextDecoder(name).encoding, new TextDecoder(name).decode(every)]);
  record('tables', name, () => {
    try {
      return new TextDecoder(name, { fatal: true }).decode(every);
    } catch (error) {
      return error.code;
    }
  });
}
for (const [name, bytes] of [
  ['gbk', [0xc4, 0xe3]],
  ['shift_jis', [0x82, 0xa0]],
  ['euc-jp', [0xa4, 0xa2]],
  ['big5', [0xa7, 0x41]],
]) {
  record('east asian', name, () => [
    new TextDecoder(name).decode(new Uint8Array(bytes)),
    new TextDecoder(name).decode(every.subarray(32, 127)),
  ]);
}

const labels = [
  'utf8',
  ' UTF-8\n',
  'unicode',
  'utf-16',
  'csunicode',
  'ISO-8859-1',
  'hz-gb-2312',
  'replacement',
  'utf-7',
  '',
  'x',
  null,
  5,
];
for (const label of [...labels, Symbol('s'), {}]) {
  record('labels', String(label), () => new TextDecoder(label).encoding);
}
const inputs = [
  undefined,
  null,
  5,
  'x',
  {},
  [],
  new ArrayBuffer(2),
  new SharedArrayBuffer(2),
  new Uint16Array([65]),
  new DataView(new ArrayBuffer(1)),
];
for (const input of inputs) {
  for (const name of ['utf-8', 'utf-16le', 'latin1']) {
    record('inputs', `${name} ${inspect(input)}`, () => new TextDecoder(name).decode(input));
    record('inputs', `${name} ${inspect(input)}`, () =>
      new TextDecoder(name).decode(input, { stream: true }),
    );
  }
  record('inputs', inspect(input), () => encoder.encode(input));
  record('inputs', inspect(input), () => encoder.encodeInto(input, new Uint8Array(3)));
  record('inputs', inspect(input), () => encoder.encodeInto('a', input));
  record('inputs', inspect(input), () => new TextDecoder('utf-8', input).fatal);
  record('inputs', inspect(input), () => new TextDecoder().decode(new Uint8Array(1), input));
}
for (const name of ['decode', 'encoding', 'fatal', 'ignoreBOM']) {
  const descriptor = Object.getOwnPropertyDescriptor(TextDecoder.prototype, name);
  record('receiver', name, () => (descriptor.get ?? descriptor.value).call({}));
}
for (const name of ['encode', 'encodeInto'])
  record('receiver', name, () => TextEncoder.prototype[name].call({}, 'a', new Uint8Array(1)));

report();
console.log(encoder, new TextDecoder('latin1', { fatal: true }), inspect(encoder, { depth: -1 }), [
  new TextDecoder(),
]);
console.log(
  Object.keys(TextDecoder.prototype),
  Object.keys(TextEncoder.prototype),
  TextDecoder.length,
  String(new TextDecoder()),
);
console.log(
  encoder.encode('a') instanceof Uint8Array,
  Buffer.isBuffer(encoder.encode('a')),
  encoder.encode('a').buffer.byteLength,
);
for (const Stream of [TextEncoderStream, TextDecoderStream]) {
  const stream = new Stream();
  for (const self of [stream, undefined]) {
    try {
      console.log(Stream.prototype[Symbol.for('nodejs.util.inspect.custom')].call(self, 1, {}));
    } catch ({ name, code, message }) {
      console.log(name, code, message);
    }
  }
}
