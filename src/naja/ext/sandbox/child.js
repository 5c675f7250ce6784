'use strict';

/** The child's side of `naja.Runtime(isolation="process")`: does what the host asks for, and asks it for its functions. */

const native = binding('sandbox');
const { decode, encode, heldObject, release } = require('ext/sandbox/codec');
const urls = require.lazy('modules/urls');

const engine = binding('modules');

const RETURN = 0;
const THROW = 1;
const CALLBACK = 2;

/** Calls of the host's functions that wait: a number's answer, once it is there, or what settles its promise. */
const answers = new Map();
const promised = new Map();
let calls = 0;
let evaluations = 0;
let esm;

function send(message) {
  encode(message, (bytes, length) => {
    if (!native.write(bytes, length)) binding('bootstrap').exit(0);
  });
}

/** Sends a result; where it cannot be sent, an exception that says why. */
function answer(id, kind, value) {
  try {
    send([kind, id, value]);
  } catch (error) {
    send([THROW, id, error instanceof Error ? error : new TypeError(String(error))]);
  }
}

function makeFunction(number, isAsync) {
  return (...args) => {
    const id = ++calls;
    send([CALLBACK, id, number, args]);
    if (isAsync) return new Promise((resolve, reject) => promised.set(id, { resolve, reject }));
    while (!answers.has(id)) take(native.read());
    const { ok, value } = answers.get(id);
    answers.delete(id);
    if (ok) return value;
    throw value;
  };
}

function evaluate(source, filename) {
  const name = filename ?? `[eval${++evaluations}]`;
  const host = Symbol(name);
  esm.importers.set(host, (specifier, attributes, phase) =>
    esm.importModule(specifier, urls().cwdHref(), attributes, phase),
  );
  return engine.runScript(source, name, 0, 0, host);
}

const target = (number) => (number === 0 ? globalThis : heldObject(number));

/** A namespace, say, has no text of its own. */
function text(value) {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** What the host may ask for, by number; the result is sent back. */
const REQUESTS = [
  evaluate,
  (path) => esm.importModule(urls().toHref(require('node/path/posix').resolve(path)), urls().cwdHref()),
  (specifier) => esm.importModule(specifier, urls().cwdHref()),
  (fn, receiver, args) => Reflect.apply(target(fn), receiver, args),
  (fn, args) => Reflect.construct(target(fn), args),
  (object, key) => target(object)[key],
  (object, key, value) => {
    target(object)[key] = value;
  },
  (object, key) => key in target(object),
  (object) => Object.keys(target(object)),
  (object) => text(target(object)),
  (object, key, args) => {
    const receiver = target(object);
    return receiver[key](...args);
  },
  () => undefined,
];
const AWAIT = 100;
const RELEASE = 101;
const REPLY = 102;

function reply(id, ok, value) {
  const promise = promised.get(id);
  if (promise === undefined) {
    answers.set(id, { ok, value });
    return;
  }
  promised.delete(id);
  if (ok) promise.resolve(value);
  else promise.reject(value);
}

function take(frame) {
  if (frame === undefined) binding('bootstrap').exit(0);
  const [what, id, ...args] = decode(frame, makeFunction);
  if (what === REPLY) {
    reply(id, args[0], args[1]);
  } else if (what === RELEASE) {
    for (let i = 0; i < id.length; i += 2) release(id[i], id[i + 1]);
  } else if (what === AWAIT) {
    Promise.resolve(heldObject(args[0])).then(
      (value) => answer(id, RETURN, value),
      (error) => answer(id, THROW, error),
    );
  } else {
    let value;
    try {
      value = REQUESTS[what](...args);
    } catch (error) {
      answer(id, THROW, error);
      return;
    }
    answer(id, RETURN, value);
  }
}

let process;

/**
 * Begins to listen to the host.
 * @param {object} options what `naja.runtime.run` was given
 */
function run(options) {
  process = require('node/process');
  require('modules/main').prepare(options);
  esm = require('modules/esm/loader');
  const { Module } = require('modules/cjs/loader');
  const module = new Module('[host]');
  module.filename = `${process.cwd()}/[host]`;
  module.paths = Module._nodeModulePaths(process.cwd());
  Object.defineProperty(globalThis, 'require', {
    __proto__: null,
    value: (id) => module.require(id),
    writable: true,
    configurable: true,
  });
  native.open(options.sandbox.fd, () => {
    // One at a time, so that what a request has put on the queues runs before the next one. A call of the host's
    // may have read it meanwhile.
    if (native.ready()) take(native.read());
  });
}

module.exports = { run };
