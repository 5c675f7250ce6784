'use strict';

/** http.setGlobalProxyFromEnv(). */

const {
  codes: { ERR_PROXY_INVALID_CONFIG },
} = require('ext/base/errors');
const { validateObject } = require('ext/base/validators');
const { URL } = require('ext/url/url');
const http = require('node/http');
const { makeGlobalAgent } = require('node/_http_agent');
const { parseProxyUrl } = require('node/internal/http/proxy');
const https = require.lazy('node/https');
const process = require.lazy('node/process');

/**
 * Sends the requests of the global agents through the proxies that an environment names.
 * @param {object} [env]
 * @returns {function(): void} undoes it
 * @throws {ERR_PROXY_INVALID_CONFIG}
 */
function setGlobalProxyFromEnv(env = process().env) {
  validateObject(env, 'proxyEnv');
  const httpProxy = parseProxyUrl(env, 'http:');
  const httpsProxy = parseProxyUrl(env, 'https:');
  if (!httpProxy && !httpsProxy) return () => {};
  for (const url of [httpProxy, httpsProxy]) {
    if (url && !URL.canParse(url)) throw new ERR_PROXY_INVALID_CONFIG(url);
  }
  const undo = [];
  for (const [url, module] of [
    [httpProxy, http],
    [httpsProxy, httpsProxy && https()],
  ]) {
    if (!url) continue;
    const before = module.globalAgent;
    undo.push(() => {
      module.globalAgent = before;
    });
    module.globalAgent = makeGlobalAgent(env, module.Agent);
  }
  return function restore() {
    for (const step of undo) step();
  };
}

module.exports = { setGlobalProxyFromEnv };
