'use strict';
const { binding, require: builtin } = globalThis[Symbol.for('naja.internals')];
const { T, AS } = builtin('ext/ffi/core');
const native = binding('ffi');
const path = process.argv[2];
const closedError = () => new Error('closed');

/** A library and a way to make functions of it. */
function load() {
  const library = native.open(path, closedError);
  const make = (name, result, parameters, ...rest) =>
    native.function(library, native.symbol(library, name), name, result, parameters, ...rest);
  return { library, make };
}

const callback = (f, result, parameters, ...rest) => {
  const handle = native.callback(f, result, parameters, ...rest);
  return { handle, address: native.callbackAddress(handle), close: () => native.callbackClose(handle) };
};

/** How a call ends, to be compared: its result, or what it throws. */
function outcome(f, ...values) {
  try {
    const result = f(...values);
    return typeof result === 'object'
      ? JSON.stringify(result)
      : `${typeof result} ${Object.is(result, -0) ? '-0' : result}`;
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
}

module.exports = { native, builtin, T, AS, load, callback, outcome };
