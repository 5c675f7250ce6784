'use strict';

/** The `tap` reporter: version 13 of the Test Anything Protocol, details as YAML. */

const { inspect } = require('ext/console/inspect');

const INDENT = '    ';
const OPTIONS = { __proto__: null, colors: false, breakLength: Infinity };

const escape = (text) =>
  text
    .replaceAll('\b', '\\b')
    .replaceAll('\f', '\\f')
    .replaceAll('\t', '\\t')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\v', '\\v')
    .replaceAll('\\', '\\\\')
    .replaceAll('#', '\\#');

function directive(data) {
  const { expectFailure, skip, todo } = data;
  const told = (word, value) =>
    ` # ${word}${typeof value === 'string' && value.length > 0 ? ` ${escape(value)}` : ''}`;
  if (skip !== undefined) return told('SKIP', skip);
  if (todo !== undefined) return told('TODO', todo);
  return expectFailure !== undefined ? told('EXPECTED FAILURE', expectFailure) : '';
}

/** A value as YAML, below a key. */
function yaml(indent, name, value, seen = new Set()) {
  if (value === undefined) return '';
  const prefix = `${indent}${name}:`;
  if (value === null) return `${prefix} ~\n`;
  if (typeof value !== 'object') {
    if (typeof value !== 'string') return `${prefix} ${inspect(value, OPTIONS)}\n`;
    const lines = value.split(/\r?\n/);
    if (lines.length === 1) return `${prefix} ${inspect(value, OPTIONS)}\n`;
    return `${prefix} |-\n${lines.map((line) => `${indent}  ${line}\n`).join('')}`;
  }
  if (seen.has(value)) return `${prefix} <Circular>\n`;
  const deeper = new Set(seen).add(value);
  const entries = Object.entries(value);
  // Those of another process only say that they are errors.
  const isError = Error.isError(value) || Object.prototype.toString.call(value) === '[object Error]';
  let result = '';
  if (!isError) {
    if (entries.length === 0)
      return `${prefix} ${Array.isArray(value) ? '[]' : require('ext/base/types').isDate(value) ? value.toISOString() : '{}'}\n`;
    result = `${prefix}\n`;
    for (const [key, item] of entries) result += yaml(`${indent}  `, key, item, deeper);
    return result;
  }
  return errorYaml(indent, value, deeper);
}

/** What there is to say of the error of a failed test. */
function errorYaml(indent, failure) {
  let { code, message, name, stack, failureType } = failure;
  let error = failure;
  let expected;
  let actual;
  let operator;
  const { cause } = failure;
  const isTestFailure = code === 'ERR_TEST_FAILURE';
  if (isTestFailure && cause !== null && typeof cause === 'object') {
    error = cause;
    ({ message, stack } = cause);
    if (cause.code !== undefined) ({ code } = cause);
    if (cause.name !== undefined && cause.name !== 'Error') ({ name } = cause);
    else name = undefined;
    if (cause.code === undefined) code = 'ERR_TEST_FAILURE';
    if (require('node/assert').AssertionError !== undefined && cause.code === 'ERR_ASSERTION') {
      ({ expected, actual, operator } = cause);
    }
    message ??= inspect(cause, OPTIONS);
  } else if (isTestFailure) {
    name = undefined;
    stack = undefined;
    message = typeof cause === 'string' ? cause : message;
  }
  let result = yaml(indent, 'failureType', failureType);
  result += yaml(indent, 'exitCode', failure.exitCode) + yaml(indent, 'signal', failure.signal);
  result += yaml(indent, 'error', message);
  if (code) result += yaml(indent, 'code', code);
  if (name && name !== 'Error') result += yaml(indent, 'name', name);
  if (error.code === 'ERR_ASSERTION') {
    result += yaml(indent, 'expected', expected);
    result += yaml(indent, 'actual', actual);
    if (operator) result += yaml(indent, 'operator', operator);
  }
  if (typeof stack === 'string') {
    const frames = stack
      .split('\n')
      .map((line) => /^\s+at\s(.*)$/.exec(line)?.[1])
      .filter((frame) => frame !== undefined);
    if (frames.length > 0)
      result += `${indent}stack: |-\n${frames.map((frame) => `${indent}  ${frame}\n`).join('')}`;
  }
  return result;
}

function details(nesting, data) {
  const { column, details: own, file, line } = data;
  const indent = `${INDENT.repeat(nesting)}  `;
  let text = `${indent}---\n${yaml(indent, 'duration_ms', own.duration_ms)}${yaml(indent, 'type', own.type)}`;
  if (own.error !== undefined) {
    if (file !== undefined) text += yaml(indent, 'location', `${file}:${line}:${column}`);
    text += yaml(indent, null, own.error);
  }
  return `${text}${indent}...\n`;
}

/** @param {AsyncIterable} source test events */
async function* tap(source) {
  yield 'TAP version 13\n';
  for await (const { type, data } of source) {
    const indent = INDENT.repeat(data.nesting ?? 0);
    switch (type) {
      case 'test:pass':
      case 'test:fail':
        yield `${indent}${type === 'test:pass' ? 'ok' : 'not ok'} ${data.testNumber} - ${escape(data.name)}${directive(data)}\n`;
        yield details(data.nesting, data);
        break;
      case 'test:plan':
        yield `${indent}1..${data.count}\n`;
        break;
      case 'test:start':
        yield `${indent}# Subtest: ${escape(data.name)}\n`;
        break;
      case 'test:stderr':
      case 'test:stdout':
        for (const line of data.message.split(/\r?\n/)) if (line !== '') yield `${indent}# ${escape(line)}\n`;
        break;
      case 'test:diagnostic':
      case 'test:log':
        yield `${indent}# ${escape(data.message)}\n`;
        break;
      case 'test:interrupted':
        for (const { column, file, line, name } of data.tests) {
          const place = file === undefined ? '' : ` at ${file}:${line}:${column}`;
          yield `# Interrupted while running: ${escape(name)}${place}\n`;
        }
        break;
    }
  }
}

module.exports = { tap };
