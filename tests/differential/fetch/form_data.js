'use strict';

// FormData.

const fd = new FormData();
fd.append('a', 'b');
fd.append('f', new Blob(['x']), 'n.txt');
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

t(() => new FormData(1));
t(() => new FormData(null));
t(() => new FormData(undefined));
t(() => fd.append('a'));
t(() => fd.append('a', 'b', 'c'));
t(() => fd.set('a', 'b', 'c'));
t(() => fd.set('a'));
t(() => fd.get());
t(() => fd.getAll());
t(() => fd.has());
t(() => fd.delete());
t(() => fd.forEach());
t(() => fd.forEach(3));
t(() => fd.entries());
t(() => FormData.prototype.append.call({}, 'a', 'b'));
t(() => {
  const f = new FormData();
  f.append('a', new File(['x'], 'z', { type: 'q/r', lastModified: 3 }));
  return f.get('a');
});
t(() => {
  const f = new FormData();
  f.append('a', new File(['x'], 'z', { type: 'q/r', lastModified: 3 }), 'new');
  return f.get('a').name;
});
t(() => {
  const f = new FormData();
  f.append('a', '\ud800');
  f.append('a', 3);
  f.append('b', null);
  f.set('a', 'z');
  return [[...f], f.has('a'), f.getAll('a')];
});
t(() => FormData.prototype);
t(() => {
  const f = new FormData();
  f.append(s, 'a');
});
t(() => {
  const f = new FormData();
  f.append('a', s);
});
t(() => {
  const f = new FormData();
  f.append('a', new Blob(['x']), s);
});
t(() => {
  const f = new FormData();
  f.append('a', {}, 'x');
});
t(() => {
  const f = new FormData();
  f.append('a', undefined, 'x');
});
t(() => {
  const f = new FormData();
  f.append('a', undefined, undefined);
  return f;
});
t(() => new FormData({}));
t(() => new FormData('x'));
