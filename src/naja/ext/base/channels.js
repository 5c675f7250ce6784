'use strict';

// Channels of node:diagnostics_channel that built-ins tell something on: nobody can listen before that module is loaded, which
// sets `channel`.

const hooks = require('ext/console/hooks');

/**
 * Tells those who listen on a channel.
 * @param {string} name
 * @param {object | (() => object)} message or what makes it
 */
function publish(name, message) {
  if (hooks.channel === undefined) return;
  const channel = hooks.channel(name);
  if (channel.hasSubscribers) channel.publish(typeof message === 'function' ? message() : message);
}

module.exports = { publish };
