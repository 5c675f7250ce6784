'use strict';

/** What a restricted program is told when it may not: Deno's error, but for programs that were started in Node's words. */

const native = binding('permissions');

/** Has the errors of native code made into those of the program's words. */
function install() {
  native.setMakeError((error) => {
    const { NotCapable } = require('deno/errors').errors;
    const { code, message, permission, resource } = error;
    return Object.assign(new NotCapable(message), { code, permission, resource });
  });
}

module.exports = { install };
