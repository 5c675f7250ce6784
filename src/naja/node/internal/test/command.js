'use strict';

/** `naja --test [files]`. */

const { getOption, getOptions } = require('modules/options');
const process = require('node/process');

const GENERIC_ERROR = 1;

function shardOf(text) {
  if (text === undefined) return undefined;
  const match = /^(\d+)\/(\d+)$/.exec(text);
  if (match === null) {
    const { ERR_INVALID_ARG_VALUE } = require('ext/base/errors').codes;
    throw new ERR_INVALID_ARG_VALUE('--test-shard', text, 'must be in the form of <index>/<total>');
  }
  return { index: Number(match[1]), total: Number(match[2]) };
}

/** The functions of the module of `--test-global-setup`. */
async function globalHooks() {
  const name = getOption('--test-global-setup');
  if (name === undefined) return {};
  const { resolve } = require('node/path');
  const { pathToFileURL } = require('node/url');
  const url = pathToFileURL(resolve(name)).href;
  const found = await require('modules/esm/loader').importModule(url, undefined, { __proto__: null }, 0);
  const { globalSetup, globalTeardown } = { ...found.default, ...found };
  return { globalSetup, globalTeardown };
}

/** Ends it all: what runs is named, and cancelled. */
async function interrupt(harness) {
  const { events, root } = harness;
  const tests = root.subtests.filter((test) => test.started && !test.finished);
  if (tests.length > 0) {
    events.send('test:interrupted', {
      __proto__: null,
      tests: tests.map(({ name, nesting, loc }) => ({ __proto__: null, name, nesting, ...loc })),
    });
  }
  process.exitCode = GENERIC_ERROR;
  harness.finish();
  await harness.written?.();
  process.exit();
}

async function start() {
  const { begin } = require('node/internal/test/runner');
  const { attach } = require('node/internal/test/reporters');
  const patterns = getOptions().argv;
  const isolation = getOption('--test-isolation') ?? 'process';
  const concurrency = getOption('--test-concurrency');
  const options = {
    __proto__: null,
    concurrency: isolation === 'none' ? 1 : concurrency || true,
    globPatterns: patterns.length > 0 ? patterns : undefined,
    isolation,
    only: getOption('--test-only') === true,
    forceExit: getOption('--test-force-exit') === true,
    timeout: getOption('--test-timeout') || undefined,
    shard: shardOf(getOption('--test-shard')),
    ...(isolation === 'none' && {
      testNamePatterns: getOption('--test-name-pattern'),
      testSkipPatterns: getOption('--test-skip-pattern'),
    }),
    ...(await globalHooks()),
  };
  require('node/util').debuglog('test_runner')('test runner configuration:', options);
  const harness = begin(options);
  const { events } = harness;
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interrupt(harness));
  events.on('test:summary', (data) => {
    if (data.file === undefined && !data.success) process.exitCode = GENERIC_ERROR;
  });
  await attach(harness);
  if (getOption('--test-force-exit')) {
    events.once('end', async () => {
      await harness.written();
      process.exit();
    });
  }
}

module.exports = { start };
