'use strict';

// process.env: an object whose properties are the environment's variables. Values are strings, as the kernel has them.

const { getEnv, setEnv, unsetEnv, envKeys, ownEnv, hidesEnv } = binding('process');

function text(value) {
  if (typeof value === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
  return `${value}`;
}

const ACCESSOR = "'process.env' does not accept an accessor(getter/setter) descriptor";
const PLAIN_ONLY = "'process.env' only accepts a configurable, writable, and enumerable data descriptor";

function badDescriptor(message) {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_OBJECT_DEFINE_PROPERTY' });
}

function handlerOf({ get: getEnv, set: setEnv, unset: unsetEnv, keys: envKeys, isProcess }) {
  const handler = {
    get(target, key) {
      if (typeof key === 'symbol') return target[key];
      const value = getEnv(key);
      return value === undefined ? target[key] : value;
    },
    set(target, key, value) {
      if (typeof key === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
      const string = text(value);
      setEnv(key, string);
      if (isProcess && key === 'TZ') dateConfigurationChanged();
      return true;
    },
    has(target, key) {
      return typeof key === 'string' && getEnv(key) !== undefined;
    },
    deleteProperty(target, key) {
      if (typeof key === 'string') {
        unsetEnv(key);
        if (isProcess && key === 'TZ') dateConfigurationChanged();
      }
      return true;
    },
    ownKeys() {
      return [...new Set(envKeys())];
    },
    getOwnPropertyDescriptor(target, key) {
      if (typeof key === 'symbol') return undefined;
      const value = getEnv(key);
      if (value === undefined) return undefined;
      return { __proto__: null, value, writable: true, enumerable: true, configurable: true };
    },
    defineProperty(target, key, descriptor) {
      if (!('value' in descriptor)) {
        const what = 'get' in descriptor || 'set' in descriptor ? ACCESSOR : PLAIN_ONLY;
        throw badDescriptor(what);
      }
      if (!descriptor.configurable || !descriptor.writable || !descriptor.enumerable) {
        throw badDescriptor(PLAIN_ONLY);
      }
      return handler.set(target, key, descriptor.value);
    },
  };
  return handler;
}

/** The engine caches the time zone; it is told that it may be another. */
function dateConfigurationChanged() {
  binding('v8').dateConfigurationChanged();
}

/**
 * process.env over a store of variables.
 * @param {{get: Function, set: Function, unset: Function, keys: Function, isProcess: boolean}} store
 */
function makeEnv(store) {
  return new Proxy({}, handlerOf(store));
}

const env = makeEnv({ get: getEnv, set: setEnv, unset: unsetEnv, keys: envKeys, isProcess: true });
let hidden;
let inherited;

/** In a thread: what its process.env is, and the same without questions. */
function hide(seen, view) {
  inherited = seen;
  hidden = view;
}

/** Whether process.env is the process's own environment, which the program may not see all of. */
function hidesVariables() {
  const given = require('node/process').env;
  return (given === env || given === inherited) && hidesEnv();
}

/** What built-ins read for themselves: process.env, also where the program may not see what is in it. */
function ownVariables() {
  if (!hidesVariables()) return require('node/process').env;
  return (hidden ??= makeEnv({
    get: ownEnv,
    set: setEnv,
    unset: unsetEnv,
    keys: envKeys,
    isProcess: true,
  }));
}

module.exports = { env, hide, hidesVariables, makeEnv, ownVariables };
