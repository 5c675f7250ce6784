'use strict';
// What process says of itself, takes and refuses.
function attempt(name, run) {
  try {
    console.log(name, run());
  } catch (err) {
    console.log(name, err.name, err.code, err.message);
  }
}
for (const value of ['1', '', 'x', 1.5, NaN, true, {}, [], Symbol.iterator, null, undefined, 3, -1, '7', 0]) {
  attempt(`exitCode ${String(value)}`, () => {
    process.exitCode = value;
    return process.exitCode;
  });
}
process.exitCode = 0;
attempt('delete', () => delete process.exitCode);
console.log(Object.getOwnPropertyDescriptor(process, 'exitCode').configurable);
for (const value of [42, 'x', {}, undefined]) {
  attempt('capture', () => process.setUncaughtExceptionCaptureCallback(value));
}
attempt('capture', () => process.setUncaughtExceptionCaptureCallback(() => {}));
attempt('twice', () => process.setUncaughtExceptionCaptureCallback(() => {}));
attempt('none', () => process.setUncaughtExceptionCaptureCallback(null));
console.log(process.hasUncaughtExceptionCaptureCallback());

process.env.ONE = 1;
attempt('env', () => process.env.ONE);
process.env.UNDEFINED = undefined;
attempt('env', () => process.env.UNDEFINED);
attempt('env', () => 'ONE' in process.env);
attempt('env', () => delete process.env.ONE);
attempt('env', () => process.env.ONE);
attempt('env', () => Object.hasOwn(process.env, 'ONE'));
attempt('env symbol', () => (process.env.S = Symbol('s')));
attempt('env symbol', () => (process.env[Symbol('s')] = 1));
attempt('env symbol', () => process.env[Symbol('s')]);
attempt('env tag', () => Object.prototype.toString.call(process.env));
for (const descriptor of [{ value: 'v' }, { get: () => 1 }, { set() {} }, { configurable: false }, {}]) {
  attempt('defineProperty', () => typeof Object.defineProperty(process.env, 'P', descriptor));
}
attempt('defineProperty', () => {
  Object.defineProperty(process.env, 'P', { value: 5, configurable: true, writable: true, enumerable: true });
  return process.env.P;
});
for (const args of [
  ['x'],
  [undefined],
  [0, 'SIGNOPE'],
  [0, 'toString'],
  ['0', 0],
  [process.pid, 0],
  [NaN],
  [2 ** 40, 0],
]) {
  attempt(`kill ${args[0] === process.pid ? 'me' : args.map(String)}`, () => process.kill(...args));
}
for (const args of [[], ['x'], [1], [-1], [{}], ['999']])
  attempt('umask', () => typeof process.umask(...args));
for (const args of [[1], [[1]], [[1, 2, 3]], [{}], [null]]) attempt('hrtime', () => process.hrtime(...args));
console.log(process.hrtime([0, 0]).length, typeof process.hrtime.bigint(), process.uptime() > 0);
for (const value of [1, {}, { user: 'x' }, { user: -1, system: 0 }, { user: 0, system: 'x' }]) {
  attempt('cpuUsage', () => typeof process.cpuUsage(value));
}
console.log(
  Object.keys(process.cpuUsage()),
  Object.keys(process.memoryUsage()),
  Object.keys(process.resourceUsage()),
);
for (const args of [[], [1], ['/nonexistent'], [undefined]]) attempt('chdir', () => process.chdir(...args));
for (const name of ['setuid', 'setgid', 'seteuid', 'setegid']) {
  for (const value of [undefined, null, {}, -1, 1.5, 'no such name at all'])
    attempt(name, () => process[name](value));
}
for (const args of [[], [1], ['x'], [undefined, 1], [[], 1]])
  attempt('initgroups', () => process.initgroups(...args));
for (const args of [[], [1], [['x']], [[-1]]]) attempt('setgroups', () => process.setgroups(...args));
for (const args of [[], [1], [{}], ['m', 1], ['m', 'T', 1], ['m', { detail: 1 }]]) {
  attempt('emitWarning', () => process.emitWarning(...args));
}
process.on('warning', (warning) =>
  console.log('warning', warning.name, warning.code, warning.message, warning.detail),
);
process.emitWarning('w', { type: 'T', code: 'C', detail: 'D' });
process.emitWarning('w', 'T', 'C');
process.emitWarning(Object.assign(new Error('e'), { code: 'EC' }));
console.log(
  process.argv.length,
  process.execArgv,
  typeof process.argv0,
  process.platform,
  process.arch,
  process.version,
);
console.log(process.release.name, Object.prototype.toString.call(process), process.constructor.name);
console.log(process.stdout.fd, process.stderr.fd, process.stdin.fd, process._exiting, process.domain);
setTimeout(() => {}, 5);
setTimeout(() => {}, 5).unref();
setImmediate(() => {});
console.log(process.getActiveResourcesInfo().filter((name) => name === 'Timeout' || name === 'Immediate'));
process.on('beforeExit', (code) => console.log('beforeExit', code));
process.on('exit', (code) => console.log('exit', code, process._exiting));
