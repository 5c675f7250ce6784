'use strict';

// node:constants, deprecated: the constants of os, fs and crypto in one object.

const { dlopen, errno, priorities, signals } = require('node/os').constants;

module.exports = Object.freeze({
  __proto__: null,
  ...dlopen,
  ...errno,
  ...priorities,
  ...signals,
  ...require('node/fs').constants,
  ...require('node/crypto').constants,
});
