'use strict';

/** fs/promises' watch: events as an async iterator. */

const { AbortError, codes } = require('ext/base/errors');
const {
  validateAbortSignal,
  validateBoolean,
  validateIgnoreOption,
  validateInteger,
  validateObject,
  validateOneOf,
} = require('ext/base/validators');
const { assertEncoding, getValidatedPath } = require('node/internal/fs/utils');
const { FSWatcher } = require('node/internal/fs/watchers');
const recursiveModule = require.lazy('node/internal/fs/watch_recursive');
const processModule = require.lazy('node/process');

/**
 * @param {string | Buffer | URL} filename
 * @param {object} [options] persistent, recursive, encoding, maxQueue, overflow ('ignore' or 'throw'), signal, ignore
 * @yields {{eventType: 'rename' | 'change', filename: string | Buffer | null}}
 */
async function* watch(filename, options = {}) {
  const path = getValidatedPath(filename);
  validateObject(options, 'options');
  const {
    persistent = true,
    recursive = false,
    encoding = 'utf8',
    maxQueue = 2048,
    overflow = 'ignore',
    signal,
    ignore,
  } = options;
  validateBoolean(persistent, 'options.persistent');
  validateBoolean(recursive, 'options.recursive');
  validateInteger(maxQueue, 'options.maxQueue');
  validateOneOf(overflow, 'options.overflow', ['ignore', 'error']);
  validateAbortSignal(signal, 'options.signal');
  validateIgnoreOption(ignore, 'options.ignore');
  if (encoding !== 'buffer') assertEncoding(encoding);
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });

  const events = [];
  let failure = null;
  let wake;
  const watcher = recursive ? new (recursiveModule().RecursiveWatcher)() : new FSWatcher();
  const onAbort = () => {
    failure = new AbortError(undefined, { cause: signal.reason });
    wake?.();
  };
  watcher.on('error', (error) => {
    failure = error;
    wake?.();
  });
  watcher.on('change', (eventType, filename) => {
    if (events.length < maxQueue) {
      events.push({ __proto__: null, eventType, filename });
    } else if (overflow === 'error') {
      failure = new codes.ERR_FS_WATCH_QUEUE_OVERFLOW(maxQueue);
    } else {
      processModule().emitWarning('fs.watch maxQueue exceeded');
    }
    wake?.();
  });
  try {
    watcher.start(path, { persistent, encoding, ignore });
    signal?.addEventListener('abort', onAbort, { once: true });
    while (true) {
      if (failure !== null) throw failure;
      if (events.length > 0) {
        yield events.shift();
        continue;
      }
      await new Promise((resolve) => {
        wake = resolve;
      });
      wake = undefined;
    }
  } finally {
    watcher.close();
    signal?.removeEventListener('abort', onAbort);
  }
}

module.exports = { watch };
