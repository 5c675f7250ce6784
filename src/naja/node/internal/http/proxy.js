'use strict';

/** Proxies as the environment names them: http_proxy, https_proxy, no_proxy. */

const {
  codes: { ERR_PROXY_INVALID_CONFIG },
} = require('ext/base/errors');
const { Buffer } = require('node/buffer');
const { isIPv4 } = require('node/internal/net/ip');
const { URL } = require('ext/url/url');

function ipToNumber(ip) {
  return ip.split('.').reduce((sum, part) => sum * 256 + Number.parseInt(part, 10), 0);
}

/** Whether an entry of no_proxy is a range of addresses, 10.0.0.1-10.0.0.9, that a host is in. */
function isInRange(entry, host) {
  if (!entry.includes('-') || !isIPv4(host)) return false;
  const [first, last] = entry.split('-').map((text) => text?.trim());
  if (!first || !last || !isIPv4(first) || !isIPv4(last)) return false;
  const number = ipToNumber(host);
  return number >= ipToNumber(first) && number <= ipToNumber(last);
}

/** Whether an entry of no_proxy means a host. */
function matches(entry, host, hostAndPort) {
  if (entry === '*' || entry === host || entry === hostAndPort) return true;
  if (entry[0] === '.') {
    const suffix = entry.slice(1);
    if (host === suffix || host.endsWith(entry)) return true;
  }
  if (entry.startsWith('*.') && host.endsWith(entry.slice(1))) return true;
  return isInRange(entry, host);
}

/** The proxy of an agent. */
class ProxyConfig {
  /**
   * @param {string} proxyUrl
   * @param {string} [noProxy] hosts that are reached without it, separated by commas
   * @throws {ERR_PROXY_INVALID_CONFIG}
   */
  constructor(proxyUrl, noProxy) {
    let url;
    try {
      url = new URL(proxyUrl);
    } catch {
      throw new ERR_PROXY_INVALID_CONFIG(`Invalid proxy URL: ${proxyUrl}`);
    }
    const { hostname, port, protocol, username, password } = url;
    this.href = proxyUrl;
    if (username || password) {
      url.username = '';
      url.password = '';
      this.href = url.href;
    }
    this.protocol = protocol;
    if (username || password) {
      const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
      this.auth = `Basic ${Buffer.from(credentials).toString('base64')}`;
    }
    this.bypassList = noProxy ? noProxy.split(',').map((entry) => entry.trim().toLowerCase()) : [];
    this.proxyConnectionOptions = {
      // IPv6 addresses stand in brackets in URLs.
      host: hostname[0] === '[' ? hostname.slice(1, -1) : hostname,
      port: port ? Number(port) : protocol === 'https:' ? 443 : 80,
    };
  }

  /** @returns {boolean} whether a host is reached through the proxy */
  shouldUseProxy(hostname, port) {
    const host = hostname.toLowerCase();
    const hostAndPort = port ? `${host}:${port}` : host;
    return !this.bypassList.some((entry) => matches(entry, host, hostAndPort));
  }
}

/** The URL that an environment names for 'http:' or 'https:', or null. @throws {ERR_PROXY_INVALID_CONFIG} */
function parseProxyUrl(env, protocol) {
  const url = protocol === 'https:' ? env.https_proxy || env.HTTPS_PROXY : env.http_proxy || env.HTTP_PROXY;
  if (!url) return null;
  if (url.includes('\r') || url.includes('\n'))
    throw new ERR_PROXY_INVALID_CONFIG(`Invalid proxy URL: ${url}`);
  return url;
}

/** @returns {ProxyConfig|null} the proxy for an agent's protocol; null also where it is of a kind that we do not know */
function parseProxyConfigFromEnv(env, protocol) {
  if (protocol !== 'http:' && protocol !== 'https:') return null;
  const url = parseProxyUrl(env, protocol);
  if (url === null || !/^https?:\/\//.test(url)) return null;
  return new ProxyConfig(url, env.no_proxy || env.NO_PROXY);
}

/** Whether a request goes through an agent's proxy; one on a local socket cannot. */
function checkShouldUseProxy(config, options) {
  if (!config || options.socketPath) return false;
  return config.shouldUseProxy(options.host || 'localhost', options.port);
}

/** The variables of an environment that say something about proxies. */
function filterEnvForProxies(env) {
  const { http_proxy, HTTP_PROXY, https_proxy, HTTPS_PROXY, no_proxy, NO_PROXY } = env;
  return { __proto__: null, http_proxy, HTTP_PROXY, https_proxy, HTTPS_PROXY, no_proxy, NO_PROXY };
}

module.exports = {
  ProxyConfig,
  parseProxyUrl,
  parseProxyConfigFromEnv,
  checkShouldUseProxy,
  filterEnvForProxies,
};
