'use strict';

// util: promisify, callbackify, inherits, deprecate, debounce, throttle, system errors, signals, types, names.

const util = require('util');
const { attempt } = require('./_print');

process.removeAllListeners('warning');
process.on('warning', (warning) => console.log('warning', warning.name, warning.code, warning.message));

for (const key of Reflect.ownKeys(util)) {
  const { enumerable, configurable } = Object.getOwnPropertyDescriptor(util, key);
  console.log(String(key), enumerable, configurable, typeof util[key], util[key]?.name, util[key]?.length);
}
console.log(Object.keys(util.types).join());

async function main() {
  // promisify
  const ok = (a, callback) => callback(null, a, 'second');
  const bad = (callback) => callback(new Error('bad'));
  ok.tag = 'kept';
  const promised = util.promisify(ok);
  console.log(
    await promised(1),
    promised.tag,
    promised.name,
    promised.length,
    promised[util.promisify.custom] === promised,
  );
  await util
    .promisify(bad)()
    .catch((error) => console.log(error.message));
  const customized = () => {};
  customized[util.promisify.custom] = () => 'custom';
  console.log(util.promisify(customized)(), util.promisify(util.promisify(ok)) === promised);
  for (const value of [5, null, {}, { [util.promisify.custom]: 5 }])
    attempt('promisify', () => util.promisify(value));
  attempt('custom', () => util.promisify(Object.assign(() => {}, { [util.promisify.custom]: 5 })));
  util.promisify(async (callback) => callback())();
  console.log(
    await util
      .promisify(function (callback) {
        callback(null, this.x);
      })
      .call({ x: 'this' }),
  );

  // callbackify
  const called = (label) => (error, value) =>
    console.log(label, error?.code ?? error?.message ?? error, error?.reason, value);
  async function giver(a, b) {
    return a + b;
  }
  const callbackified = util.callbackify(giver);
  console.log(callbackified.name, callbackified.length);
  callbackified(1, 2, called('callbackify'));
  util.callbackify(async () => {
    throw new Error('rejected');
  })(called('rejected'));
  for (const reason of [null, undefined, 0, '', false])
    util.callbackify(() => Promise.reject(reason))(called('falsy'));
  attempt('callbackify', () => util.callbackify(5));
  attempt('last argument', () => callbackified(1, 2));

  // inherits
  function Base() {}
  Base.prototype.greet = () => 'hello';
  function Derived() {}
  util.inherits(Derived, Base);
  console.log(
    new Derived().greet(),
    Derived.super_ === Base,
    Object.keys(Derived),
    new Derived() instanceof Base,
  );
  for (const [ctor, superCtor] of [
    [null, Base],
    [Derived, null],
    [Derived, {}],
    [5, undefined],
  ])
    attempt('inherits', () => util.inherits(ctor, superCtor));

  // deprecate
  const deprecated = util.deprecate(
    function add(a, b) {
      return a + b;
    },
    'add is old',
    'DEP_ADD',
  );
  console.log(deprecated(1, 2), deprecated(3, 4), deprecated.length, deprecated.name);
  util.deprecate(() => {}, 'same code', 'DEP_ADD')();
  util.deprecate(() => {}, 'without code')();
  class Old {}
  const OldDeprecated = util.deprecate(Old, 'Old is old', 'DEP_OLD');
  console.log(
    new OldDeprecated() instanceof Old,
    OldDeprecated.prototype === Old.prototype,
    Object.getPrototypeOf(OldDeprecated) === Old,
  );
  for (const code of [5, null, {}]) attempt('code', () => util.deprecate(() => {}, 'x', code));
  util._extend({}, null);
  util.isArray([]);

  // Errors of the system
  for (const number of [-2, -111, -99999])
    console.log(util.getSystemErrorName(number), util.getSystemErrorMessage(number));
  for (const value of [5, 0, 'x', -1.5, undefined]) {
    attempt('name', () => util.getSystemErrorName(value));
    attempt('message', () => util.getSystemErrorMessage(value));
  }
  const map = util.getSystemErrorMap();
  console.log(map.get(-2), map.size > 70, map instanceof Map);
  const error = util._errnoException(-2, 'open', 'more');
  console.log(
    error.message,
    Object.keys(error),
    error.errno,
    util._exceptionWithHostPort(-111, 'connect', 'host', 80, 'local').message,
  );
  for (const signal of ['SIGINT', 'SIGKILL', 'sigint', 5])
    attempt('exit code', () => util.convertProcessSignalToExitCode(signal));

  // debounce, throttle
  for (const args of [
    [],
    [() => {}],
    [() => {}, 'x'],
    [() => {}, -1],
    [() => {}, 1, 5],
    [() => {}, 1, { leading: 1 }],
    [() => {}, 1, { signal: 1 }],
  ]) {
    attempt('debounce', () => typeof util.debounce(...args));
  }
  for (const args of [
    [() => {}],
    [() => {}, 0, 5],
    [() => {}, 1, -1],
    [() => {}, 1, 1, { overflow: 'x' }],
    [() => {}, 1, 1, { maxPending: -1 }],
    [() => {}, 1, 1, { strict: 1 }],
  ]) {
    attempt('throttle', () => typeof util.throttle(...args));
  }
  const calls = [];
  const late = util.debounce((value) => {
    calls.push(value);
    return value;
  }, 20);
  const results = [late(1), late(2), late(3)];
  console.log(late.pendingCount, late.pending === results[2], Object.keys(late), late.ref() === late);
  console.log(await Promise.all(results), calls, late.pending);
  const canceled = late(4);
  late.cancel('reason');
  await canceled.catch((reason) => console.log(reason.name, reason.code, reason.cause));
  const flushed = late(5);
  late.flush();
  console.log(calls, await flushed);
  const leading = util.debounce(
    (value) => {
      calls.push(`leading ${value}`);
      return value;
    },
    20,
    { leading: true },
  );
  console.log(await Promise.all([leading(1), leading(2), leading(3)]), calls.slice(-2));
  const few = util.throttle(
    (value) => {
      calls.push(`few ${value}`);
      return value;
    },
    2,
    30,
  );
  const fewResults = [few(1), few(2), few(3)];
  console.log(
    calls.slice(-2),
    few.pendingCount,
    few.activeCount,
    few.hasImmediateCapacity(),
    Object.keys(few),
  );
  console.log(await Promise.all(fewResults), calls.slice(-3));
  const dropping = util.throttle(() => 'ran', 1, 30, { overflow: 'drop' });
  console.log(await dropping(), await dropping().catch((reason) => [reason.code, reason.message]));
  attempt('aborted', () => util.debounce(() => {}, 1, { signal: AbortSignal.abort() }));

  // Others
  util.markPromiseAsHandled(Promise.reject(new Error('nobody sees this')));
  attempt('markPromiseAsHandled', () => util.markPromiseAsHandled(5));
  attempt('transferable', () => util.transferableAbortSignal(5));
  console.log(util.transferableAbortController() instanceof AbortController);
  const controller = new AbortController();
  const waiting = util.aborted(controller.signal, {});
  controller.abort();
  await waiting;
  await util.aborted(controller.signal).catch((reason) => console.log(reason.code, reason.message));
  for (const args of [[0], [201], ['x'], [1, 5], [{ sourceMap: 1 }], [1.5]])
    attempt('getCallSites', () => util.getCallSites(...args));
  const [site] = util.getCallSites(1);
  console.log(
    Object.keys(site),
    site.functionName,
    site.scriptName === __filename,
    Object.getPrototypeOf(site),
  );
}
main();
