'use strict';

// What threads hand down: setEnvironmentData(), and the way for postMessageToThread().

/** Key -> value, for threads started from now on. */
const environment = new Map();

module.exports = {
  environment,
  portForChild: () => undefined,
  started() {},
  ended() {},
};
