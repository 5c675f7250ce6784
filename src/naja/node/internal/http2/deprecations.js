'use strict';

// What programs may still give and what has no effect any more.

const process = require.lazy('node/process');

let warned = false;

/** Warns of the option `weight`. */
function warnOnce(options) {
  if (options.weight === undefined || warned) return;
  warned = true;
  process().emitWarning(
    'Priority signaling has been deprecated as of RFC 9113.',
    'DeprecationWarning',
    'DEP0194',
  );
}

module.exports = { warnOnce };
