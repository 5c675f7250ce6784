'use strict';

/**
 * The Console class and the global console. A plain string to standard output costs one write; neither `inspect` nor a
 * stream is loaded for it.
 */

const process = require.lazy('node/process');
const errors = require.lazy('ext/base/errors');
const validators = require.lazy('ext/base/validators');
const { makeErrorHandler, StandardOutput, writeToStream } = require('ext/console/output');
const hooks = require('ext/console/hooks');
const lazyInspect = require.lazy('ext/console/inspect');
const lazyFormat = require.lazy('ext/console/format');
const lazyTable = require.lazy('ext/console/table');
const lazyTiming = require.lazy('ext/console/timing');
const lazyTasks = require.lazy('ext/console/tasks');
const tty = require.lazy('node/tty');
const readline = require.lazy('node/readline');

const kMaxGroupIndentation = 1000;
const kState = Symbol('kState');
const kColor = Object.freeze({ colors: true });
const kPlain = Object.freeze({});

const isStream = (stream) => stream !== null && stream !== undefined && typeof stream.write === 'function';

/* ---------------------------------------------------------------- state */

/** What one console has: its two outputs, its options, its groups, counters and timers. */
class State {
  ignoreErrors = true;
  colorMode = 'auto';
  inspectOptions;
  groupWidth = 2;
  indentation = '';
  counts = new Map();
  times = new Map();
  standard; // the process's own outputs, for the global console
  stdout;
  stderr;
  stdoutErrorHandler;
  stderrErrorHandler;
}

/** `[stdout, stderr]` as streams. */
function streamOf(state, toStderr) {
  if (state.standard !== undefined) return state.standard[toStderr ? 1 : 0].stream;
  return toStderr ? state.stderr : state.stdout;
}

function errorHandlerOf(state, toStderr, stream) {
  if (toStderr) return (state.stderrErrorHandler ??= makeErrorHandler(stream));
  return (state.stdoutErrorHandler ??= makeErrorHandler(stream));
}

function writeLine(state, toStderr, text) {
  const { indentation } = state;
  if (indentation !== '') {
    if (text.includes('\n')) text = text.replaceAll('\n', `\n${indentation}`);
    text = indentation + text;
  }
  text += '\n';
  if (state.standard !== undefined) {
    const output = state.standard[toStderr ? 1 : 0];
    if (output.isRaw) return output.writeRaw(text);
  }
  const stream = streamOf(state, toStderr);
  return writeToStream(stream, text, state.ignoreErrors, errorHandlerOf(state, toStderr, stream));
}

/** Whether a terminal's colours are wanted: FORCE_COLOR, else what the stream says. */
function shouldColorize(stream) {
  if (require('ext/process/env').ownVariables().FORCE_COLOR !== undefined)
    return tty().WriteStream.prototype.getColorDepth() > 2;
  return Boolean(stream?.isTTY && (typeof stream.getColorDepth !== 'function' || stream.getColorDepth() > 2));
}

function getInspectOptions(state, toStderr) {
  let color = state.colorMode;
  if (color === 'auto') {
    const output = state.standard?.[toStderr ? 1 : 0];
    const knownPlain =
      output?.isRaw &&
      !output.isTerminal &&
      require('ext/process/env').ownVariables().FORCE_COLOR === undefined;
    color = knownPlain ? false : shouldColorize(streamOf(state, toStderr));
  }
  const options = state.inspectOptions?.get(streamOf(state, toStderr));
  if (options !== undefined) {
    if (options.colors === undefined) options.colors = color;
    return options;
  }
  return color ? kColor : kPlain;
}

function formatArguments(state, toStderr, args) {
  if (args.length === 1) {
    const [only] = args;
    if (typeof only === 'string') return only;
  }
  return lazyFormat().formatInternal(getInspectOptions(state, toStderr), args);
}

/** Tells the subscribers of `console.log` and the like, then writes. */
function emit(state, toStderr, level, args) {
  if (hooks.channel !== undefined) {
    const channel = hooks.channel(`console.${level}`);
    if (channel.hasSubscribers) channel.publish(args);
  }
  writeLine(state, toStderr, formatArguments(state, toStderr, args));
}

/* ---------------------------------------------------------------- methods */

const labelOf = (label) => `${label}`;

function warn(message) {
  process().emitWarning(message);
}

function now() {
  return Number(binding('uv').hrtime()) / 1e6;
}

/** The time since `console.time(label)` in words, or undefined with a warning. */
function elapsed(state, label, method) {
  const start = state.times.get(label);
  if (start === undefined) {
    warn(`No such label '${label}' for console.${method}()`);
    return undefined;
  }
  return lazyTiming().formatTime(now() - start);
}

