'use strict';

/** Which reporters a process has, and where they write: `--test-reporter`, `--test-reporter-destination`. */

const { getOption } = require('modules/options');
const process = require('node/process');
const errors = require.lazy('ext/base/errors');

const BUILT_IN = new Set(['dot', 'junit', 'lcov', 'spec', 'tap']);

function destination(name) {
  if (name === 'stdout') return process.stdout;
  if (name === 'stderr') return process.stderr;
  return require('node/fs').createWriteStream(name);
}

async function load(name) {
  if (BUILT_IN.has(name)) return require('node/test/reporters')[name];
  const path = require('node/path');
  const { pathToFileURL } = require('node/url');
  const base = pathToFileURL(`${process.cwd()}${path.sep}`).href;
  const namespace = await require('modules/esm/loader').importModule(name, base, { __proto__: null }, 0);
  if (namespace.default === undefined && namespace.__esModule !== true)
    throw new (errors().codes.ERR_INVALID_ARG_VALUE)('Reporter', name, 'is not a valid reporter');
  return namespace.default ?? namespace;
}

/** A reporter is a Transform, its class, or a generator function: all become something to pipe into. */
function instance(reporter) {
  const { prototype } = reporter;
  if (
    typeof prototype === 'object' &&
    prototype !== null &&
    Object.getOwnPropertyDescriptor(prototype, 'constructor')
  )
    return new reporter();
  return reporter;
}

/** @returns {{names: string[], destinations: string[]}} as given, checked */
function chosen() {
  let names = getOption('--test-reporter') ?? [];
  let destinations = getOption('--test-reporter-destination') ?? [];
  names = [].concat(names);
  destinations = [].concat(destinations);
  if (names.length === 0 && destinations.length === 0) names = ['spec'];
  if (names.length === 1 && destinations.length === 0) destinations = ['stdout'];
  if (names.length !== destinations.length) {
    throw new (errors().codes.ERR_INVALID_ARG_VALUE)(
      '--test-reporter',
      names,
      "must match the number of specified '--test-reporter-destination'",
    );
  }
  return { names, destinations };
}

/**
 * Has a harness's events told to the process's reporters.
 * @param {object} harness
 * @returns {Promise<void> | undefined} until they are there
 */
function attach(harness) {
  const { env } = process;
  if (env.NODE_TEST_CONTEXT?.startsWith('child')) {
    return require('node/internal/test/child').attach(harness);
  }
  const { names, destinations } = chosen();
  const connect = (reporters) => {
    const { compose } = require('node/stream');
    const done = reporters.map((reporter, i) => {
      const to = destination(destinations[i]);
      const from = compose(harness.events, instance(reporter));
      const { promise, resolve } = Promise.withResolvers();
      from.once('error', (error) => {
        harness.reporterError = error;
        throw error;
      });
      from.once('end', resolve);
      from.pipe(to, { end: to !== process.stdout && to !== process.stderr });
      return promise;
    });
    harness.written = () => Promise.all(done);
  };
  if (names.every((name) => BUILT_IN.has(name))) {
    connect(names.map((name) => require('node/test/reporters')[name]));
    return Promise.resolve();
  }
  return Promise.all(names.map(load)).then(connect);
}

module.exports = { attach, chosen };
