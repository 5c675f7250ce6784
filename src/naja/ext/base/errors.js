'use strict';

/**
 * Errors as Node makes them.
 *
 * `codes.ERR_X` is a constructor, made when first asked for; which class it extends and what it says stands in
 * `ext/base/error_messages`, loaded with the first error. `codes.ERR_X.TypeError` (`.RangeError`, `.Error`) is the
 * same code on another class; `codes.ERR_X.HideStackFramesError` leaves the stack to `hideStackFrames`.
 */

const messages = require.lazy('ext/base/error_messages');
const text = require.lazy('ext/base/error_text');
const buffer = require.lazy('node/buffer');

const kIsNodeError = Symbol('kIsNodeError');

/* ---------------------------------------------------------------- stacks */

/** Errors whose stack is to be made by a function of our own, once: `overrideStackTrace.set(err, (err, trace) => ...)`. */
const overrideStackTrace = new WeakMap();
let prepareHook;

/** The first line of a stack: `TypeError [ERR_X]: message` for our own errors. */
function stackHeader(error) {
  if (kIsNodeError in error) {
    const { name, code, message } = error;
    return `${name} [${code}]: ${message}`;
  }
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return '<error>';
  }
}

/** The stack as V8 writes it, from its call sites. */
function defaultPrepareStackTrace(error, trace) {
  const header = stackHeader(error);
  return trace.length === 0 ? header : `${header}\n    at ${trace.join('\n    at ')}`;
}

/** Replaces how stacks are written while the user has no `Error.prepareStackTrace` (source maps do). */
function setInternalPrepareStackTrace(hook) {
  prepareHook = hook;
}

/** Node's default `Error.prepareStackTrace`. */
function ErrorPrepareStackTrace(error, trace) {
  return (prepareHook ?? defaultPrepareStackTrace)(error, trace);
}

/** What the engine calls to turn an error and its call sites into `error.stack`. */
function prepareStackTraceCallback(error, trace) {
  if (overrideStackTrace.has(error)) {
    const override = overrideStackTrace.get(error);
    overrideStackTrace.delete(error);
    return override(error, trace);
  }
  const user = Error.prepareStackTrace;
  if (typeof user === 'function' && user !== ErrorPrepareStackTrace) return user.call(Error, error, trace);
  return ErrorPrepareStackTrace(error, trace);
}

if (Error.prepareStackTrace === undefined) {
  Object.defineProperty(Error, 'prepareStackTrace', {
    __proto__: null,
    value: ErrorPrepareStackTrace,
    writable: true,
    enumerable: false,
    configurable: true,
  });
}

function isErrorStackTraceLimitWritable() {
  const descriptor = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit');
  if (descriptor === undefined) return Object.isExtensible(Error);
  return Object.hasOwn(descriptor, 'writable') ? descriptor.writable : descriptor.set !== undefined;
}

/**
 * A function whose own frames are absent from the stacks of the errors it throws.
 * The function itself is at `.withoutStackTrace`.
 * @template {Function} F
 * @param {F} fn
 * @returns {F & { withoutStackTrace: F }}
 */
function hideStackFrames(fn) {
  function wrapped(...args) {
    try {
      return Reflect.apply(fn, this, args);
    } catch (error) {
      if (Error.stackTraceLimit) Error.captureStackTrace(error, wrapped);
      throw error;
    }
  }
  wrapped.withoutStackTrace = fn;
  return wrapped;
}

/** Makes `error.stack` begin at the caller of `fn`; gives the error back. */
function hideFrames(error, fn) {
  if (Error.stackTraceLimit) Error.captureStackTrace(error, fn);
  return error;
}

/** `new Code(...args)` with a stack that begins at the caller of `fn`, captured once. */
function errorAt(fn, Code, ...args) {
  const limit = Error.stackTraceLimit;
  if (!limit || !isErrorStackTraceLimitWritable()) return hideFrames(new Code(...args), fn);
  Error.stackTraceLimit = 0;
  let error;
  try {
    error = new Code(...args);
  } finally {
    Error.stackTraceLimit = limit;
  }
  Error.captureStackTrace(error, fn);
  return error;
}

