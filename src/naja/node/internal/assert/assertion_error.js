'use strict';

/** AssertionError: what was, what should have been, and how the two differ. */

const { validateObject } = require('ext/base/validators');
const { isErrorStackTraceLimitWritable } = require('ext/base/errors');
const { inspect } = require('ext/console/inspect');
const { isError } = require('ext/base/util');
const { kDelete, kInsert, kKeep, myersDiff } = require('ext/util/myers');
const consoles = require.lazy('ext/console/console');
const process = require.lazy('node/process');

const readable = {
  __proto__: null,
  deepStrictEqual: 'Expected values to be strictly deep-equal:',
  partialDeepStrictEqual: 'Expected values to be partially and strictly deep-equal:',
  strictEqual: 'Expected values to be strictly equal:',
  strictEqualObject: 'Expected "actual" to be reference-equal to "expected":',
  deepEqual: 'Expected values to be loosely deep-equal:',
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notStrictEqualObject: 'Expected "actual" not to be reference-equal to "expected":',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
  notIdentical: 'Values have same structure but are not reference-equal:',
  notDeepEqualUnequal: 'Expected values not to be loosely deep-equal:',
};

const kMaxShortLength = 12;
const kMaxLongLength = 512;
const kCollapseAfter = 5;

/** The colours of standard error, or none. */
function getColors() {
  if (consoles().standardErrorColors()) {
    return {
      hasColors: true,
      blue: '\u001b[34m',
      green: '\u001b[32m',
      white: '\u001b[39m',
      red: '\u001b[31m',
      gray: '\u001b[90m',
    };
  }
  return { hasColors: false, blue: '', green: '', white: '', red: '', gray: '' };
}

/** All of a value, one property a line. */
function inspectValue(value) {
  return inspect(value, {
    compact: false,
    customInspect: false,
    depth: 1000,
    maxArrayLength: Infinity,
    showHidden: false,
    showProxy: false,
    sorted: true,
    getters: true,
  });
}

/** A copy of an error that shows its message, not its stack. */
function copyError(source) {
  const target = Object.assign({ __proto__: Object.getPrototypeOf(source) }, source);
  // What is enumerable already stays so.
  const define = (key, value) => Object.defineProperty(target, key, { __proto__: null, value });
  define('message', source.message);
  if (Object.hasOwn(source, 'name')) define('name', source.name);
  if (Object.hasOwn(source, 'cause')) {
    define('cause', isError(source.cause) ? copyError(source.cause) : source.cause);
  }
  return target;
}

/* ---------------------------------------------------------------- differences */

const isReference = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

function isSimple(actual, actualLines, expected, expectedLines) {
  if (actualLines.length > 1 || expectedLines.length > 1) return false;
  return typeof actual !== 'object' || actual === null || typeof expected !== 'object' || expected === null;
}

/** One value above the other, with a caret where two strings part. */
function stacked(actual, expected, isStrings, colors) {
  let message = `\n${colors.green}+${colors.white} ${actual}\n${colors.red}- ${colors.white}${expected}`;
  const { stderr } = consoles().standardErrorColors() ? process() : {};
  const width = stderr?.isTTY ? stderr.columns : 80;
  if (isStrings && actual.length + expected.length <= width) {
    let at = -1;
    for (let i = 0; i < actual.length; i++) {
      if (actual[i] === expected[i]) continue;
      // What differs at the very beginning needs no caret.
      if (i >= 3) at = i;
      break;
    }
    if (at !== -1) message += `\n${' '.repeat(at + 2)}^`;
  }
  return { message };
}

/** Two strings in one line: what is in both white, in one alone green or red. */
function inOneLine(actual, expected, colors) {
  const diff = myersDiff([...actual], [...expected]);
  let message = '';
  for (let i = diff.length - 1; i >= 0; i--) {
    const [operation, char] = diff[i];
    let color = colors.white;
    if (operation === kInsert) color = colors.green;
    else if (operation === kDelete) color = colors.red;
    message += `${color}${char}${colors.white}`;
  }
  return {
    message: `\n${message}`,
    header: `${colors.green}actual${colors.white} ${colors.red}expected${colors.white}`,
  };
}

