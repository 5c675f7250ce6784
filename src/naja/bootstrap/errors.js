'use strict';

// What happens to an exception that nobody catches, and how stacks are written.

const errors = binding('errors');

/**
 * Installs the handlers.
 * @param {object} process
 */
function install(process) {
  errors.setUncaughtHandler((err, fromPromise, place, last) =>
    require('ext/process/uncaught').handle(process, err, fromPromise, place, last),
  );
  errors.setPrepareStackTrace((err, sites) => require('ext/process/stack_trace').prepare(err, sites));
}

module.exports = { install };