/* ---------------------------------------------------------------- codes */

function define(target, name, value, enumerable) {
  Object.defineProperty(target, name, {
    __proto__: null,
    value,
    enumerable,
    writable: true,
    configurable: true,
  });
}

/** A class of errors with `code`, on `Base`. */
function makeNodeError(code, Base, message) {
  class NodeError extends Base {
    code = code;

    constructor(...args) {
      if (typeof message === 'string') {
        super(args.length === 0 ? message : text().fill(message, args));
      } else {
        super();
        define(this, 'message', Reflect.apply(message, this, args), false);
      }
    }

    get ['constructor']() {
      return Base;
    }

    get [kIsNodeError]() {
      return true;
    }

    toString() {
      return `${this.name} [${code}]: ${this.message}`;
    }
  }
  return NodeError;
}

/** A class for the codes that Node throws from C++: a plain error of `Base` with a `code`. */
function makeNativeError(code, Base, message) {
  function NodeError(...args) {
    const first = args[0];
    let words = message;
    if (typeof message === 'function') words = message(...args);
    else if (first !== undefined) words = `${first}`;
    const error = Reflect.construct(Base, [words], NodeError);
    error.code = code;
    return error;
  }
  NodeError.prototype = Base.prototype;
  return NodeError;
}

/** An error about a system call: `info` and its fields come from `context` ({code, syscall, message, errno, path, dest}). */
class SystemError extends Error {
  constructor(prefix, context) {
    super();
    let message = `${prefix}: ${context.syscall} returned ${context.code} (${context.message})`;
    if (context.path !== undefined) message += ` ${context.path}`;
    if (context.dest !== undefined) message += ` => ${context.dest}`;
    define(this, 'code', 'ERR_SYSTEM_ERROR', true);
    define(this, 'name', 'SystemError', false);
    define(this, 'message', message, false);
    Object.defineProperty(this, 'info', {
      __proto__: null,
      value: context,
      enumerable: true,
      configurable: true,
      writable: false,
    });
    for (const key of ['errno', 'syscall']) {
      Object.defineProperty(this, key, {
        __proto__: null,
        get: () => context[key],
        set: (value) => {
          context[key] = value;
        },
        enumerable: true,
        configurable: true,
      });
    }
    for (const key of ['path', 'dest']) {
      if (context[key] === undefined) continue;
      Object.defineProperty(this, key, {
        __proto__: null,
        get: () => (context[key] == null ? context[key] : context[key].toString()),
        set: (value) => {
          context[key] = value ? buffer().Buffer.from(value.toString()) : undefined;
        },
        enumerable: true,
        configurable: true,
      });
    }
    Object.defineProperty(this, kIsNodeError, { __proto__: null, value: true, configurable: true });
  }

  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    return text().inspect(this, { ...options, getters: true, customInspect: false });
  }
}

function makeSystemError(code, prefix) {
  return class NodeError extends SystemError {
    constructor(context) {
      super(prefix, context);
      this.code = code;
    }
  };
}

/** The class behind a code, on `Base` or on the code's own. */
function makeClass(code, Base) {
  const entry = messages().lookup(code);
  if (entry === undefined) throw new Error(`There is no error code ${code}`);
  if (entry.kind === 'system') return makeSystemError(code, entry.message);
  const make = entry.kind === 'native' ? makeNativeError : makeNodeError;
  return make(code, Base ?? entry.Base, entry.message);
}

/** What all of `codes`' constructors share: the same code on another class. */
const codeStatics = Object.create(Function.prototype, {
  Error: { get: alternative(Error) },
  TypeError: { get: alternative(TypeError) },
  RangeError: { get: alternative(RangeError) },
  HideStackFramesError: {
    get() {
      return this;
    },
  },
});

function alternative(Base) {
  return function () {
    const made = makeCode(this.code, Base);
    define(this, Base.name, made, false);
    return made;
  };
}

