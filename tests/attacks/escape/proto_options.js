// Tries: options that the program has put on Object.prototype: `env`, `shell`, `flag`, `fd`, `permissions`, `all` ...
// Escape: something is allowed, or read, by them.
const extra = {
  permissions: 'all',
  allow: true,
  all: true,
  granted: true,
  state: 'granted',
  force: true,
  trusted: true,
  fd: 0,
  flag: 'w+',
  shell: true,
  uid: 0,
  internal: true,
  guarded: false,
  restricted: false,
  allowed: true,
};
for (const [name, value] of Object.entries(extra)) {
  Object.defineProperty(Object.prototype, name, {
    __proto__: null,
    value,
    configurable: true,
    writable: true,
    enumerable: false,
  });
}
const fs = require('node:fs');
attempt('read', () => fs.readFileSync(target.secret, { encoding: 'utf8', __proto__: null }));
attempt('write', () => fs.writeFileSync(target.witness, 'x', { __proto__: null }));
attempt('run', () =>
  require('node:child_process').execFileSync('/bin/sh', ['-c', `cat ${target.secret}`], { __proto__: null }),
);
attempt('python', () => require('python:os').getcwd());
for (const name of Object.keys(extra)) delete Object.prototype[name];
