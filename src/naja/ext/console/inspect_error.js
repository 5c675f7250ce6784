'use strict';

/** Errors as `util.inspect` shows them: the stack, with its first line put right, then what else the error has. */

const { isError } = require('ext/base/util');
const { formatValue, getPrefix } = require('ext/console/inspect_value');
const process = require.lazy('node/process');
const url = require.lazy('node/url');

/** What a getter of the error gives, or undefined where it throws. */
function read(error, key) {
  try {
    return error[key];
  } catch {
    return undefined;
  }
}

/** The text an error has for its stack; undefined where nothing can be read. */
function getStackString(ctx, error) {
  const stack = read(error, 'stack');
  if (typeof stack === 'string' && stack !== '') return stack;
  let header;
  try {
    header = Error.prototype.toString.call(error);
  } catch {
    return undefined;
  }
  if (!stack) return header;
  // A stack that is no text: shown in full, one property a line.
  ctx.seen.push(error);
  ctx.indentationLvl += 4;
  const shown = formatValue(ctx, stack, NaN);
  ctx.indentationLvl -= 4;
  ctx.seen.pop();
  return `${header}\n    ${shown}`;
}

/** Own keys whose text the stack shows already. */
function removeDuplicateErrorKeys(ctx, keys, error, stack) {
  if (ctx.showHidden || keys.length === 0) return;
  for (const name of ['name', 'message', 'stack']) {
    const index = keys.indexOf(name);
    if (index === -1) continue;
    try {
      const value = error[name];
      if (typeof value !== 'string' || stack.includes(value)) keys.splice(index, 1);
    } catch {
      // A getter that throws is worth showing.
    }
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

const kFewest = 3; // lines that are worth leaving out
const kLongStack = 10;

/**
 * Blocks of frames that repeat the block before them: `[first line, lines in a block, repetitions]`. The sizes that are
 * tried at a frame are those that Euclid's algorithm meets on its way to the greatest common divisor of the distances to
 * the same frame: the divisor first, then the last met first.
 */
function repeatedFrames(frames) {
  const ranges = [];
  const positions = new Map();
  frames.forEach((frame, i) => {
    if (positions.has(frame)) positions.get(frame).push(i);
    else positions.set(frame, [i]);
  });
  if (frames.length - positions.size <= kFewest) return ranges;
  for (let i = 0; i < frames.length - kFewest; i++) {
    const later = positions.get(frames[i]).filter((position) => position > i);
    if (later.length === 0 || later[later.length - 1] - i < kFewest) continue;
    const { count, size } = bestRepetition(frames, i, candidateSizes(later.map((position) => position - i)));
    if (count * size < kFewest) continue;
    ranges.push([i + size, size, count]);
    i += size * (count + 1) - 1;
  }
  return ranges;
}

function candidateSizes(distances) {
  const met = new Set();
  let divisor = 0;
  for (let distance of distances) {
    while (distance !== 0) {
      const rest = divisor % distance;
      if (divisor !== 0) met.add(divisor);
      divisor = distance;
      distance = rest;
    }
    if (divisor === 1) break;
  }
  met.delete(divisor);
  return [divisor, ...[...met].reverse()];
}

/** The size that leaves out most lines; of equal ones the first. */
function bestRepetition(frames, from, sizes) {
  let best = { size: sizes[0], count: 0 };
  for (const size of sizes) {
    let count = 0;
    while (sameFrames(frames, from, from + size * (count + 1), size)) count++;
    if (count * size > best.count * best.size) best = { size, count };
  }
  return best;
}

function sameFrames(frames, a, b, length) {
  for (let i = 0; i < length; i++) if (frames[a + i] !== frames[b + i]) return false;
  return true;
}

function collapseRepeated(ctx, frames) {
  if (frames.length <= kLongStack) return;
  for (const [start, length, times] of repeatedFrames(frames).reverse()) {
    const count = length * times;
    const what = times > 1 ? `${length} lines ${times} times...` : 'lines ...';
    const note = `    ... collapsed ${count} duplicate lines matching above ${what}`;
    frames.splice(start, count, ctx.stylize(note, 'undefined'));
  }
}

function getStackFrames(ctx, error, stack) {
  const frames = stack.split('\n');
  const cause = read(error, 'cause');
  if (cause != null && isError(cause)) {
    const causeStack = getStackString(ctx, cause) ?? '';
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
  collapseRepeated(ctx, frames);
  return frames;
}

const ownFrame = /^ {4}at (?:[^/\\(]+ \(|)node:(.+):\d+:\d+(?:\)|$)/;

/** Whether a file that a frame names as `node:...` is one of the built-ins. */
function isOwnFile(name) {
  return require.has(`node/${name}`) || (name.startsWith('internal/') && require.has(name.slice(9)));
}

/** Underlines the package in a path through node_modules. */
function markNodeModules(ctx, line) {
  const marker = 'node_modules';
  let text = '';
  let last = 0;
  for (let from = 0; ;) {
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
    if (own !== null && isOwnFile(own[1])) {
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
  const name = read(error, 'name') ?? 'Error';
  let stack = getStackString(ctx, error) ?? '';
  removeDuplicateErrorKeys(ctx, keys, error, stack);
  if (Object.hasOwn(error, 'cause') && !keys.includes('cause')) keys.push('cause');
  if (Object.hasOwn(error, 'errors') && Array.isArray(read(error, 'errors')) && !keys.includes('errors')) {
    keys.push('errors');
  }
  if (stack === '') return Object.prototype.toString.call(error);
  stack = improveStack(stack, constructor, name, tag);

  const message = read(error, 'message');
  let at = (message && stack.indexOf(message)) || -1;
  if (at !== -1) at += message.length;
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

module.exports = { formatError };