function simpleDiff(actual, shownActual, expected, shownExpected, colors) {
  let length = shownActual.length + shownExpected.length;
  if (typeof actual === 'string') length -= 2;
  if (typeof expected === 'string') length -= 2;
  if (length <= kMaxShortLength && (actual !== 0 || expected !== 0)) {
    return { message: `${shownActual} !== ${shownExpected}`, header: '' };
  }
  const isStrings = typeof actual === 'string' && typeof expected === 'string';
  if (isStrings && colors.hasColors) return inOneLine(shownActual, shownExpected, colors);
  return stacked(shownActual, shownExpected, isStrings, colors);
}

/** The steps of a diff as lines; more than five equal lines in a row are left out but for their ends. */
function printDiff(diff, operator, colors) {
  let message = '';
  let skipped = false;
  let kept = 0;
  for (let i = diff.length - 1; i >= 0; i--) {
    const [operation, line] = diff[i];
    const previous = i < diff.length - 1 ? diff[i + 1][0] : null;
    if (previous === kKeep && operation !== kKeep) {
      const hidden = kept - kCollapseAfter;
      if (hidden >= 3) {
        message += `${colors.blue}...${colors.white}\n${colors.white}  ${diff[i + 1][1]}\n`;
        skipped = true;
      } else {
        if (hidden === 2) message += `${colors.white}  ${diff[i + 2][1]}\n`;
        if (hidden >= 1) message += `${colors.white}  ${diff[i + 1][1]}\n`;
      }
      kept = 0;
    }
    if (operation === kInsert) {
      message +=
        operator === 'partialDeepStrictEqual'
          ? `${colors.gray}${colors.hasColors ? ' ' : '+'} ${line}${colors.white}\n`
          : `${colors.green}+${colors.white} ${line}\n`;
    } else if (operation === kDelete) {
      message += `${colors.red}-${colors.white} ${line}\n`;
    } else {
      if (kept < kCollapseAfter) message += `${colors.white}  ${line}\n`;
      kept++;
    }
  }
  return { message: `\n${message.trimEnd()}`, skipped };
}

/** The operator whose words fit: two objects are compared by reference. */
function wordsFor(actual, expected, operator) {
  if (operator !== 'strictEqual') return operator;
  const isObjects =
    (typeof actual === 'object' && actual !== null && typeof expected === 'object' && expected !== null) ||
    (typeof actual === 'function' && typeof expected === 'function');
  return isObjects ? 'strictEqualObject' : operator;
}

/** The message of an assertion that compares values. */
function describeDifference(actual, expected, operator, customMessage, diffType) {
  const colors = getColors();
  operator = wordsFor(actual, expected, operator);
  const shownActual = inspectValue(actual);
  const shownExpected = inspectValue(expected);
  const actualLines = shownActual.split('\n');
  const expectedLines = shownExpected.split('\n');
  const isFull = diffType === 'full';
  let header = `${colors.green}+ actual${colors.white} ${colors.red}- expected${colors.white}`;
  let message;
  let skipped = false;
  if (isSimple(actual, actualLines, expected, expectedLines)) {
    const simple = simpleDiff(actual, actualLines[0], expected, expectedLines[0], colors);
    ({ message } = simple);
    if (simple.header !== undefined) ({ header } = simple);
  } else if (shownActual === shownExpected) {
    // The same to the eye, yet not the same.
    operator = 'notIdentical';
    if (actualLines.length > 50 && !isFull) {
      message = `${actualLines.slice(0, 50).join('\n')}\n...}`;
      skipped = true;
    } else {
      message = shownActual;
    }
    header = '';
  } else {
    const commaCounts = !(actual != null && typeof actual === 'object');
    const diff = myersDiff(actualLines, expectedLines, commaCounts);
    ({ message, skipped } = printDiff(diff, operator, colors));
    if (operator === 'partialDeepStrictEqual') {
      header = `${colors.gray}${colors.hasColors ? '' : '+ '}actual${colors.white} ${colors.red}- expected${colors.white}`;
    }
  }
  const title = customMessage || readable[operator];
  return `${title}\n${header}${skipped ? '\n... Skipped lines' : ''}\n${message}\n`;
}

const withDifference = new Set(['deepStrictEqual', 'strictEqual', 'partialDeepStrictEqual']);

/** The message of an assertion that wants values to differ. */
function describeSameness(actual, operator, isFull) {
  const colors = getColors();
  let title = readable[operator];
  if (operator === 'notStrictEqual' && isReference(actual)) title = readable.notStrictEqualObject;
  const lines = inspectValue(actual).split('\n');
  if (lines.length > 50 && !isFull) {
    lines[46] = `${colors.blue}...${colors.white}`;
    lines.length = 47;
  }
  if (lines.length === 1) return `${title}${lines[0].length > 5 ? '\n\n' : ' '}${lines[0]}`;
  return `${title}\n\n${lines.join('\n')}\n`;
}

