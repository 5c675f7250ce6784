'use strict';

/**
 * What every program of the suite has: `attempt` and `probe`, which call something and tell the host what came of it.
 * The host looks for its secrets in all that it is told. `report(kind, label, text)` is the host's.
 */
{
  const { report } = globalThis;
  const { apply, getPrototypeOf } = Reflect;
  const { stringify } = JSON;
  const toText = String;
  const then = Promise.prototype.then;
  const slice = String.prototype.slice;
  const decode = (bytes) => apply(TextDecoder.prototype.decode, new TextDecoder('latin1'), [bytes]);
  const isView = ArrayBuffer.isView;
  const inspect = require('node:util').inspect;
  const settings = {
    depth: 4,
    maxArrayLength: 2000,
    maxStringLength: 50000,
    customInspect: false,
    getters: false,
  };

  const show = (value) => {
    try {
      if (typeof value === 'string') return apply(slice, value, [0, 100000]);
      if (isView(value)) return decode(value);
      if (value instanceof ArrayBuffer) return decode(new Uint8Array(value));
      if (typeof value === 'object' && value !== null && getPrototypeOf(value) === Error.prototype)
        return toText(value);
      return inspect(value, settings);
    } catch {
      try {
        return `${stringify(value)}`;
      } catch {
        return typeof value;
      }
    }
  };
  const problem = (error) => {
    try {
      return `${toText(error)} ${error?.code ?? ''} ${error?.stack ?? ''}`;
    } catch {
      return 'something unprintable';
    }
  };

  const run = (kind, label, call) => {
    report('begin', label, '');
    const gave = (value) => report('gave', label, show(value));
    const threw = (error) => report(kind, label, problem(error));
    try {
      const value = call();
      if (value instanceof Promise) return apply(then, value, [gave, threw]);
      gave(value);
      return value;
    } catch (error) {
      threw(error);
    }
    return undefined;
  };

  /** Tries something that works where nothing forbids it. A mistake in the program fails the test. */
  globalThis.attempt = (label, call) => run('threw', label, call);
  /** The same for what may not even be there. */
  globalThis.probe = (label, call) => run('missed', label, call);
  /** The program itself has seen that it is out. */
  globalThis.escaped = (what) => report('escaped', toText(what), '');
  /** Tries for so long, then gives up: what never answers has not answered. */
  const timer = setTimeout;
  globalThis.within = (ms, promise) =>
    Promise.race([
      promise,
      new Promise((resolve, reject) => timer(() => reject(new Error('no answer')), ms)),
    ]);
}
