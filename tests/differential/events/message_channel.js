// structuredClone, MessageChannel and BroadcastChannel within one thread.
const show = (value) =>
  process.stdout.write(
    require('util')
      .inspect(value)
      .replace(/\n +at .*/g, '') + '\n',
  );
const D = (g) => {
  try {
    show(g());
  } catch (e) {
    console.log(e.constructor.name, e.name, e.code, e.message);
  }
};
for (const g of [
  () => structuredClone(),
  () => structuredClone(1, 5),
  () => structuredClone(1, { transfer: 5 }),
  () => structuredClone(1, { transfer: [5] }),
  () => structuredClone(() => {}),
  () => structuredClone(Symbol('x')),
  () => structuredClone({ a: function foo() {} }),
  () => structuredClone(new WeakMap()),
  () => structuredClone(Promise.resolve()),
  () => structuredClone(1, null),
  () => {
    const a = new ArrayBuffer(8);
    const b = structuredClone(a, { transfer: [a] });
    return [a.byteLength, b.byteLength, a.detached];
  },
  () => {
    const a = new ArrayBuffer(8);
    return structuredClone(1, { transfer: [a, a] });
  },
  () =>
    structuredClone(
      new (class Foo {
        a = 1;
      })(),
    ),
  () => structuredClone(Buffer.from('a')),
  () => structuredClone(new Proxy({}, {})),
  () => structuredClone(new Error('x', { cause: 1 })).cause,
  () => structuredClone(new MessageChannel().port1),
  () => {
    const m = new MessageChannel().port1;
    return structuredClone({ m }, { transfer: [m] }).m instanceof MessagePort;
  },
])
  D(g);
D(() => structuredClone(1, { transfer: [{}] }));
D(() => {
  const a = new ArrayBuffer(3);
  structuredClone(a, { transfer: [a] });
  return structuredClone(1, { transfer: [a] });
});
D(() => {
  const a = new ArrayBuffer(3);
  structuredClone(a, { transfer: [a] });
  return structuredClone(a);
});
D(() => structuredClone(1, { transfer: [new Uint8Array(1)] }));
D(() => {
  const m = new MessageChannel().port1;
  return structuredClone(1, { transfer: [m, m] });
});
D(() => {
  const m = new MessageChannel();
  m.port1.close();
  return structuredClone(1, { transfer: [m.port1] });
});
D(() => structuredClone(new SharedArrayBuffer(3)));
D(() => MessageChannel());
D(() => new BroadcastChannel());
D(() => {
  const b = new BroadcastChannel('x');
  console.log(b);
  b.close();
  b.postMessage(1);
});
D(() => {
  const b = new BroadcastChannel('x');
  b.unref();
  b.postMessage();
});
D(() => {
  const b = new BroadcastChannel(Symbol());
});
D(() => BroadcastChannel.prototype.name);
D(() => new MessagePort());
{
  const { port1 } = new MessageChannel();
  D(() => port1.postMessage());
  D(() => port1.postMessage(() => {}));
  D(() => port1.postMessage(1, [port1]));
  D(() => port1.postMessage(1, 5));
  D(() => port1.postMessage(1, { transfer: 5 }));
  D(() => port1.postMessage(port1));
}
{
  const d = structuredClone(new DOMException('m', 'AbortError'));
  console.log(d instanceof DOMException, d.name, d.code, d.message);
}
{
  const m = new Map([[{ a: 1 }, [1, , 3]]]);
  m.self = 1;
  const o = {
    m,
    s: new Set([1n]),
    d: new Date(0),
    r: /x/gi,
    f: new Float64Array([1, 2]),
    e: new RangeError('r'),
    u: undefined,
  };
  o.o = o;
  show(structuredClone(o));
}
const { port1, port2 } = new MessageChannel();
const { port1: p3, port2: p4 } = new MessageChannel();
const strip = (x) => (x && x.p3 ? { p3: x.p3 instanceof MessagePort } : x);
port2.on('message', (m) => {
  console.log('msg', strip(m));
  process.nextTick(() => console.log('tick'));
  Promise.resolve().then(() => console.log('micro'));
  if (m === 3) port2.close();
});
port2.addEventListener('message', (e) =>
  console.log(
    'ev',
    strip(e.data),
    e.ports.length,
    e.type,
    e.target === port2,
    e.isTrusted,
    e.source,
    e.origin,
  ),
);
port1.postMessage(1);
port1.postMessage({ p3 }, [p3]);
port1.postMessage(3);
port1.postMessage(4);
port2.on('close', () => console.log('c2'));
console.log(port1.hasRef(), port2.hasRef());
setImmediate(() => console.log('imm'));
process.nextTick(() => console.log('nt'));
console.log(port1.postMessage('x'), p3.postMessage);
p4.postMessage('late');
