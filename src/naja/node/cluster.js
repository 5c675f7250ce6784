'use strict';

// node:cluster: several processes of one program that serve one address. In a worker it is another object than in the
// primary process.

module.exports = require(
  Object.hasOwn(require('node/process').env, 'NODE_UNIQUE_ID')
    ? 'node/internal/cluster/child'
    : 'node/internal/cluster/primary',
);
