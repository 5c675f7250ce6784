'use strict';

// How a server asks for its handle in a worker of node:cluster: the cluster module, when it runs in a worker, sets
// `worker` to an object with _getServer(server, query, callback(error, handle)).

module.exports = { worker: null };
