'use strict';

// The beginning of a process that was forked.

/** @param {[number, string]} channel its descriptor, and how messages are written */
function run(channel) {
  require('node/internal/child_process/ipc').setupChild(...channel);
  const { env } = require('node/process');
  if (env.NODE_UNIQUE_ID === undefined) return;
  require('node/cluster')._setupWorker();
  // Its own children are no workers.
  delete env.NODE_UNIQUE_ID;
}

module.exports = { run };
