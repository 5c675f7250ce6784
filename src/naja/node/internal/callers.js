'use strict';

// Who calls a deprecated API: the program itself is told, its packages are left alone.

const FRAMES = 10;

/**
 * Whether the nearest caller that is no built-in lies in a node_modules folder.
 * @returns {boolean}
 */
function calledByPackage() {
  for (const { scriptName } of binding('util').getCallSites(FRAMES)) {
    if (!/^\/|^file:|\\/.test(scriptName)) continue;
    return /[\\/]node_modules[\\/]/.test(scriptName);
  }
  return false;
}

module.exports = { calledByPackage };
