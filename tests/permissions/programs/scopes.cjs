const p = process.permission;
const show = () =>
  console.log(
    ['fs', 'fs.read', 'fs.write', 'child', 'worker', 'net', 'wasi', 'inspector', 'addon', 'ffi', 'env']
      .filter((x) => p.has(x))
      .join(),
    '/tmp:',
    p.has('fs.read', '/tmp'),
    '/tmp/a:',
    p.has('fs.read', '/tmp/a'),
    '/etc:',
    p.has('fs.read', '/etc'),
    'w/tmp:',
    p.has('fs.write', '/tmp'),
    'entry:',
    p.has('fs.read', __filename),
  );
show();
for (const a of [
  ['fs.read', '/tmp/a'],
  ['fs.read', '/tmp'],
  ['fs.write', '/etc'],
  ['child', 'x'],
  ['net'],
  ['worker'],
  ['bogus'],
  ['fs.read'],
  ['fs'],
  ['addon'],
  [],
  [1],
  ['wasi', 1],
]) {
  try {
    console.log('drop', a, p.drop(...a));
  } catch (e) {
    console.log(a, e.name, e.code, e.message);
  }
  show();
}
