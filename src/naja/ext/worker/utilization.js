'use strict';

// How much of its time a thread's loop has had something to do.

/** eventLoopUtilization() of a worker. */
function ofWorker() {
  return { idle: 0, active: 0, utilization: 0 };
}

module.exports = { ofWorker };
