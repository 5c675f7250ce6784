'use strict';

// Headers: what it takes, what it gives, and what it says about what it does not take.

const h = new Headers({ a: '1' });
const s = Symbol('q');

function t(f) {
  let result;
  try {
    result = f();
  } catch (e) {
    console.log('threw', String(f).slice(4), '=>', e.name, e.code, '|', e.message, e.cause?.message);
    return;
  }
  console.log(String(f).slice(4), '=>', result);
}

t(() => new Headers(1));
t(() => new Headers(null));
t(() => new Headers('x'));
t(() => new Headers([['a']]));
t(() => new Headers(['ab']));
t(() => new Headers([['a', 'b', 'c']]));
t(() => new Headers([1]));
t(() => new Headers({ 'a b': '1' }));
t(() => new Headers({ a: '\n1\n' }));
t(() => new Headers({ a: '1\n2' }));
t(() => new Headers({ a: '\u0100' }));
t(() => new Headers({ '\u0100': 'a' }));
t(() => new Headers({ a: Symbol('x') }));
t(() => new Headers({ [Symbol('x')]: 'a' }));
t(() => h.append());
t(() => h.append('a'));
t(() => h.get());
t(() => h.has());
t(() => h.set('a'));
t(() => h.delete());
t(() => h.forEach());
t(() => h.forEach(1));
t(() => h.append('', 'x'));
t(() => h.append('a b', 'x'));
t(() => h.set('a b', 'x'));
t(() => h.get('a b'));
t(() => h.has('é'));
t(() => h.delete('('));
t(() => h.append('a', 'x\0'));
t(() => h.append('a', 'x\u2603'));
t(() => h.append('a\u2603', 'x'));
t(() => Headers.prototype.get.call({}, 'a'));
t(() => h.keys().next.call({}));
t(() => h.entries());
t(() => Object.prototype.toString.call(h.entries()));
t(() => {
  const h = new Headers([
    ['b', '1'],
    ['a', '2'],
    ['B', '3'],
    ['set-cookie', 'x'],
    ['Set-Cookie', 'y'],
  ]);
  return [[...h], h.get('b'), h.get('set-cookie'), h.getSetCookie(), [...h.keys()], [...h.values()]];
});
t(() => {
  const h = new Headers([
    ['b', '1'],
    ['a', '2'],
  ]);
  const o = [];
  for (const [k, v] of h) {
    o.push(k);
    if (k === 'a') {
      h.append('aa', 'x');
    }
  }
  return o;
});
t(() => {
  const h = new Headers([
    ['b', '1'],
    ['a', '2'],
  ]);
  const o = [];
  for (const [k, v] of h) {
    o.push(k);
    if (k === 'a') {
      h.delete('b');
    }
  }
  return o;
});
t(() => new Headers(new Map([['a', 'b']])));
t(() => new Headers({ a: undefined, b: null, c: 1, d: [1, 2] }));
t(() => new Headers(Object.create({ a: 1 })));
t(() => {
  const h = new Headers({ a: '1' });
  Headers.prototype[Symbol.iterator] = function* () {
    yield ['q', 'r'];
  };
  return new Headers(h);
});
t(() => new Headers(function () {}));
t(
  () =>
    new Headers(
      class {
        static a = 'b';
      },
    ),
);
t(() => new Headers('abc'[Symbol.iterator]()));
t(() => new Headers({ a: '  x y\t\r\n' }));
t(() => new Headers({ a: 'x\ty' }));
t(() => new Headers({ a: 'x\x7f' }));
t(() => new Headers({ a: 'x\xff' }));
t(() => new Headers({ a: '' }));
t(() => new Headers([new Set(['a', 'b'])]));
t(() => new Headers([{ length: 2, 0: 'a', 1: 'b' }]));
t(() => new Headers([['a', Symbol('q')]]));
t(() => new Headers([null]));
t(() => new Headers({ [Symbol.iterator]: 1 }));
t(() => new Headers({ [Symbol.iterator]: null, a: 'b' }));
t(() => (h = Headers.prototype));
t(() => h.append(s, 'a'));
t(() => h.append('a', s));
t(() => h.get(s));
t(() => h.has(s));
t(() => h.delete(s));
t(() => h.set(s, 'a'));
t(() => h.set('a', s));
t(() => new Headers([[s, 'a']]));
t(() => {
  const h = new Headers([
    ['set-cookie', 'a'],
    ['set-cookie', 'b'],
    ['X-Y', 'z'],
    ['cookie', 'a'],
    ['cookie', 'b'],
  ]);
  return h;
});
t(() => {
  const h = new Headers([
    ['set-cookie', 'a'],
    ['set-cookie', 'b'],
    ['X-Y', 'z'],
    ['cookie', 'a'],
    ['cookie', 'b'],
  ]);
  return h.get('cookie');
});
t(() => {
  const h = new Headers([['X-Y', 'z']]);
  h.set('x-y', 'k');
  return h;
});
t(() => {
  const h = new Headers([['X-Y', 'z']]);
  h.append('x-y', 'k');
  return h;
});
t(() => Headers.prototype.get.call(null, 'a'));
t(() => new Headers({ a: 'x\u0001' }));
t(() => new Headers({ a: 'x\u000b' }));
