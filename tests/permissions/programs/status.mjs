// Deno.permissions: what is asked, given up, and told of.
const s = (x) =>
  `${x.state} ${x.partial} ${x.onchange} ${Object.prototype.toString.call(x)} ${x.constructor.name}`;
const t = async (n, f) => {
  try {
    const v = await f();
    console.log(n, v && v.state ? s(v) : v);
  } catch (e) {
    console.log(n, e.name, '|', e.message);
  }
};
const P = Deno.permissions;
console.log(
  `${Object.getOwnPropertyNames(Object.getPrototypeOf(P))} ${Object.getOwnPropertyNames(Deno.PermissionStatus.prototype)}`,
);
console.log(Deno.inspect(P), Deno.inspect(await P.query({ name: 'read' })));
for (const d of [
  { name: 'read' },
  { name: 'read', path: '/tmp' },
  { name: 'read', path: '/tmp/x' },
  { name: 'read', path: '/etc' },
  { name: 'read', path: new URL('file:///tmp/y') },
  { name: 'write' },
  { name: 'write', path: '/tmp/no' },
  { name: 'write', path: '/tmp/secret/x' },
  { name: 'net' },
  { name: 'net', host: 'example.com' },
  { name: 'net', host: 'example.com:443' },
  { name: 'net', host: 'a.b:x' },
  { name: 'env' },
  { name: 'env', variable: 'HOME' },
  { name: 'env', variable: 'X' },
  { name: 'sys' },
  { name: 'sys', kind: 'hostname' },
  { name: 'sys', kind: 'bogus' },
  { name: 'run' },
  { name: 'run', command: 'ls' },
  { name: 'run', command: '/bin/cat' },
  { name: 'ffi' },
  { name: 'ffi', path: '/x.so' },
  { name: 'import' },
  { name: 'import', host: 'x.com' },
  { name: 'hrtime' },
  { name: 'bogus' },
  {},
  null,
  undefined,
  'read',
  { name: 'read', path: '' },
]) {
  await t('query ' + JSON.stringify(d), () => P.query(d));
}
await t('qs', () => P.querySync({ name: 'read' }));
const st = await P.query({ name: 'read', path: '/tmp' });
const st2 = await P.query({ name: 'read', path: '/tmp' });
const all = await P.query({ name: 'read' });
console.log(st === st2);
st.onchange = (e) => console.log('onchange', e.type, e.target === st, st.state, e.constructor.name);
st.addEventListener('change', () => console.log('listener'));
all.addEventListener('change', () => console.log('all changed'));
await t('request', () => P.request({ name: 'write', path: '/nowhere' }));
await t('requestSync', () => P.requestSync({ name: 'net' }));
await t('revoke', () => P.revoke({ name: 'read', path: '/tmp' }));
console.log(
  'after',
  st.state,
  s(await P.query({ name: 'read', path: '/tmp' })),
  s(await P.query({ name: 'read', path: '/tmp/x' })),
  s(await P.query({ name: 'read' })),
);
await t('read', () => Deno.readTextFileSync('/tmp/x'));
await t('revokeSync', () => P.revokeSync({ name: 'env' }));
await t('env', () => Deno.env.get('HOME'));
await t('revokesub', () => P.revokeSync({ name: 'write', path: '/tmp/sub' }));
await t('w', () => P.query({ name: 'write', path: '/tmp/sub' }));
await t('w', () => P.query({ name: 'write', path: '/tmp' }));
await t('revoke net one', () => P.revokeSync({ name: 'net', host: 'example.com' }));
await t('q net one', () => P.querySync({ name: 'net', host: 'example.com' }));
await t('new', () => new Deno.PermissionStatus());
await t('newP', () => new Deno.Permissions());
