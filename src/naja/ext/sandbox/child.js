'use strict';

/**
 * The child's side of `naja.Runtime(isolation="process")`: does what the host asks for, and asks it for its functions.
 * What the words mean is that of any Runtime, so that bootstrap/embedded has most of it.
 */

const native = binding('sandbox');
const { decode, encode, heldObject, release } = require('ext/sandbox/codec');

const RETURN = 0;
const THROW = 1;
const CALLBACK = 2;
const UNCAUGHT = 3;

/** Calls of the host's functions that wait: a number's answer, once it is there, or what settles its promise. */
const answers = new Map();
const promised = new Map();
let calls = 0;
/** What a Runtime of the host's own process is asked for: evaluate, importModule ... */
let hooks;
let emitBeforeExit;

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

const target = (number) => (number === 0 ? globalThis : heldObject(number));

/** A namespace, say, has no text of its own. */
function text(value) {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** Calls a global's function by its path: `Math.max`. */
function callNamed(path, args) {
  let receiver;
  let found = globalThis;
  for (const name of path.split('.')) [receiver, found] = [found, found[name]];
  return Reflect.apply(found, receiver, args);
}

/** Requests that are answered when the event loop has nothing left to do; the first that runs a program. */
let idlers = [];

function whenIdle(id, isProgram) {
  idlers.push({ id, isProgram });
  native.keep(false);
}

/** The event loop has nothing left to do but to listen, and somebody waits for that. */
function idle() {
  const isProgram = idlers.some((one) => one.isProgram);
  if (isProgram) emitBeforeExit();
  if (native.alive()) return;
  native.keep(true);
  const waiting = idlers;
  idlers = [];
  const code = isProgram ? hooks.exit() : undefined;
  for (const one of waiting) answer(one.id, RETURN, one.isProgram ? code : undefined);
}

/** What the host may ask for, by number (naja/sandbox/remote.py); the result is sent back. */
const REQUESTS = [
  (source, filename) => hooks.evaluate(source, filename),
  undefined, // RUN
  (specifier) => hooks.importModule(specifier),
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
  (source, filename) => hooks.evaluateAsync(source, filename),
  (specifier, names, values) => hooks.offerModule(specifier, names, values),
  (object, key) => key in target(object) && delete target(object)[key],
  (object, key) => (key in target(object) ? [true, target(object)[key]] : [false, undefined]),
  callNamed,
];
const RUN = 1;
const IDLE = 16;
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

function request(what, id, args) {
  let value;
  try {
    if (what === RUN) {
      hooks.main(...args);
      whenIdle(id, true);
      return;
    }
    if (what === IDLE) {
      whenIdle(id, false);
      return;
    }
    value = REQUESTS[what](...args);
  } catch (error) {
    answer(id, THROW, error);
    return;
  }
  answer(id, RETURN, value);
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
    request(what, id, args);
  }
}

/**
 * Begins to listen to the host.
 * @param {object} options what `naja.runtime.run` was given
 */
function run(options) {
  const process = require('node/process');
  options.embedded = {
    root: options.sandbox.root,
    native: { report: (error) => answer(0, UNCAUGHT, error) },
  };
  hooks = require('bootstrap/embedded').hooks(process);
  emitBeforeExit = process._emitBeforeExit;
  Object.defineProperty(process, '_emitBeforeExit', { __proto__: null, value: idle });
  // Nothing of the program is read before it begins.
  if (options.restricted) binding('permissions').loaded();
  native.open(options.sandbox.fd, () => {
    // One at a time, so that what a request has put on the queues runs before the next one. A call of the host's
    // may have read it meanwhile.
    if (native.ready()) take(native.read());
  });
}

module.exports = { run };
