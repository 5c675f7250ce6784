'use strict';

// Promises that were rejected and that nobody handles, and microtasks that carry an async context.
// Loaded at the first rejection without a handler.

const state = require('ext/async_context/state');
const { tickInfo, enqueueMicrotask } = binding('ticks');
const { triggerUncaughtException } = binding('errors');
const processModule = require.lazy('node/process');

const HAS_REJECTION = 1;

// The engine's numbers.
const REJECTED_WITHOUT_HANDLER = 0;
const HANDLER_ADDED_LATER = 1;

/** Of promises that may yet get a handler: what is known of each. */
const unhandled = new WeakMap();
/** Promises to report once ticks and microtasks have run: promise -> info. */
let pending = new Map();
/** Promises whose handler came after they had been reported. */
const lateHandlers = [];
let lastUid = 0;

const EXPLANATION =
  'This error originated either by throwing inside of an async function without a catch block, ' +
  'or by rejecting a promise which was not handled with .catch().';

/**
 * What the engine calls.
 * @param {number} type 0: rejected, no handler; 1: a handler came later; 2, 3: settled twice
 * @param {Promise} promise
 * @param {*} reason
 */
function onReject(type, promise, reason) {
  if (type === REJECTED_WITHOUT_HANDLER) {
    const info = {
      reason,
      uid: ++lastUid,
      warned: false,
      domain: processModule().domain,
      frame: state.getFrame(),
    };
    pending.set(promise, info);
    unhandled.set(promise, info);
    tickInfo[HAS_REJECTION] = 1;
  } else if (type === HANDLER_ADDED_LATER) {
    const info = unhandled.get(promise);
    if (info === undefined) return;
    unhandled.delete(promise);
    if (!info.warned) {
      pending.delete(promise);
      if (pending.size === 0 && lateHandlers.length === 0) tickInfo[HAS_REJECTION] = 0;
      return;
    }
    const warning = new Error(`Promise rejection was handled asynchronously (rejection id: ${info.uid})`);
    warning.name = 'PromiseRejectionHandledWarning';
    warning.id = info.uid;
    lateHandlers.push({ promise, warning });
    tickInfo[HAS_REJECTION] = 1;
  }
}

function isErrorLike(value) {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'stack');
}

/** The value of a data property, looked up along the prototypes without running any code. */
function dataProperty(object, key) {
  for (let holder = object; holder !== null; holder = Object.getPrototypeOf(holder)) {
    const descriptor = Object.getOwnPropertyDescriptor(holder, key);
    if (descriptor !== undefined) return descriptor.value;
  }
  return undefined;
}

