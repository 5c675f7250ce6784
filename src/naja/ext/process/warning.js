'use strict';

// process.emitWarning, and how a warning is written.

const { codes } = require('ext/base/errors');
const { validateString } = require('ext/base/validators');

let printed = false;

/** The file that --redirect-warnings or NODE_REDIRECT_WARNINGS names. */
function redirection(process) {
  return (
    binding('bootstrap').options.flags?.['--redirect-warnings'] ||
    require('ext/process/env').ownVariables().NODE_REDIRECT_WARNINGS ||
    undefined
  );
}

/** Whether the message could be put behind what the file has. */
function append(file, message) {
  try {
    require('node/fs').appendFileSync(file, `${message}\n`);
    return true;
  } catch {
    return false;
  }
}

/** The listener of 'warning' that prints, unless --no-warnings. */
function onWarning(process, warning) {
  if (!(warning instanceof Error)) return;
  const isDeprecation = warning.name === 'DeprecationWarning';
  if (isDeprecation && process.noDeprecation) return;
  const trace = process.traceProcessWarnings || (isDeprecation && process.traceDeprecation);
  let message = `(node:${process.pid}) `;
  if (warning.code) message += `[${warning.code}] `;
  if (trace && warning.stack) message += `${warning.stack}`;
  else
    message +=
      typeof warning.toString === 'function'
        ? `${warning.toString()}`
        : Error.prototype.toString.call(warning);
  if (typeof warning.detail === 'string') message += `\n${warning.detail}`;
  if (!trace && !printed) {
    const flag = isDeprecation ? '--trace-deprecation' : '--trace-warnings';
    const name = process.argv0.slice(process.argv0.lastIndexOf('/') + 1) || 'naja';
    message += `\n(Use \`${name} ${flag} ...\` to show where the warning was created)`;
    printed = true;
  }
  const file = redirection(process);
  if (file === undefined || !append(file, message))
    require('ext/console/console').globalConsole.error(message);
}

function create(warning, type, code, ctor, detail) {
  let made = warning;
  if (typeof warning === 'string') {
    made = new Error(warning);
    made.name = String(type || 'Warning');
    if (code !== undefined) made.code = code;
    if (detail !== undefined) made.detail = detail;
    Error.captureStackTrace(made, ctor);
  } else if (!(warning instanceof Error)) {
    throw new codes.ERR_INVALID_ARG_TYPE('warning', ['Error', 'string'], warning);
  }
  return made;
}

/** process.emitWarning(warning[, type[, code[, ctor]]]) or (warning, options); `process` comes first here. */
function emitWarning(process, self, warning, type, code, ctor) {
  let detail;
  if (type !== null && typeof type === 'object' && !Array.isArray(type)) {
    ({ ctor, code, detail, type } = {
      ctor: type.ctor,
      code: type.code,
      detail: type.detail,
      type: type.type || 'Warning',
    });
    if (typeof detail !== 'string') detail = undefined;
  } else if (typeof type === 'function') {
    ctor = type;
    code = undefined;
    type = 'Warning';
  }
  if (type !== undefined) validateString(type, 'type');
  if (typeof code === 'function') {
    ctor = code;
    code = undefined;
  } else if (code !== undefined) {
    validateString(code, 'code');
  }
  if (type === 'DeprecationWarning' && process.noDeprecation) return;
  const made = create(warning, type, code, ctor || self, detail);
  if (made.name === 'DeprecationWarning') {
    if (process.noDeprecation) return;
    if (process.throwDeprecation) {
      process.nextTick(() => {
        throw made;
      });
      return;
    }
  }
  process.nextTick(() => process.emit('warning', made));
}

module.exports = { emitWarning, onWarning };