/** A constructor that looks its class up when it is first called. */
function makeCode(code, Base) {
  let Class;
  function NodeError(...args) {
    if (Class === undefined) {
      Class = makeClass(code, Base);
      NodeError.prototype = Class.prototype;
    }
    // With this function as new.target the stack begins where it was called.
    return Reflect.construct(Class, args, NodeError);
  }
  NodeError.code = code;
  Object.setPrototypeOf(NodeError, codeStatics);
  return NodeError;
}

/** Constructors by code; each is made when it is first named. */
const codes = Object.create(
  new Proxy(Object.create(null), {
    get(target, code, receiver) {
      if (typeof code !== 'string' || !code.startsWith('ERR_')) return undefined;
      const made = makeCode(code);
      define(receiver, code, made, true);
      return made;
    },
  }),
);

/* ---------------------------------------------------------------- system errors */

let uvErrors;
/** `[name, message]` of a libuv error number, or undefined. */
function uvErrmapGet(errno) {
  if (uvErrors === undefined) {
    uvErrors = new Map();
    for (const [number, name, message] of binding('uv').errors) uvErrors.set(number, [name, message]);
  }
  return uvErrors.get(errno);
}

const unknownError = ['UNKNOWN', 'unknown error'];

/** An Error whose stack begins at the caller of `maker`. */
function errorFrom(maker, message) {
  return Reflect.construct(Error, [message], maker);
}

/**
 * The error of a libuv call: `ENOENT: no such file or directory, open '/x' -> '/y'`.
 * @param {{errno: number, syscall: string, path?: unknown, dest?: unknown, message?: string}} context
 */
function UVException(context) {
  const [code, uvMessage] = uvErrmapGet(context.errno) ?? unknownError;
  const path = context.path ? context.path.toString() : undefined;
  const dest = context.dest ? context.dest.toString() : undefined;
  let message = `${code}: ${context.message || uvMessage}, ${context.syscall}`;
  if (path) message += ` '${path}'`;
  if (dest) message += ` -> '${dest}'`;
  const error = errorFrom(UVException, message);
  for (const key of Object.keys(context)) {
    if (key === 'message' || key === 'path' || key === 'dest') continue;
    error[key] = context[key];
  }
  error.code = code;
  if (path) error.path = path;
  if (dest) error.dest = dest;
  return error;
}

/** The error of a libuv call on an address: `connect ECONNREFUSED: connection refused 1.2.3.4:80`. */
function UVExceptionWithHostPort(errno, syscall, address, port) {
  const [code, uvMessage] = uvErrmapGet(errno) ?? unknownError;
  let details = '';
  if (port && port > 0) details = ` ${address}:${port}`;
  else if (address) details = ` ${address}`;
  const error = errorFrom(UVExceptionWithHostPort, `${syscall} ${code}: ${uvMessage}${details}`);
  error.code = code;
  error.errno = errno;
  error.syscall = syscall;
  error.address = address;
  if (port) error.port = port;
  return error;
}

/** `syscall ECODE original`, for an errno. */
function ErrnoException(errno, syscall, original) {
  if (typeof errno === 'object') return errno; // what attempt() gives
  const code = systemErrorName(errno);
  const error = errorFrom(ErrnoException, original ? `${syscall} ${code} ${original}` : `${syscall} ${code}`);
  error.errno = errno;
  error.code = code;
  error.syscall = syscall;
  return error;
}

/** `connect ECONNREFUSED 1.2.3.4:80 - Local (...)`. */
function ExceptionWithHostPort(errno, syscall, address, port, additional) {
  if (typeof errno === 'object') return errno;
  const code = systemErrorName(errno);
  let details = '';
  if (port && port > 0) details = ` ${address}:${port}`;
  else if (address) details = ` ${address}`;
  if (additional) details += ` - Local (${additional})`;
  const error = errorFrom(ExceptionWithHostPort, `${syscall} ${code}${details}`);
  error.errno = errno;
  error.code = code;
  error.syscall = syscall;
  error.address = address;
  if (port) error.port = port;
  return error;
}

