'use strict';

/** Entries of the performance timeline (perf_hooks) for exchanges, of clients and of servers. */

const { createNodeEntry } = require('ext/performance/entries');
const { enqueue } = require('ext/performance/timeline');
const { now } = require('ext/performance/clock');

const kStatistics = Symbol('kStatistics');

/** An exchange begins: a server has got a request, or a client has sent one. */
function begin(message, name, method, url, headers) {
  message[kStatistics] = { name, start: now(), req: { method, url, headers } };
}

/** It ends: with the response that went out, or came in. */
function end(message, statusCode, statusMessage, headers) {
  const statistics = message[kStatistics];
  if (statistics === undefined) return;
  message[kStatistics] = undefined;
  const { name, start, req } = statistics;
  const detail = { req, res: { statusCode, statusMessage, headers } };
  enqueue(createNodeEntry(name, 'http', start, now() - start, detail));
}

module.exports = { begin, end };
