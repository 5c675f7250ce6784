'use strict';

/** Errors as `util.inspect` shows them: the stack, with its first line put right, then what else the error has. */

const types = require('ext/base/types');
const { getPrefix } = require('ext/console/inspect_value');
const { removeColors } = require('ext/base/util');
const process = require.lazy('node/process');
const url = require.lazy('node/url');

const isError = (value) => types.isNativeError(value) || value instanceof Error;

/** The text an error has for its stack. */
function getStackString(error) {
  return error.stack ? String(error.stack) : Error.prototype.toString.call(error);
}

/** Own keys whose text the stack shows already. */
function removeDuplicateErrorKeys(ctx, keys, error, stack) {
  if (ctx.showHidden || keys.length === 0) return;
  for (const name of ['name', 'message', 'stack']) {
    const index = keys.indexOf(name);
    if (index !== -1 && (typeof error[name] !== 'string' || stack.includes(error[name]))) keys.splice(index, 1);
  }
}

/** Makes the first line name the class of the error, where the stack names another. */
function improveStack(stack, constructor, name, tag) {
  let { length } = name;
  if (typeof name !== 'string') {
    return stack.replace(`${name}`, `${name} [${getPrefix(constructor, tag, 'Error').slice(0, -1)}]`);
  }
  const isPlain =
    name.endsWith('Error') &&
    stack.startsWith(name) &&
    (stack.length === length || stack[length] === ':' || stack[length] === '\n');
  if (constructor !== null && !isPlain) return stack;

  let fallback = 'Error';
  if (constructor === null) {
    const start =
      /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n\s+at)/.exec(stack) || /^([a-z_A-Z0-9-]*Error)$/.exec(stack);
    fallback = (start && start[1]) || '';
    length = fallback.length;
    fallback ||= 'Error';
  }
  const prefix = getPrefix(constructor, tag, fallback).slice(0, -1);
  if (name === prefix) return stack;
  if (prefix.includes(name)) return length === 0 ? `${prefix}: ${stack}` : `${prefix}${stack.slice(length)}`;
  return `${prefix} [${name}]${stack.slice(length)}`;
}

/* ---------------------------------------------------------------- frames */

/** The longest run of frames at the end of `a` that `b` holds too. */
function sharedFrames(a, b) {
  for (let i = 0; i < a.length - 3; i++) {
    const at = b.indexOf(a[i]);
    if (at === -1) continue;
    const rest = b.length - at;
    if (rest <= 3) continue;
    const longest = Math.min(rest, a.length - i);
    let length = 1;
    while (length < longest && a[i + length] === b[at + length]) length++;
    if (length > 3) return { length, offset: i };
  }
  return { length: 0, offset: 0 };
}

function getStackFrames(ctx, error, stack) {
  const frames = stack.split('\n');
  let cause;
  try {
    ({ cause } = error);
  } catch {
    // A getter that throws: there is no cause to compare with.
  }
  if (cause != null && isError(cause)) {
    const causeStack = getStackString(cause);
    const start = causeStack.indexOf('\n    at');
    if (start !== -1) {
      const { length, offset } = sharedFrames(frames, causeStack.slice(start + 1).split('\n'));
      if (length > 3) {
        const skipped = length - 2;
        const note = `    ... ${skipped} lines matching cause stack trace ...`;
        frames.splice(offset + 1, skipped, ctx.stylize(note, 'undefined'));
      }
    }
  }
  return frames;
}

const ownFrame = /^ {4}at (?:[^/\\(]+ \(|)node:(.+):\d+:\d+(?:\)|$)/;

/** Underlines the package in a path through node_modules. */
function markNodeModules(ctx, line) {
  const marker = 'node_modules';
  let text = '';
  let last = 0;
  for (let from = 0; ; ) {
    const at = line.indexOf(marker, from);
    if (at === -1) break;
    const separator = line[at - 1];
    const after = line[at + marker.length];
    if ((after !== '/' && after !== '\\') || (separator !== '/' && separator !== '\\')) {
      from = at + 1;
      continue;
    }
    const start = at + marker.length + 1;
    text += line.slice(last, start);
    let end = line.indexOf(separator, start);
    if (line[start] === '@') end = line.indexOf(separator, end + 1);
    text += ctx.stylize(line.slice(start, end), 'module');
    last = end;
    from = end;
  }
  return last === 0 ? line : text + line.slice(last);
}

/** Greys the working directory. */
function markCwd(ctx, line, directory) {
  let start = line.indexOf(directory);
  if (start === -1) return line;
  let { length } = directory;
  if (line.slice(start - 7, start) === 'file://') {
    length += 7;
    start -= 7;
  }
  const from = line[start - 1] === '(' ? start - 1 : start;
  const closes = from !== start && line.endsWith(')') ? -1 : line.length;
  const end = start + length + 1;
  let text = line.slice(0, from);
  text += ctx.stylize(line.slice(from, end), 'undefined');
  text += line.slice(end, closes);
  if (closes === -1) text += ctx.stylize(')', 'undefined');
  return text;
}

function currentDirectory() {
  try {
    return process().cwd();
  } catch {
    return undefined;
  }
}

function colorFrames(ctx, lines) {
  const directory = currentDirectory();
  let directoryUrl;
  let text = '';
  for (const line of lines) {
    const own = ownFrame.exec(line);
    if (own !== null) {
      text += `\n${ctx.stylize(line, 'undefined')}`;
      continue;
    }
    let marked = markNodeModules(ctx, line);
    if (directory !== undefined) {
      let shown = markCwd(ctx, marked, directory);
      if (shown === marked) {
        directoryUrl ??= url().pathToFileURL(directory).href;
        shown = markCwd(ctx, marked, directoryUrl);
      }
      marked = shown;
    }
    text += `\n${marked}`;
  }
  return text;
}

/**
 * The stack of an error. Adds `cause` and `errors` to the keys that are to be listed, and removes what the stack says.
 * @param {string[]} keys changed
 */
function formatError(error, constructor, tag, ctx, keys) {
  const name = error.name != null ? error.name : 'Error';
  let stack = getStackString(error);
  removeDuplicateErrorKeys(ctx, keys, error, stack);
  if ('cause' in error && (keys.length === 0 || !keys.includes('cause'))) keys.push('cause');
  if (Array.isArray(error.errors) && (keys.length === 0 || !keys.includes('errors'))) keys.push('errors');
  stack = improveStack(stack, constructor, name, tag);

  let at = (error.message && stack.indexOf(error.message)) || -1;
  if (at !== -1) at += error.message.length;
  const start = stack.indexOf('\n    at', at);
  if (start === -1) {
    stack = `[${stack}]`;
  } else {
    const lines = getStackFrames(ctx, error, stack.slice(start + 1));
    const frames = ctx.colors ? colorFrames(ctx, lines) : `\n${lines.join('\n')}`;
    stack = stack.slice(0, start) + frames;
  }
  if (ctx.indentationLvl !== 0) stack = stack.replaceAll('\n', `\n${' '.repeat(ctx.indentationLvl)}`);
  return stack;
}

module.exports = { formatError, removeColors };
