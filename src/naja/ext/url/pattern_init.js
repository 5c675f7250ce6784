'use strict';

// URLPatternInit: the components of a pattern or of a URL, brought into the form that URLs have them in.
// https://urlpattern.spec.whatwg.org/#canonicon

const { URL } = require('ext/url/url');
const { escapePattern } = require('ext/url/pattern_component');
const native = binding('url');

const DUMMY = 'https://dummy.invalid/';
const HOSTNAME_PART = 2; // of native.update()

const SPECIAL_PORTS = {
  __proto__: null,
  ftp: '21',
  file: '',
  http: '80',
  https: '443',
  ws: '80',
  wss: '443',
};
const isSpecial = (scheme) => scheme in SPECIAL_PORTS;

function wrong() {
  return new TypeError('Invalid URL pattern');
}

function protocol(value) {
  if (value !== '' && !/^[A-Za-z][A-Za-z0-9+.-]*$/.test(value)) throw wrong();
  return value.toLowerCase();
}

/** What a setter of URL makes of a value. */
function viaSetter(name, value, strip = 0) {
  if (value === '') return '';
  const url = new URL(DUMMY);
  url[name] = value;
  return url[name].slice(strip);
}

const username = (value) => viaSetter('username', value);
const password = (value) => viaSetter('password', value);
const search = (value) => (value === '' ? '' : viaSetter('search', `?${value}`, 1));
const hash = (value) => (value === '' ? '' : viaSetter('hash', `#${value}`, 1));

function hostname(value) {
  if (value === '') return '';
  const href = native.update(DUMMY, HOSTNAME_PART, value);
  if (href === false) throw wrong();
  return href === true ? new URL(DUMMY).hostname : new URL(href).hostname;
}

function ipv6Hostname(value) {
  if (/[^0-9A-Fa-f:[\]]/.test(value)) throw wrong();
  return value.toLowerCase();
}

function port(value, scheme = '') {
  if (value === '') return '';
  const digits = /^\d+/.exec(value.replace(/[\t\n\r]/g, ''))?.[0];
  if (digits === undefined || Number(digits) > 65535) throw wrong();
  const number = `${Number(digits)}`;
  return SPECIAL_PORTS[scheme] === number ? '' : number;
}

function pathname(value) {
  if (value === '') return '';
  if (value[0] === '/') return viaSetter('pathname', value);
  // Without a slash in front nothing is a dot segment at its beginning.
  return viaSetter('pathname', `/-${value}`).slice(2);
}

function opaquePathname(value) {
  if (value === '') return '';
  const end = value.search(/[?#]/);
  const path = (end === -1 ? value : value.slice(0, end)).replace(/[\t\n\r]/g, '');
  // eslint-disable-next-line no-control-regex
  return path.toWellFormed().replace(/[^ -~]+/g, (text) => encodeURIComponent(text));
}

const keepPattern = (value, type, canonicalize) => (type === 'pattern' ? value : canonicalize(value));

function isAbsolutePathname(value, type) {
  if (value.startsWith('/')) return true;
  return type === 'pattern' && (value.startsWith('\\/') || value.startsWith('{/'));
}

/** Fills in from a base URL what an init leaves open: each component only where none before it is given. */
function inherit(result, init, type) {
  const base = URL.parse(init.baseURL);
  if (base === null) throw wrong();
  const take = (text) => (type === 'pattern' ? escapePattern(text) : text);
  const lacks = (...names) => names.every((name) => init[name] === undefined);
  if (lacks('protocol')) result.protocol = take(base.protocol.slice(0, -1));
  if (type !== 'pattern' && lacks('protocol', 'hostname', 'port', 'username')) {
    result.username = take(base.username);
    if (lacks('password')) result.password = take(base.password);
  }
  if (!lacks('protocol', 'hostname')) return base;
  result.hostname = take(base.hostname);
  if (!lacks('port')) return base;
  result.port = take(base.port);
  if (!lacks('pathname')) return base;
  result.pathname = take(base.pathname);
  if (!lacks('search')) return base;
  result.search = take(base.search.slice(1));
  if (lacks('hash')) result.hash = take(base.hash.slice(1));
  return base;
}

/** Whether a URL's path is no list of segments. */
function hasOpaquePath(url) {
  return !isSpecial(url.protocol.slice(0, -1)) && !url.pathname.startsWith('/') && url.host === '';
}

/**
 * @param {Record<string, string>} init
 * @param {'pattern' | 'url'} type of a pattern the components stay as they are
 * @param {Record<string, string>} [defaults]
 * @returns {Record<string, string>}
 * @throws {TypeError} where a component is not valid
 */
function processInit(init, type, defaults = {}) {
  const result = { ...defaults };
  const base = init.baseURL === undefined ? undefined : inherit(result, init, type);
  if (init.protocol !== undefined)
    result.protocol = keepPattern(init.protocol.replace(/:$/, ''), type, protocol);
  if (init.username !== undefined) result.username = keepPattern(init.username, type, username);
  if (init.password !== undefined) result.password = keepPattern(init.password, type, password);
  if (init.hostname !== undefined) result.hostname = keepPattern(init.hostname, type, hostname);
  const scheme = result.protocol ?? '';
  if (init.port !== undefined) result.port = keepPattern(init.port, type, (value) => port(value, scheme));
  if (init.pathname !== undefined) {
    let path = init.pathname;
    if (base !== undefined && !hasOpaquePath(base) && !isAbsolutePathname(path, type)) {
      const from = type === 'pattern' ? escapePattern(base.pathname) : base.pathname;
      path = from.slice(0, from.lastIndexOf('/') + 1) + path;
    }
    const canonicalize = scheme === '' || isSpecial(scheme) ? pathname : opaquePathname;
    result.pathname = keepPattern(path, type, canonicalize);
  }
  if (init.search !== undefined) result.search = keepPattern(init.search.replace(/^\?/, ''), type, search);
  if (init.hash !== undefined) result.hash = keepPattern(init.hash.replace(/^#/, ''), type, hash);
  return result;
}

module.exports = {
  SPECIAL_PORTS,
  hash,
  hostname,
  ipv6Hostname,
  isSpecial,
  opaquePathname,
  password,
  pathname,
  port,
  processInit,
  protocol,
  search,
  username,
};
