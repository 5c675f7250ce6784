'use strict';

// process.report: its settings, and when a report is made.

const { codes } = require('ext/base/errors');
const {
  validateBoolean,
  validateObject,
  validateSignalName,
  validateString,
} = require('ext/base/validators');
const { getOption } = require('modules/options');
const maker = require.lazy('ext/report/report');

let written = 0;

const settings = {
  __proto__: null,
  compact: getOption('--report-compact') ?? false,
  directory: getOption('--report-directory') ?? getOption('--report-dir') ?? '',
  excludeEnv: getOption('--report-exclude-env') ?? false,
  excludeNetwork: getOption('--report-exclude-network') ?? false,
  filename: getOption('--report-filename') ?? '',
  reportOnFatalError: getOption('--report-on-fatalerror') ?? false,
  reportOnSignal: false,
  reportOnUncaughtException: getOption('--report-uncaught-exception') ?? false,
  signal: getOption('--report-signal') ?? 'SIGUSR2',
};

/** report.20261123.065530.13628.0.001.json */
function defaultName(process, now) {
  const two = (number) => `${number}`.padStart(2, '0');
  const date = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  const thread = require('node/worker_threads').threadId;
  return `report.${date}.${time}.${process.pid}.${thread}.${`${++written}`.padStart(3, '0')}.json`;
}

/**
 * Writes a report.
 * @param {NodeJS.Process} process
 * @param {{event: string, trigger: string, filename: string | null}} why
 * @param {*} error
 * @returns {string} the file's name, or '' where it cannot be written, which standard error then tells
 */
function write(process, why, error) {
  const { writeError } = require('ext/process/raw');
  const now = new Date();
  const filename = why.filename ?? (settings.filename || defaultName(process, now));
  const made = maker().report(process, { ...why, filename }, error, settings, now);
  const text = `${JSON.stringify(made, null, settings.compact ? 0 : 2)}\n`;
  const fs = require('node/fs');
  if (filename === 'stdout' || filename === 'stderr') {
    fs.writeSync(filename === 'stdout' ? 1 : 2, text);
  } else {
    const path = settings.directory === '' ? filename : `${settings.directory}/${filename}`;
    try {
      const fd = fs.openSync(path, 'w');
      writeError(`\nWriting Node.js report to file: ${filename}`);
      fs.writeSync(fd, text);
      fs.closeSync(fd);
    } catch (error) {
      if (why.trigger === 'API' && error.code === 'ERR_ACCESS_DENIED') throw error;
      const where = settings.directory === '' ? '' : ` in directory: ${settings.directory}`;
      writeError(`\nFailed to open Node.js report file: ${filename}${where} (errno: ${-error.errno})\n`);
      return '';
    }
  }
  writeError('\nNode.js report completed\n');
  return filename;
}

/** Called for an exception that nobody caught. */
function onUncaughtException(process, error) {
  if (settings.reportOnUncaughtException) {
    write(process, { event: String(error?.message ?? error), trigger: 'Exception', filename: null }, error);
  }
}

function setting(name, validate, argument = name, changed) {
  return {
    configurable: true,
    enumerable: true,
    get: () => settings[name],
    set(value) {
      validate(value, argument);
      const before = settings[name];
      settings[name] = value;
      changed?.(before, value);
    },
  };
}

/**
 * The object that is process.report.
 * @param {NodeJS.Process} process
 */
function create(process) {
  const onSignal = (name) =>
    write(process, { event: name, trigger: 'Signal', filename: null }, stackOf(onSignal));
  const listen = (signal, on) => {
    if (on) process.on(signal, onSignal);
    else process.removeListener(signal, onSignal);
  };
  const changeSignal = (before, after) => {
    if (!settings.reportOnSignal) return;
    listen(before, false);
    listen(after, true);
  };
  const trigger = (name, changed) => setting(name, validateBoolean, 'trigger', changed);

  const made = {
    writeReport(file, err) {
      if (typeof file === 'object' && file !== null) {
        err = file;
        file = undefined;
      } else if (file !== undefined) {
        validateString(file, 'file');
      }
      if (err === undefined) err = stackOf(made.writeReport);
      else validateObject(err, 'err');
      return write(process, { event: 'JavaScript API', trigger: 'API', filename: file ?? null }, err);
    },
    getReport(err) {
      if (err === undefined) err = stackOf(made.getReport);
      else validateObject(err, 'err');
      const why = { event: 'JavaScript API', trigger: 'GetReport', filename: null };
      return maker().report(process, why, err, settings);
    },
  };
  Object.defineProperties(made, {
    directory: setting('directory', validateString),
    filename: setting('filename', validateString),
    compact: setting('compact', validateBoolean),
    excludeNetwork: setting('excludeNetwork', validateBoolean),
    signal: setting('signal', validateSignalName, 'signal', changeSignal),
    reportOnFatalError: trigger('reportOnFatalError'),
    reportOnSignal: trigger('reportOnSignal', (before, after) => {
      if (before !== after) listen(settings.signal, after);
    }),
    reportOnUncaughtException: trigger('reportOnUncaughtException'),
    excludeEnv: setting('excludeEnv', validateBoolean),
  });
  if (getOption('--report-on-signal')) made.reportOnSignal = true;
  return made;
}

/** An error whose stack is that of the caller of `below`. */
function stackOf(below) {
  const error = new codes.ERR_SYNTHETIC();
  Error.captureStackTrace(error, below);
  return error;
}

module.exports = { create, onUncaughtException };