function shorten(text) {
  return text.length > kMaxLongLength ? `${text.slice(0, kMaxLongLength - 3)}...` : text;
}

/** The message of the loose comparisons, and of operators of the caller's own. */
function describeLoosely(actual, expected, operator, isFull) {
  const shownActual = inspectValue(actual);
  const shownExpected = inspectValue(expected);
  if (operator === 'notDeepEqual' && shownActual === shownExpected) {
    const message = `${readable[operator]}\n\n${shownActual}`;
    return message.length > 1024 && !isFull ? `${message.slice(0, 1021)}...` : message;
  }
  const left = isFull ? shownActual : shorten(shownActual);
  const right = isFull ? shownExpected : shorten(shownExpected);
  if (operator === 'deepEqual')
    return `${readable[operator]}\n\n${left}\n\nshould loosely deep-equal\n\n${right}`;
  const unequal = readable[`${operator}Unequal`];
  if (unequal) return `${unequal}\n\n${left}\n\nshould not loosely deep-equal\n\n${right}`;
  return `${left} ${operator} ${right}`;
}

function describe(options) {
  const { diff = 'simple', message, operator } = options;
  const isFull = diff === 'full';
  let { actual, expected } = options;
  if (message != null) {
    if (withDifference.has(operator)) return describeDifference(actual, expected, operator, message, diff);
    return String(message);
  }
  if (isError(actual) && isError(expected) && 'stack' in actual && 'stack' in expected) {
    actual = copyError(actual);
    expected = copyError(expected);
  }
  if (withDifference.has(operator)) return describeDifference(actual, expected, operator, message, diff);
  if (operator === 'notDeepStrictEqual' || operator === 'notStrictEqual') {
    return describeSameness(actual, operator, isFull);
  }
  return describeLoosely(actual, expected, operator, isFull);
}

/* ---------------------------------------------------------------- the error */

/** A long text, cut after ten lines; of one long line Node shows what lies beyond the limit. */
function addEllipsis(text) {
  const lines = text.split('\n', 11);
  if (lines.length > 10) {
    lines.length = 10;
    return `${lines.join('\n')}\n...`;
  }
  return text.length > kMaxLongLength ? `${text.slice(kMaxLongLength)}...` : text;
}

class AssertionError extends Error {
  /**
   * @param {object} options `{message, actual, expected, operator, stackStartFn, details, diff}`
   */
  constructor(options) {
    validateObject(options, 'options');
    const {
      actual,
      details,
      diff = 'simple',
      expected,
      message,
      operator,
      stackStartFn,
      stackStartFunction,
    } = options;
    const limit = Error.stackTraceLimit;
    const writable = isErrorStackTraceLimitWritable();
    if (writable) Error.stackTraceLimit = 0;
    try {
      super(describe(options));
    } finally {
      if (writable) Error.stackTraceLimit = limit;
    }
    this.generatedMessage = !message;
    Object.defineProperty(this, 'name', {
      __proto__: null,
      value: 'AssertionError [ERR_ASSERTION]',
      enumerable: false,
      writable: true,
      configurable: true,
    });
    this.code = 'ERR_ASSERTION';
    if (details) {
      this.actual = undefined;
      this.expected = undefined;
      this.operator = undefined;
      details.forEach((one, i) => {
        this[`message ${i}`] = one.message;
        this[`actual ${i}`] = one.actual;
        this[`expected ${i}`] = one.expected;
        this[`operator ${i}`] = one.operator;
        this[`stack trace ${i}`] = one.stack;
      });
    } else {
      this.actual = actual;
      this.expected = expected;
      this.operator = operator;
    }
    this.diff = diff;
    Error.captureStackTrace(this, stackStartFn || stackStartFunction);
    // The stack is written now, with the code in its first line; then the name is plain again.
    void this.stack;
    this.name = 'AssertionError';
  }

  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
  }

  [inspect.custom](recurseTimes, ctx) {
    const { actual, expected } = this;
    if (typeof actual === 'string') this.actual = addEllipsis(actual);
    if (typeof expected === 'string') this.expected = addEllipsis(expected);
    const text = inspect(this, { ...ctx, customInspect: false, depth: 0 });
    this.actual = actual;
    this.expected = expected;
    return text;
  }
}

module.exports = { AssertionError };
