'use strict';

// DEP0005: the Buffer() constructor.

const process = require.lazy('node/process');
const { isPendingDeprecation } = require('ext/base/deprecate');
const { calledByPackage } = require('node/internal/callers');
const MAX_CHECKS = 10_000;
const MESSAGE =
  'Buffer() is deprecated due to security and usability issues. Please use the Buffer.alloc(), ' +
  'Buffer.allocUnsafe(), or Buffer.from() methods instead.';

let warned = false;
let checks = 0;

/** Warns, once, unless a package calls. */
function warn() {
  if (warned || ++checks > MAX_CHECKS || (!isPendingDeprecation() && calledByPackage())) return;
  warned = true;
  process().emitWarning(MESSAGE, 'DeprecationWarning', 'DEP0005');
}

module.exports = { warn };
