'use strict';
const v8 = require('node:v8');

const show = (name, run) => {
  try {
    console.log(name, run());
  } catch (error) {
    console.log(name, error.constructor.name, error.code, error.message);
  }
};

const value = {
  big: -(1n << 70n),
  date: new Date(5),
  regex: /x\n/giu,
  set: new Set([1, 'two', [3]]),
  map: new Map([[{}, new Map()]]),
  buffer: Buffer.from('hi'),
  views: [new Float32Array([1.5, NaN]), new Uint8ClampedArray([300]), new DataView(new ArrayBuffer(3), 1)],
  more: [new BigInt64Array([-1n]), new BigUint64Array(1), new Float16Array([0.5]), new Int16Array([1, 2])],
  nothing: undefined,
  zero: -0,
  holes: [, 1, ,],
  boxed: [new Number(1), new String('s'), new Boolean(false)],
  text: ['é', 'ж', '\ud800', 'x'.repeat(20)],
  memory: new Uint8Array([1, 2, 3]).buffer,
};
value.self = value;
const bytes = v8.serialize(value);
console.log(bytes.length, Buffer.isBuffer(bytes), v8.deserialize(bytes));
console.log(v8.deserialize(v8.serialize(new RangeError('m', { cause: 1 }))).message);
console.log(
  v8.deserialize(v8.serialize(Object.assign(new TypeError('m'), { stack: 's' }))) instanceof TypeError,
);
for (const one of [1, 'a', null, undefined, true, 1.5, [], {}, 2n ** 64n, new Date(1), Buffer.from('abc')])
  console.log(v8.serialize(one).toString('hex'));
// Views that lie askew, and the memory that they share.
const askew = Buffer.concat([
  Buffer.from([0]),
  v8.serialize([new Float64Array([1, 2]), new Uint8Array([7])]),
]);
const [doubles, small] = v8.deserialize(askew.subarray(1));
console.log(doubles, small.buffer === askew.buffer);
console.log(v8.deserialize(new DataView(Uint8Array.from(v8.serialize({ a: 1 })).buffer)));

class Point {
  constructor(x) {
    this.x = x;
  }
}
class Writer extends v8.DefaultSerializer {
  _writeHostObject(object) {
    this.writeUint32(99);
    this.writeUint64(1, 2 ** 32 - 1);
    this.writeDouble(Math.PI);
    this.writeRawBytes(new Uint16Array([1, 2]));
    this.writeValue({ length: object.byteLength });
  }
  _getSharedArrayBufferId(buffer) {
    return buffer.byteLength;
  }
  _getDataCloneError(text) {
    return Object.assign(new Error(text), { code: 'MINE' });
  }
}
class Reader extends v8.DefaultDeserializer {
  _readHostObject() {
    const found = [this.readUint32(), this.readUint64(), this.readDouble(), this.readRawBytes(4)];
    return [...found, this.readValue()];
  }
}
const writer = new Writer();
writer.writeHeader();
const shared = new SharedArrayBuffer(11);
const moved = new ArrayBuffer(5);
writer.transferArrayBuffer(3, moved);
show('write', () => writer.writeValue([new Uint8Array(4), new Point(1), moved]));
const written = writer.releaseBuffer();
show('shared', () => writer.writeValue(shared));
show('not', () => writer.writeValue(() => {}));
console.log(writer.releaseBuffer().toString('hex'));
const reader = new Reader(written);
console.log(reader.readHeader(), reader.getWireFormatVersion());
reader.transferArrayBuffer(3, moved);
const read = reader.readValue();
console.log(read, read[2] === moved, Object.keys(reader));
console.log(new v8.Serializer(), Object.getOwnPropertyNames(v8.DefaultSerializer.prototype));
console.log(writer.releaseBuffer().length);

show('call', () => v8.Serializer());
show('brand', () => v8.Serializer.prototype.writeHeader.call({}));
show('buffer', () => new v8.Deserializer(1));
show('raw', () => new v8.Serializer().writeRawBytes(1));
show('transfer', () => new v8.Serializer().transferArrayBuffer(1));
show('shared', () => new v8.Serializer().transferArrayBuffer(1, new SharedArrayBuffer(2)));
show('version', () => v8.deserialize(Buffer.from('00', 'hex')));
show('empty', () => v8.deserialize(Buffer.alloc(0)));
show('cut', () => v8.deserialize(bytes.subarray(0, 60)));
show('no bytes', () => v8.deserialize('text'));
show('symbol', () => v8.serialize(Symbol()));
show('function', () => v8.serialize({ a: () => {} }));
show('proxy', () => v8.serialize(new Proxy({}, {})));
show('weak', () => v8.serialize(new WeakMap()));
show('shared', () => v8.serialize(new SharedArrayBuffer(2)));
show('private', () =>
  v8
    .serialize(
      new (class A {
        #x = 1;
        y = 2;
      })(),
    )
    .toString('hex'),
);
for (const method of ['readUint32', 'readUint64', 'readDouble', 'readHeader'])
  show(method, () => new v8.Deserializer(Buffer.alloc(0))[method]());
for (const length of [2, 9, -1, 'x'])
  show('raw', () => new v8.Deserializer(Buffer.from([1, 2, 3])).readRawBytes(length));
const failing = new (class extends v8.Serializer {
  _writeHostObject() {
    throw new Error('mine');
  }
})();
failing._setTreatArrayBufferViewsAsHostObjects(true);
show('mine', () => failing.writeValue(new Uint8Array(1)));
const plain = new v8.Serializer();
plain._setTreatArrayBufferViewsAsHostObjects(true);
show('no host', () => plain.writeValue(new Uint8Array(1)));
