'use strict';

// node:constants, deprecated: the constants of os, fs and crypto in one object.

const { dlopen, errno, priority, signals } = require('node/os').constants;

module.exports = Object.freeze({
  ...dlopen,
  ...errno,
  ...priority,
  ...signals,
  ...require('node/fs').constants,
  ...require('node/crypto').constants,
});