/** `getaddrinfo ENOTFOUND host`: `code` is a libuv number or a c-ares name. */
function DNSException(code, syscall, hostname) {
  if (typeof code === 'object') return code;
  let errno;
  let name = code;
  if (typeof code === 'number') {
    errno = code;
    // What libuv calls EAI_NODATA and EAI_NONAME is ENOTFOUND everywhere else.
    name = code === -3007 || code === -3008 ? 'ENOTFOUND' : systemErrorName(code);
  }
  const error = errorFrom(DNSException, `${syscall} ${name}${hostname ? ` ${hostname}` : ''}`);
  error.errno = errno;
  error.code = name;
  error.syscall = syscall;
  if (hostname) error.hostname = hostname;
  return error;
}

/** A connection that the other side broke off: `code` is ECONNRESET. */
function ConnResetException(message) {
  const error = errorFrom(ConnResetException, message);
  error.code = 'ECONNRESET';
  return error;
}

for (const maker of [
  UVException,
  UVExceptionWithHostPort,
  ErrnoException,
  ExceptionWithHostPort,
  DNSException,
  ConnResetException,
]) {
  // So that they work with and without `new`, and give plain errors.
  maker.prototype = Error.prototype;
}

function systemErrorName(errno) {
  const entry = uvErrmapGet(errno);
  return entry === undefined ? `Unknown system error ${errno}` : entry[0];
}

/* ---------------------------------------------------------------- others */

/** What an aborted operation is rejected with: `name` AbortError, `code` ABORT_ERR. */
class AbortError extends Error {
  /**
   * @param {string} [message]
   * @param {{cause?: unknown}} [options]
   */
  constructor(message = 'The operation was aborted', options = undefined) {
    if (options !== undefined && typeof options !== 'object') {
      throw new codes.ERR_INVALID_ARG_TYPE('options', 'object', options);
    }
    super(message, options);
    this.code = 'ABORT_ERR';
    this.name = 'AbortError';
  }
}

/** A plain Error with further properties. */
function genericNodeError(message, properties) {
  const error = errorFrom(genericNodeError, message);
  Object.assign(error, properties);
  return error;
}
genericNodeError.prototype = Error.prototype;

class NodeAggregateError extends AggregateError {
  constructor(list, message) {
    super(list, message);
    this.code = list[0]?.code;
  }

  get ['constructor']() {
    return AggregateError;
  }

  get [kIsNodeError]() {
    return true;
  }
}

/** One error of two: the outer one, with the inner one beside it, as an AggregateError. */
function aggregateTwoErrors(innerError, outerError) {
  if (!innerError || !outerError || innerError === outerError) return innerError || outerError;
  if (Array.isArray(outerError.errors)) {
    outerError.errors.push(innerError);
    return outerError;
  }
  const error = new AggregateError([outerError, innerError], outerError.message);
  error.code = outerError.code;
  return hideFrames(error, aggregateTwoErrors);
}

let overflow;
/** Whether `error` says that the stack is exhausted. */
function isStackOverflowError(error) {
  if (overflow === undefined) {
    try {
      (function deeper() {
        deeper();
      })();
    } catch (caught) {
      overflow = { message: caught.message, name: caught.name };
    }
  }
  return Boolean(error) && error.name === overflow.name && error.message === overflow.message;
}

module.exports = {
  AbortError,
  aggregateTwoErrors,
  codes,
  ConnResetException,
  defaultPrepareStackTrace,
  determineSpecificType: (value) => text().determineSpecificType(value),
  DNSException,
  ErrnoException,
  errorAt,
  errnoException: ErrnoException,
  ErrorPrepareStackTrace,
  ExceptionWithHostPort,
  exceptionWithHostPort: ExceptionWithHostPort,
  formatList: (list, word) => text().formatList(list, word),
  genericNodeError,
  hideFrames,
  hideStackFrames,
  inspectWithNoCustomRetry: (value, options) => text().inspectWithNoCustomRetry(value, options),
  isErrorStackTraceLimitWritable,
  isStackOverflowError,
  kIsNodeError,
  NodeAggregateError,
  overrideStackTrace,
  prepareStackTraceCallback,
  setInternalPrepareStackTrace,
  stackHeader,
  SystemError,
  uvErrmapGet,
  UVException,
  uvException: UVException,
  UVExceptionWithHostPort,
  uvExceptionWithHostPort: UVExceptionWithHostPort,
};
