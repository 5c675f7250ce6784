'use strict';

/** `util.debuglog`: messages to standard error for the sections that NODE_DEBUG names. */

const process = require.lazy('node/process');
const { inspect } = require('ext/console/inspect');
const { format, formatWithOptions } = require('ext/console/format');

let sections;
const enabled = new Map();
const writers = new Map();

/** Whether NODE_DEBUG, a list with `*` as a wildcard, names the section. */
function isEnabled(section) {
  let answer = enabled.get(section);
  if (answer !== undefined) return answer;
  if (sections === undefined) {
    const list = require('ext/process/env').ownVariables().NODE_DEBUG;
    if (list) {
      const pattern = list
        .replace(/[|\\{}()[\]^$+?.]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll(',', '$|^');
      sections = new RegExp(`^${pattern}$`, 'i');
    } else {
      sections = null;
    }
  }
  answer = sections !== null && sections.test(section);
  enabled.set(section, answer);
  return answer;
}

function warnOfSecrets(section) {
  if (section !== 'HTTP' && section !== 'HTTP2') return;
  process().emitWarning(
    `Setting the NODE_DEBUG environment variable to '${section.toLowerCase()}' can expose sensitive ` +
      'data (such as passwords, tokens and authentication headers) in the resulting log.',
  );
}

function noop() {}

/** The function that writes a section's lines; does nothing for one that is not asked for. */
function writerOf(section) {
  let writer = writers.get(section);
  if (writer === undefined) {
    if (isEnabled(section)) {
      warnOfSecrets(section);
      writer = function debug(...args) {
        const { pid, stderr } = process();
        const colors = Boolean(stderr.hasColors?.());
        const message = formatWithOptions({ colors }, ...args);
        stderr.write(format('%s %s: %s\n', section, inspect(pid, { colors }), message));
      };
    } else {
      writer = noop;
    }
    writers.set(section, writer);
  }
  return writer;
}

/**
 * @param {string} section
 * @param {(log: Function) => void} [callback] gets a function that does the same, with less to check
 */
function debuglog(section, callback) {
  section = `${section}`.toUpperCase();
  let write;
  let on;
  const test = () => (on ??= isEnabled(section));
  const logger = (...args) => {
    if (on === false) return;
    if (write === undefined) {
      write = writerOf(section);
      if (typeof callback === 'function') callback(write);
    }
    write(...args);
  };
  Object.defineProperty(logger, 'enabled', {
    __proto__: null,
    get: () => test(),
    configurable: true,
    enumerable: true,
  });
  return logger;
}

module.exports = { debuglog };
