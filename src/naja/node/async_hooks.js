'use strict';

// node:async_hooks.

const state = require('ext/async_context/state');
const { AsyncResource } = require('ext/async_context/resource');
const localStorage = require.lazy('ext/async_context/local_storage');
const hooks = require.lazy('ext/async_context/hooks');

require('ext/async_context/native').install();

/** What runs when nothing else does. */
const topLevelResource = {};

/** The kinds of resources that the runtime itself may make, in the order of their numbers. */
const PROVIDERS =
  'NONE DIRHANDLE DNSCHANNEL ELDHISTOGRAM FILEHANDLE FILEHANDLECLOSEREQ BLOBREADER FSEVENTWRAP ' +
  'FSREQCALLBACK FSREQPROMISE GETADDRINFOREQWRAP GETNAMEINFOREQWRAP HEAPSNAPSHOT HTTP2SESSION HTTP2STREAM ' +
  'HTTP2PING HTTP2SETTINGS HTTPINCOMINGMESSAGE HTTPCLIENTREQUEST LOCKS DTLS_ENDPOINT DTLS_SESSION JSSTREAM ' +
  'JSUDPWRAP MESSAGEPORT PIPECONNECTWRAP PIPESERVERWRAP PIPEWRAP PROCESSWRAP PROMISE QUERYWRAP ' +
  'QUIC_ENDPOINT QUIC_LOGSTREAM QUIC_SESSION QUIC_STREAM QUIC_UDP SHUTDOWNWRAP SIGNALWRAP STATWATCHER ' +
  'STREAMPIPE TCPCONNECTWRAP TCPSERVERWRAP TCPWRAP TTYWRAP UDPSENDWRAP UDPWRAP SIGINTWATCHDOG WORKER ' +
  'WORKERCPUPROFILE WORKERCPUUSAGE WORKERHEAPPROFILE WORKERHEAPSNAPSHOT WORKERHEAPSTATISTICS WRITEWRAP ZLIB ' +
  'CHECKPRIMEREQUEST PBKDF2REQUEST KEYPAIRGENREQUEST KEYGENREQUEST KEYEXPORTREQUEST ARGON2REQUEST ' +
  'CIPHERREQUEST DERIVEBITSREQUEST HASHREQUEST RANDOMBYTESREQUEST RANDOMPRIMEREQUEST SCRYPTREQUEST ' +
  'SIGNREQUEST TLSWRAP VERIFYREQUEST';

const asyncWrapProviders = { __proto__: null };
PROVIDERS.split(' ').forEach((name, number) => {
  asyncWrapProviders[name] = number;
});

module.exports = {
  get AsyncLocalStorage() {
    return localStorage().AsyncLocalStorage;
  },
  createHook(callbacks) {
    return hooks().createHook(callbacks);
  },
  /** @returns {number} the id of what runs now */
  executionAsyncId() {
    return state.executionId;
  },
  /** @returns {number} the id of what caused it */
  triggerAsyncId() {
    return state.triggerId;
  },
  /** @returns {object} what runs now */
  executionAsyncResource() {
    return state.executionResource ?? topLevelResource;
  },
  asyncWrapProviders: Object.freeze(asyncWrapProviders),
  AsyncResource,
};
