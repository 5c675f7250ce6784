'use strict';

/** https.Agent: an http.Agent whose connections are encrypted, and take up earlier sessions. */

const { Agent: HttpAgent } = require('node/_http_agent');
const { kEmptyObject } = require('ext/base/util');
const { kProxyConfig } = require('node/internal/http/symbols');
const tls = require('node/tls');
const tunnel = require.lazy('node/internal/http/tunnel');

/** On options and sockets: the request brings a checkServerIdentity of its own. Its connection serves nobody else. */
const kOwnIdentityCheck = Symbol('per-request checkServerIdentity');

/** @param {object} [options] of http.Agent and tls.connect(); maxCachedSessions, 100 by default, 0 for none */
function Agent(options) {
  if (!(this instanceof Agent)) return new Agent(options);
  options = { __proto__: null, ...options };
  options.defaultPort ??= 443;
  options.protocol ??= 'https:';
  HttpAgent.call(this, options);
  this.maxCachedSessions = this.options.maxCachedSessions;
  if (this.maxCachedSessions === undefined) this.maxCachedSessions = 100;
  // Sessions by the name of their connections, and those names from the oldest to the newest.
  this._sessionCache = { map: {}, list: [] };
}
Object.setPrototypeOf(Agent.prototype, HttpAgent.prototype);
Object.setPrototypeOf(Agent, HttpAgent);

/** (options[, callback]), or in the order of once ([port][, host][, options][, callback]). */
function readArguments(args) {
  const isObject = (value) => value !== null && typeof value === 'object';
  let options = {};
  if (isObject(args[0])) options = args[0];
  else if (isObject(args[1])) options = { ...args[1] };
  else if (isObject(args[2])) options = { ...args[2] };
  if (typeof args[0] === 'number') options.port = args[0];
  if (typeof args[1] === 'string') options.host = args[1];
  const last = args[args.length - 1];
  return { options, callback: typeof last === 'function' ? last : undefined };
}

/** Connects, with the session of an earlier connection where there is one. @returns {tls.TLSSocket} */
Agent.prototype.createConnection = function createConnection(...args) {
  const { options: given, callback } = readArguments(args);
  const key = given._agentKey;
  const reuses = key && !given[kOwnIdentityCheck];
  const session = reuses ? this._getSession(key) : undefined;
  const options = session ? { session, ...given } : given;
  const socket =
    (this[kProxyConfig] && tunnel().connect(this, options, callback, kOwnIdentityCheck)) ||
    tls.connect(options);
  if (options[kOwnIdentityCheck]) socket[kOwnIdentityCheck] = true;
  if (reuses) {
    socket.on('session', (fresh) => this._cacheSession(key, fresh));
    socket.once('close', (hadError) => {
      if (hadError) this._evictSession(key);
    });
  }
  return socket;
};

Agent.prototype.keepSocketAlive = function keepSocketAlive(socket) {
  return socket[kOwnIdentityCheck] ? false : HttpAgent.prototype.keepSocketAlive.call(this, socket);
};

function pfxName({ pfx, passphrase }) {
  if (!Array.isArray(pfx)) return pfx;
  return pfx.map((value) => `:${value?.buf || value}:${value?.passphrase || passphrase}`).join('');
}

// What must be equal for one connection to stand for another, in the order in which names have it.
const nameParts = [
  (o) => o.ca || '',
  (o) => o.cert || '',
  (o) => o.clientCertEngine || '',
  (o) => o.ciphers || '',
  (o) => o.key || '',
  (o) => (o.pfx ? pfxName(o) : ''),
  (o) => (o.rejectUnauthorized !== undefined ? o.rejectUnauthorized : ''),
  (o) => (o.servername && o.servername !== o.host ? o.servername : ''),
  (o) => o.minVersion || '',
  (o) => o.maxVersion || '',
  (o) => o.secureProtocol || '',
  (o) => o.crl || '',
  (o) => (o.honorCipherOrder !== undefined ? o.honorCipherOrder : ''),
  (o) => o.ecdhCurve || '',
  (o) => o.dhparam || '',
  (o) => (o.secureOptions !== undefined ? o.secureOptions : ''),
  (o) => o.sessionIdContext || '',
  (o) => (o.sigalgs ? JSON.stringify(o.sigalgs) : ''),
  (o) => o.privateKeyIdentifier || '',
  (o) => o.privateKeyEngine || '',
];

/** What connections that can stand for each other have in common. @returns {string} */
Agent.prototype.getName = function getName(options = kEmptyObject) {
  let name = HttpAgent.prototype.getName.call(this, options);
  for (const part of nameParts) name += `:${part(options)}`;
  if (options[kOwnIdentityCheck]) name += `:${options[kOwnIdentityCheck]}`;
  return name;
};

Agent.prototype._getSession = function _getSession(key) {
  return this._sessionCache.map[key];
};

Agent.prototype._cacheSession = function _cacheSession(key, session) {
  if (this.maxCachedSessions === 0) return;
  const { map, list } = this._sessionCache;
  if (!map[key]) {
    if (list.length >= this.maxCachedSessions) delete map[list.shift()];
    list.push(key);
  }
  map[key] = session;
};

Agent.prototype._evictSession = function _evictSession(key) {
  const { map, list } = this._sessionCache;
  const index = list.indexOf(key);
  if (index < 0) return;
  list.splice(index, 1);
  delete map[key];
};

module.exports = { Agent, kOwnIdentityCheck };
