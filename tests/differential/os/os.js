// node:os: everything that does not change from one moment to the next.
'use strict';

const os = require('os');

for (const key of Object.keys(os)) {
  const { value, writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(os, key);
  const primitive = typeof value === 'function' && Object.hasOwn(value, Symbol.toPrimitive);
  console.log(key, typeof value, value.name, value.length, writable, enumerable, configurable, primitive);
}
console.log(os.constants);
for (const [name, value] of Object.entries(os.constants)) {
  const { writable, configurable } = Object.getOwnPropertyDescriptor(os.constants, name);
  console.log(name, writable, configurable, Object.isFrozen(value), Object.isExtensible(value));
}

function tell(label, call) {
  try {
    console.log(label, call());
  } catch (error) {
    const { name, code, message, errno, syscall, info } = error;
    console.log(label, '!!', name, code, message, errno, syscall, info, Object.keys(error).join());
  }
}
tell('system', () => [
  os.arch(),
  os.platform(),
  os.type(),
  os.release(),
  os.version(),
  os.machine(),
  os.hostname(),
]);
tell('memory', () => [
  os.totalmem(),
  os.freemem() > 0,
  os.availableParallelism(),
  os.endianness(),
  os.EOL,
  os.devNull,
]);
tell('uptime', () => [os.uptime() > 0, os.loadavg().length, os.loadavg().every((load) => load >= 0)]);
tell('cpus', () => os.cpus().map(({ model, speed, times }) => [model, speed, Object.keys(times)]));
tell('networkInterfaces', () => os.networkInterfaces());
tell('userInfo', () => os.userInfo());
for (const options of [{ encoding: 'buffer' }, { encoding: 'hex' }, { encoding: 'nope' }, 5, null]) {
  tell('userInfo', () => os.userInfo(options));
}
tell('userInfo', () =>
  os.userInfo({
    get encoding() {
      throw new Error('mine');
    },
  }),
);
for (const args of [[], [0], [-1], [999999], ['x'], [1.5], [2 ** 32]])
  tell('getPriority', () => os.getPriority(...args));
for (const args of [['x'], [100], [0, -21], [999999, 1], [0, 1.5], [0, 0], [0]]) {
  tell('setPriority', () => os.setPriority(...args));
}
for (const [name, values] of [
  ['TMPDIR', ['/x/y/', '/', '/a//', '']],
  ['HOME', ['/home/somebody', '']],
]) {
  for (const value of values) {
    process.env[name] = value;
    tell(`${name}=${value}`, () => (name === 'HOME' ? os.homedir() : os.tmpdir()));
  }
  delete process.env[name];
}
process.env.TMP = '/tmp-of-tmp/';
tell('TMP', () => os.tmpdir());
delete process.env.TMP;
process.env.TEMP = '/temp';
tell('TEMP', () => os.tmpdir());
delete process.env.TEMP;
tell('nothing', () => [os.tmpdir(), os.homedir()]);
tell('as text', () => [`${os.hostname}` === os.hostname(), `${os.platform}`, +os.uptime > 0, `${os.tmpdir}`]);
tell('constants', () => (os.constants.signals.SIGINT = 5));
tell('EOL', () => (os.EOL = 5));
