'use strict';

// DEP0005: the Buffer() constructor. Packages are left alone; the program itself is told, once.

const process = require.lazy('node/process');
const MAX_CHECKS = 10_000;
const MESSAGE =
  'Buffer() is deprecated due to security and usability issues. Please use the Buffer.alloc(), ' +
  'Buffer.allocUnsafe(), or Buffer.from() methods instead.';

let warned = false;
let checks = 0;

function warnsAlways() {
  const { execArgv, env } = process();
  const flag = '--pending-deprecation';
  return execArgv.includes(flag) || env.NODE_PENDING_DEPRECATION === '1' || !!env.NODE_OPTIONS?.includes(flag);
}

/** Whether the nearest caller that is no built-in lies in a node_modules folder. */
function calledByPackage() {
  for (const { scriptName } of binding('util').getCallSites(10)) {
    if (!scriptName.startsWith('/') && !scriptName.startsWith('file:')) continue;
    return /[\\/]node_modules[\\/]/.test(scriptName);
  }
  return false;
}

function warn() {
  if (warned || ++checks > MAX_CHECKS || (!warnsAlways() && calledByPackage())) return;
  warned = true;
  process().emitWarning(MESSAGE, 'DeprecationWarning', 'DEP0005');
}

module.exports = { warn };
