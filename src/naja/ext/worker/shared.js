'use strict';

// What threads hand down to those that they start: setEnvironmentData().

module.exports = {
  /** Key -> value. */
  environment: new Map(),
};
