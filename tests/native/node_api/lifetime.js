'use strict';

// References, wraps and finalizers: counts, statuses, and when each finalizer runs. Needs --expose-gc.

const addon = require(process.argv[2]);
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** What finalizers have said since last time; within one collection their order is the engine's. */
const taken = () => addon.taken().split('\n').sort().join('; ');

/** Collects what `make` has made, and tells what ran within the collector and what a turn later. */
async function collect(label, make) {
  (function frame() {
    make();
  })();
  gc();
  console.log(`${label}: at once [${taken()}]`);
  for (let i = 0; i < 4; i++) {
    await turn();
    gc();
  }
  console.log(`${label}: later [${taken()}]`);
}

const print = (...words) => console.log(...words);
const kept = [];

async function main() {
  // References of every kind of value.
  for (const [label, value] of Object.entries({
    object: {},
    function: main,
    symbol: Symbol('s'),
    registered: Symbol.for('r'),
    number: 1,
    string: 'text',
    bigint: 1n,
    undefined,
    null: null,
    boolean: true,
  })) {
    print(label, addon.create(value, 1, 0));
    if (addon.create(value, 1, 0)[0] !== 0) continue;
    print(
      addon.change(0, 'value'),
      addon.change(0, 'ref'),
      addon.change(0, 'unref'),
      addon.change(0, 'unref'),
    );
    print(
      addon.change(0, 'value'),
      addon.change(0, 'unref'),
      addon.change(0, 'ref'),
      addon.change(0, 'delete'),
    );
    print(
      addon.create(value, 0, 1),
      addon.change(1, 'value'),
      addon.change(1, 'ref'),
      addon.change(1, 'delete'),
    );
  }

  // A strong reference keeps, a weak one does not.
  await collect('strong', () => addon.create({ kept: 1 }, 1, 2));
  print(addon.change(2, 'value'), addon.change(2, 'unref'));
  await collect('now weak', () => {});
  print(
    addon.change(2, 'value'),
    addon.change(2, 'ref'),
    addon.change(2, 'unref'),
    addon.change(2, 'delete'),
  );

  // Wraps.
  const object = {};
  print(addon.unwrap(object), addon.removeWrap(object), addon.wrap(object, 'one'), addon.wrap(object, 'two'));
  print(
    addon.unwrap(object),
    addon.unwrap(Object.create(object)),
    addon.removeWrap(object),
    addon.unwrap(object),
  );
  print(addon.wrap(object, 'three'), addon.unwrap(object), addon.removeWrap(object));
  for (const value of [1, 'text', null, undefined, Symbol('s'), 1n])
    print(addon.wrap(value, 'x'), addon.unwrap(value));
  for (const value of [Object.freeze({}), [], () => {}, new Proxy({}, {}), new Date(0)]) {
    print(addon.wrap(value, 'any'), addon.unwrap(value), addon.removeWrap(value), addon.unwrap(value));
  }
  // Objects move, and others take their places.
  let many = Array.from({ length: 600 }, (_, i) => [{}, `n${i}`]);
  for (const [one, name] of many) addon.wrap(one, name);
  for (let round = 0; round < 6; round++) {
    const wrong = many.filter(
      ([one, name]) => addon.unwrap(one)[1] !== name || addon.unwrap(one)[1] !== name,
    );
    const plain = Array.from({ length: 600 }, () => ({})).filter((one) => addon.unwrap(one)[0] !== 1);
    for (const [one] of many.slice(0, 50)) addon.removeWrap(one);
    const removed = many.slice(0, 50).filter(([one]) => addon.unwrap(one)[0] !== 1);
    print('moved', wrong.length, plain.length, removed.length);
    many = many.slice(50).reverse();
    if (round & 1) gc();
    else Array.from({ length: 200000 }, () => ({}));
  }
  for (const [one] of many) addon.removeWrap(one);
  await collect('wrap', () => addon.wrap({}, 'wrapped'));
  await collect('wrap removed', () => {
    const gone = {};
    addon.wrap(gone, 'never');
    addon.removeWrap(gone);
  });
  await collect('wrap with a reference', () => addon.wrap({}, 'referenced', 3));
  print(addon.change(3, 'value'), addon.change(3, 'delete'));
  await collect('reference deleted before', () => {
    addon.wrap({}, 'never', 4);
    addon.change(4, 'delete');
  });
  await collect('counted up', () => {
    addon.wrap({ up: 1 }, 'counted', 5);
    addon.change(5, 'ref');
  });
  print(addon.change(5, 'value'), addon.change(5, 'unref'));
  await collect('counted down', () => {});
  print(addon.change(5, 'value'), addon.change(5, 'delete'));

  // Finalizers.
  for (const value of [1, 'text', null, undefined, Symbol('s')]) print(addon.add(value, 'x'));
  await collect('finalizers', () => {
    const one = {};
    addon.add(one, 'a');
    addon.add(one, 'b');
    addon.add(one, 'c', 6);
    addon.add(() => {}, 'of a function');
  });
  print(addon.change(6, 'value'), addon.change(6, 'delete'));
  await collect('external', () => addon.external('memory'));
  await collect('kept alive', () => kept.push(addon.external('kept')));
  await collect('calls JavaScript', () =>
    addon.calls({}, () =>
      print('called, with nothing on the stack', new Error().stack.split('\n').length <= 3),
    ),
  );
  process.once('uncaughtException', (error) => print('uncaught:', error.message));
  await collect('throws', () =>
    addon.calls({}, () => {
      throw new Error('from a finalizer');
    }),
  );
}
main();
