'use strict';

/** What a restricted program is told when it may not: Deno's error, but for programs that were started in Node's words. */

const native = binding('permissions');

const { captureStackTrace } = Error;

function make(error) {
  const { NotCapable } = require('deno/errors').errors;
  const { code, message, permission, resource } = error;
  const made = Object.assign(new NotCapable(message), { code, permission, resource });
  captureStackTrace(made, make);
  return made;
}

/** Has the errors of native code made into those of the program's words. */
function install() {
  native.setMakeError(make);
}

module.exports = { install };
