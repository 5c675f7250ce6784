'use strict';

/** What most programs do without, turned on at start by options or the environment. */

const { getOption } = require('modules/options');
const process = require('node/process');

function enable() {
  if (getOption('--enable-source-maps')) require('modules/source_maps/registry').enable();
  if (require('ext/process/env').ownVariables().NODE_COMPILE_CACHE) require('modules/compile_cache').enable();
}

module.exports = { enable };
