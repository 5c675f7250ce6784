'use strict';

// url.resolve(): what a relative legacy URL means within another one.

/** Brings href up to date. */
function done(result) {
  result.href = result.format();
  return result;
}

function setPath(result) {
  if (result.pathname !== null || result.search !== null) {
    result.path = (result.pathname ? result.pathname : '') + (result.search ? result.search : '');
  }
}

/** 'mailto:a' and 'b@c' leave a user within the host. */
function splitAuth(result) {
  const { host } = result;
  if (!host || host.indexOf('@') <= 0) return;
  const parts = host.split('@');
  result.auth = parts[0];
  result.host = result.hostname = parts[1];
}

/** A link with a protocol of its own. */
function mergeProtocol(result, relative, SLASHED, SCRIPT) {
  if (!SLASHED.test(relative.protocol)) return done(Object.assign(result, relative));
  result.protocol = relative.protocol;
  if (!relative.host && !/^file:?$/.test(relative.protocol) && !SCRIPT.test(relative.protocol)) {
    // Without '//', the first segment that is not empty is the host.
    const path = (relative.pathname || '').split('/');
    while (path.length > 0 && !relative.host) relative.host = path.shift();
    relative.host ||= '';
    relative.hostname ||= '';
    if (path[0] !== '') path.unshift('');
    if (path.length < 2) path.unshift('');
    result.pathname = path.join('/');
  } else {
    result.pathname = relative.pathname;
  }
  result.search = relative.search;
  result.query = relative.query;
  result.host = relative.host || '';
  result.auth = relative.auth;
  result.hostname = relative.hostname || relative.host;
  result.port = relative.port;
  if (result.pathname || result.search) result.path = (result.pathname || '') + (result.search || '');
  result.slashes ||= relative.slashes;
  return done(result);
}

function segments(url) {
  return url.pathname ? url.pathname.split('/') : [];
}

/** Takes '.' and '..' out of a list of segments; gives how many '..' went beyond its beginning. */
function removeDots(path) {
  let up = 0;
  for (let i = path.length - 1; i >= 0; i--) {
    if (path[i] === '.') {
      path.splice(i, 1);
    } else if (path[i] === '..') {
      path.splice(i, 1);
      up++;
    } else if (up > 0) {
      path.splice(i, 1);
      up--;
    }
  }
  return up;
}

/** In URLs like 'mailto:a/b' the host is treated as the first segment; puts both hosts into their paths. */
function hostsToPaths(result, relative, base, path) {
  const toFirst = (list, host) => {
    if (list[0] === '') list[0] = host;
    else list.unshift(host);
  };
  result.hostname = '';
  result.port = null;
  if (result.host) toFirst(base, result.host);
  result.host = '';
  if (relative.protocol) {
    relative.hostname = null;
    relative.port = null;
    result.auth = null;
    if (relative.host) toFirst(path, relative.host);
    relative.host = null;
  }
}

/** A link that is a path, a query or nothing but a fragment. */
function mergePath(result, relative, hostless) {
  const startsAbsolute = (url) => url.pathname && url.pathname[0] === '/';
  const absolute = relative.host || startsAbsolute(relative);
  const rooted = absolute || startsAbsolute(result) || (result.host && relative.pathname);
  let mustBeRooted = rooted;
  let base = segments(result);
  const path = segments(relative);
  if (hostless) {
    hostsToPaths(result, relative, base, path);
    mustBeRooted &&= path[0] === '' || base[0] === '';
  }

  if (absolute) {
    if (relative.host || relative.host === '') {
      if (result.host !== relative.host) result.auth = null;
      result.host = relative.host;
      result.port = relative.port;
    }
    if (relative.hostname || relative.hostname === '') {
      if (result.hostname !== relative.hostname) result.auth = null;
      result.hostname = relative.hostname;
    }
    base = path;
  } else if (path.length > 0) {
    base.pop(); // the file
    base = base.concat(path);
  } else if (relative.search !== null && relative.search !== undefined) {
    if (hostless) {
      result.hostname = result.host = base.shift();
      splitAuth(result);
    }
    result.search = relative.search;
    result.query = relative.query;
    setPath(result);
    return done(result);
  }
  if (absolute || path.length > 0) {
    result.search = relative.search;
    result.query = relative.query;
  }

  if (base.length === 0) {
    result.pathname = null;
    result.path = result.search ? `/${result.search}` : null;
    return done(result);
  }

  const last = base.at(-1);
  const inFolder = result.host || relative.host || base.length > 1;
  const trailing = last === '' || (inFolder && (last === '.' || last === '..'));
  let up = removeDots(base);
  if (!rooted && !mustBeRooted) for (; up > 0; up--) base.unshift('..');
  if (mustBeRooted && base[0] !== '' && (!base[0] || base[0][0] !== '/')) base.unshift('');
  if (trailing && base.join('/').at(-1) !== '/') base.push('');
  const isAbsolute = base[0] === '' || (base[0] && base[0][0] === '/');

  if (hostless) {
    result.hostname = result.host = isAbsolute || base.length === 0 ? '' : base.shift();
    splitAuth(result);
  }
  mustBeRooted ||= result.host && base.length > 0;
  if (mustBeRooted && !isAbsolute) base.unshift('');
  if (base.length === 0) {
    result.pathname = null;
    result.path = null;
  } else {
    result.pathname = base.join('/');
  }
  setPath(result);
  result.auth = relative.auth || result.auth;
  result.slashes ||= relative.slashes;
  return done(result);
}

/**
 * @param {Url} result a copy of the URL that the link stands in; changed
 * @param {Url} relative the link; changed in places, as Node does
 * @param {RegExp} SLASHED the protocols with '//'
 * @param {RegExp} SCRIPT the protocols without a host
 * @returns {Url} `result`
 */
function merge(result, relative, SLASHED, SCRIPT) {
  result.hash = relative.hash;
  if (relative.href === '') return done(result);
  if (relative.slashes && !relative.protocol) {
    const { protocol } = result;
    Object.assign(result, relative);
    result.protocol = protocol;
    if (SLASHED.test(result.protocol) && result.hostname && !result.pathname)
      result.path = result.pathname = '/';
    return done(result);
  }
  if (relative.protocol && relative.protocol !== result.protocol) {
    return mergeProtocol(result, relative, SLASHED, SCRIPT);
  }
  return mergePath(result, relative, result.protocol && !SLASHED.test(result.protocol));
}

module.exports = { merge };