const methods = {
  log(...args) {
    emit(this[kState], false, 'log', args);
  },

  info(...args) {
    emit(this[kState], false, 'info', args);
  },

  debug(...args) {
    emit(this[kState], false, 'debug', args);
  },

  warn(...args) {
    emit(this[kState], true, 'warn', args);
  },

  error(...args) {
    emit(this[kState], true, 'error', args);
  },

  dir(object, options) {
    const state = this[kState];
    const text = lazyInspect().inspect(object, {
      customInspect: false,
      ...getInspectOptions(state, false),
      ...options,
    });
    writeLine(state, false, text);
  },

  time(label = 'default') {
    const { times } = this[kState];
    label = labelOf(label);
    if (times.has(label)) warn(`Label '${label}' already exists for console.time()`);
    else times.set(label, now());
  },

  timeEnd(label = 'default') {
    label = labelOf(label);
    const time = elapsed(this[kState], label, 'timeEnd');
    if (time === undefined) return;
    this.log('%s: %s', label, time);
    this[kState].times.delete(label);
  },

  timeLog(label = 'default', ...data) {
    label = labelOf(label);
    const time = elapsed(this[kState], label, 'timeLog');
    if (time !== undefined) this.log('%s: %s', label, time, ...data);
  },

  trace: function trace(...args) {
    const holder = { name: 'Trace', message: formatArguments(this[kState], true, args) };
    Error.captureStackTrace(holder, trace);
    this.error(holder.stack);
  },

  assert(expression, ...args) {
    if (expression) return;
    if (typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`;
    else args.unshift('Assertion failed');
    this.warn(...args);
  },

  clear() {
    const stdout = this._stdout;
    if (!stdout.isTTY || require('ext/process/env').ownVariables().TERM === 'dumb') return;
    readline().cursorTo(stdout, 0, 0);
    readline().clearScreenDown(stdout);
  },

  count(label = 'default') {
    const { counts } = this[kState];
    label = labelOf(label);
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    this.log(`${label}: ${count}`);
  },

  countReset(label = 'default') {
    const { counts } = this[kState];
    label = labelOf(label);
    if (!counts.delete(label)) warn(`Count for '${label}' does not exist`);
  },

  group(...data) {
    const state = this[kState];
    if (data.length > 0) this.log(...data);
    state.indentation += ' '.repeat(state.groupWidth);
  },

  groupEnd() {
    const state = this[kState];
    state.indentation = state.indentation.slice(0, Math.max(0, state.indentation.length - state.groupWidth));
  },

  table(data, properties) {
    if (data === null || typeof data !== 'object') {
      this.log(data);
      return;
    }
    if (properties !== undefined) validators().validateArray(properties, 'properties');
    this.log(lazyTable().formatTable(data, properties, getInspectOptions(this[kState], false)));
  },
};

/* ---------------------------------------------------------------- the class */

/**
 * @param {object} options `{stdout, stderr, ignoreErrors, colorMode, inspectOptions, groupIndentation}`, or stdout,
 *   stderr, ignoreErrors
 */
function Console(options) {
  if (new.target === undefined) return Reflect.construct(Console, arguments);
  if (!options || typeof options.write === 'function') {
    options = { stdout: options, stderr: arguments[1], ignoreErrors: arguments[2] };
  }
  const {
    stdout,
    stderr = stdout,
    ignoreErrors = true,
    colorMode = 'auto',
    inspectOptions,
    groupIndentation,
  } = options;
  const { ERR_CONSOLE_WRITABLE_STREAM } = errors().codes;
  if (!isStream(stdout)) throw new ERR_CONSOLE_WRITABLE_STREAM('stdout');
  if (!isStream(stderr)) throw new ERR_CONSOLE_WRITABLE_STREAM('stderr');
  validators().validateOneOf(colorMode, 'colorMode', ['auto', true, false]);
  if (groupIndentation !== undefined) {
    validators().validateInteger(groupIndentation, 'groupIndentation', 0, kMaxGroupIndentation);
  }

  const state = new State();
  state.stdout = stdout;
  state.stderr = stderr;
  state.ignoreErrors = Boolean(ignoreErrors);
  state.colorMode = colorMode;
  if (groupIndentation !== undefined) state.groupWidth = groupIndentation;
  if (inspectOptions !== undefined) state.inspectOptions = readInspectOptions(inspectOptions, options);

  // The methods work without their console.
  for (const key of Object.keys(Console.prototype)) {
    const bound = this[key].bind(this);
    Object.defineProperty(bound, 'name', { __proto__: null, value: key, configurable: true });
    this[key] = bound;
  }
  hidden(this, '_stdout', stdout);
  hidden(this, '_stderr', stderr);
  defineCommon(this, state);
  return undefined;
}

function readInspectOptions(inspectOptions, options) {
  validators().validateObject(inspectOptions, 'options.inspectOptions');
  const byStream =
    inspectOptions instanceof Map
      ? inspectOptions
      : new Map([
          [options.stdout, inspectOptions],
          [options.stderr ?? options.stdout, inspectOptions],
        ]);
  for (const one of byStream.values()) {
    if (one.colors !== undefined && options.colorMode !== undefined) {
      const { ERR_INCOMPATIBLE_OPTION_PAIR } = errors().codes;
      throw new ERR_INCOMPATIBLE_OPTION_PAIR('options.inspectOptions.color', 'colorMode');
    }
  }
  return byStream;
}

function hidden(target, key, value) {
  Object.defineProperty(target, key, {
    __proto__: null,
    value,
    writable: true,
    enumerable: false,
    configurable: true,
  });
}

function defineCommon(target, state) {
  for (const [key, toStderr] of [
    ['_stdoutErrorHandler', false],
    ['_stderrErrorHandler', true],
  ]) {
    Object.defineProperty(target, key, {
      __proto__: null,
      get: () => errorHandlerOf(state, toStderr, streamOf(state, toStderr)),
      enumerable: false,
      configurable: true,
    });
  }
  hidden(target, '_ignoreErrors', state.ignoreErrors);
  hidden(target, '_times', state.times);
  hidden(target, kState, state);
  Object.defineProperty(target, Symbol.toStringTag, {
    __proto__: null,
    value: 'console',
    writable: false,
    enumerable: false,
    configurable: true,
  });
}

for (const [name, method] of Object.entries(methods)) Console.prototype[name] = method;
Console.prototype.dirxml = Console.prototype.log;
Console.prototype.groupCollapsed = Console.prototype.group;
Object.defineProperty(Console, Symbol.hasInstance, {
  __proto__: null,
  value: (instance) => instance !== null && instance !== undefined && instance[kState] !== undefined,
});

/* ---------------------------------------------------------------- the global console */

const state = new State();
const standardOutput = new StandardOutput(1, 'stdout');
const standardError = new StandardOutput(2, 'stderr');
state.standard = [standardOutput, standardError];

const globalConsole = Object.create({});

/** One line of text, nothing else to do: the fast way. */
function isPlainLine(args) {
  return (
    args.length === 1 &&
    typeof args[0] === 'string' &&
    state.indentation === '' &&
    hooks.channel === undefined
  );
}

const fast = {
  log(...args) {
    if (isPlainLine(args) && standardOutput.isRaw) standardOutput.writeRaw(`${args[0]}\n`);
    else emit(state, false, 'log', args);
  },
  info(...args) {
    if (isPlainLine(args) && standardOutput.isRaw) standardOutput.writeRaw(`${args[0]}\n`);
    else emit(state, false, 'info', args);
  },
  debug(...args) {
    if (isPlainLine(args) && standardOutput.isRaw) standardOutput.writeRaw(`${args[0]}\n`);
    else emit(state, false, 'debug', args);
  },
  warn(...args) {
    emit(state, true, 'warn', args);
  },
  error(...args) {
    emit(state, true, 'error', args);
  },
};

function setLength(fn, length) {
  Object.defineProperty(fn, 'length', { __proto__: null, value: length, configurable: true });
  return fn;
}

for (const key of Object.keys(Console.prototype)) {
  let method = fast[key];
  if (method === undefined) {
    method = Console.prototype[key].bind(globalConsole);
    Object.defineProperty(method, 'name', { __proto__: null, value: key, configurable: true });
    setLength(method, 0);
  }
  globalConsole[key] = method;
}
defineCommon(globalConsole, state);
globalConsole.Console = Console;
for (const name of ['profile', 'profileEnd', 'timeStamp', 'context', 'createTask']) {
  const length = name === 'context' ? 1 : 0;
  globalConsole[name] = setLength(
    {
      [name](...args) {
        return lazyTasks()[name](globalConsole, ...args);
      },
    }[name],
    length,
  );
}
for (const [key, output] of [
  ['_stdout', standardOutput],
  ['_stderr', standardError],
]) {
  Object.defineProperty(globalConsole, key, {
    __proto__: null,
    get: () => output.stream,
    set: (value) => {
      output.stream = value;
    },
    enumerable: false,
    configurable: true,
  });
}

/** Whether standard error shows colours; asked without a stream where that is possible. */
function standardErrorColors() {
  if (
    standardError.isRaw &&
    !standardError.isTerminal &&
    require('ext/process/env').ownVariables().FORCE_COLOR === undefined
  )
    return false;
  return shouldColorize(process().stderr);
}

module.exports = { Console, globalConsole, shouldColorize, standardErrorColors };