/** A value as text, without calling anything of the program's. */
function describe(value) {
  if (typeof value === 'function') return Function.prototype.toString.call(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (require('ext/base/types').isProxy(value)) return '#<Object>';
  if (dataProperty(value, 'toString') === Object.prototype.toString) {
    const ctor = dataProperty(value, 'constructor');
    const name = typeof ctor === 'function' ? dataProperty(ctor, 'name') : undefined;
    if (typeof name === 'string' && name !== '') return `#<${name}>`;
  }
  const tag = dataProperty(value, Symbol.toStringTag);
  if (typeof tag === 'string') return `[object ${tag}]`;
  return Array.isArray(value) ? '[object Array]' : '[object Object]';
}

function asError(reason) {
  if (isErrorLike(reason)) return reason;
  const err = new Error(`${EXPLANATION} The promise rejected with the reason "${describe(reason)}".`);
  // The stack begins with the name that the error has when it is made.
  err.name = 'UnhandledPromiseRejection';
  Error.captureStackTrace(err, asError);
  err.code = 'ERR_UNHANDLED_REJECTION';
  delete err.name;
  err.name = 'UnhandledPromiseRejection';
  return err;
}

function warn(uid, reason) {
  const process = processModule();
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const warning = new Error(
    'Unhandled promise rejection. This error originated either by throwing inside of an async function ' +
      'without a catch block, or by rejecting a promise which was not handled with .catch(). To terminate ' +
      'the node process on unhandled promise rejection, use the CLI flag `--unhandled-rejections=strict` ' +
      `(see https://nodejs.org/api/cli.html#cli_unhandled_rejections_mode). (rejection id: ${uid})`,
  );
  Error.stackTraceLimit = stackTraceLimit;
  warning.name = 'UnhandledPromiseRejectionWarning';
  try {
    if (isErrorLike(reason)) {
      warning.stack = reason.stack;
      process.emitWarning(reason.stack, 'UnhandledPromiseRejectionWarning');
    } else {
      process.emitWarning(describe(reason), 'UnhandledPromiseRejectionWarning');
    }
  } catch {
    // A stack that throws when it is read must not hide the warning itself.
  }
  process.emitWarning(warning);
}

function emitUnhandled(promise, info) {
  if (info.domain) return info.domain.emit('error', info.reason);
  return processModule().emit('unhandledRejection', info.reason, promise);
}

/** By --unhandled-rejections: what to do with a promise nobody handles. Returns whether it was dealt with. */
const MODES = {
  __proto__: null,
  strict(promise, info) {
    triggerUncaughtException(asError(info.reason), true);
    if (!processModule().emit('unhandledRejection', info.reason, promise)) warn(info.uid, info.reason);
    return true;
  },
  throw(promise, info) {
    if (emitUnhandled(promise, info)) return true;
    triggerUncaughtException(asError(info.reason), true);
    return false;
  },
  warn(promise, info) {
    processModule().emit('unhandledRejection', info.reason, promise);
    warn(info.uid, info.reason);
    return true;
  },
  none(promise, info) {
    processModule().emit('unhandledRejection', info.reason, promise);
    return true;
  },
  'warn-with-error-code'(promise, info) {
    if (processModule().emit('unhandledRejection', info.reason, promise)) return true;
    warn(info.uid, info.reason);
    processModule().exitCode = 1;
    return true;
  },
};

/** What --unhandled-rejections asks for. */
const mode = MODES[binding('bootstrap').options.flags?.['--unhandled-rejections']] ?? MODES.throw;

/**
 * Reports what is pending, once ticks and microtasks have run.
 * @returns {boolean} whether ticks or microtasks may have been scheduled meanwhile
 */
function processRejections() {
  tickInfo[HAS_REJECTION] = 0;
  let busy = lateHandlers.length > 0;
  const process = processModule();
  while (lateHandlers.length > 0) {
    const { promise, warning } = lateHandlers.shift();
    if (!process.emit('rejectionHandled', promise)) process.emitWarning(warning);
  }

  const round = pending;
  pending = new Map();
  try {
    for (const [promise, info] of round) {
      round.delete(promise);
      info.warned = true;
      const prior = state.frames ? state.exchangeFrame(info.frame) : undefined;
      try {
        mode(promise, info);
      } finally {
        if (state.frames) state.setFrame(prior);
      }
      busy = true;
    }
  } finally {
    // A listener has thrown: the others are reported next time.
    if (round.size > 0) {
      for (const [promise, info] of pending) round.set(promise, info);
      pending = round;
      tickInfo[HAS_REJECTION] = 1;
    }
  }
  return busy || pending.size !== 0;
}

/** queueMicrotask() while async contexts or hooks are in use. */
function queueMicrotaskInContext(callback) {
  const { AsyncResource } = require('ext/async_context/resource');
  const resource = new AsyncResource('Microtask', { requireManualDestroy: true });
  enqueueMicrotask(() => {
    resource.runInAsyncScope(() => {
      try {
        callback();
      } catch (err) {
        triggerUncaughtException(err, false);
      } finally {
        resource.emitDestroy();
      }
    });
  });
}

module.exports = { onReject, processRejections, queueMicrotaskInContext };
