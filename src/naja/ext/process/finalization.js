'use strict';

// process.finalization: callbacks for objects that are still there when the process ends.

const { codes } = require('ext/base/errors');
const { validateFunction } = require('ext/base/validators');

/**
 * The API object.
 * @param {EventEmitter} process
 */
function make(process) {
  const refs = { exit: [], beforeExit: [] };
  const registry = new FinalizationRegistry((ref) => drop(ref));
  const listeners = {
    exit: () => run('exit'),
    beforeExit: () => run('beforeExit'),
  };

  function run(event) {
    for (const ref of refs[event]) {
      const object = ref.deref();
      if (object !== undefined) ref.callback(object, event);
    }
    refs[event] = [];
  }

  function drop(ref) {
    for (const event of ['exit', 'beforeExit']) {
      const before = refs[event].length;
      refs[event] = refs[event].filter((other) => other !== ref && other.deref() !== undefined);
      if (before > 0 && refs[event].length === 0) process.removeListener(event, listeners[event]);
    }
  }

  function add(event, object, callback) {
    if ((typeof object !== 'object' || object === null) && typeof object !== 'function') {
      throw new codes.ERR_INVALID_ARG_TYPE('obj', 'Object', object);
    }
    validateFunction(callback, 'callback');
    if (refs[event].length === 0) process.on(event, listeners[event]);
    const ref = new WeakRef(object);
    ref.callback = callback;
    registry.register(object, ref, ref);
    refs[event].push(ref);
  }

  return {
    register: (object, callback) => add('exit', object, callback),
    registerBeforeExit: (object, callback) => add('beforeExit', object, callback),
    unregister(object) {
      if (!object) return;
      for (const event of ['exit', 'beforeExit']) {
        for (const ref of refs[event]) if (ref.deref() === object) registry.unregister(ref);
        const before = refs[event].length;
        refs[event] = refs[event].filter((ref) => ref.deref() !== undefined && ref.deref() !== object);
        if (before > 0 && refs[event].length === 0) process.removeListener(event, listeners[event]);
      }
    },
  };
}

module.exports = { make };
