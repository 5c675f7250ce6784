'use strict';

// The diagnostics channels of HTTP/2. Nobody listens before node:diagnostics_channel is loaded.

const hooks = require('ext/console/hooks');

function tell(name, message) {
  const channel = hooks.channel(`http2.${name}`);
  if (channel.hasSubscribers) channel.publish(message);
}

/** @param {object} [more] beside the stream */
function publish(name, stream, more) {
  if (hooks.channel !== undefined) tell(name, { stream, ...more });
}

function publishError(name, stream, error) {
  if (hooks.channel !== undefined) tell(name, { stream, error });
}

function publishChunk(stream, writev, data, encoding) {
  if (hooks.channel !== undefined) tell('client.stream.bodyChunkSent', { stream, writev, data, encoding });
}

module.exports = { publish, publishError, publishChunk };
