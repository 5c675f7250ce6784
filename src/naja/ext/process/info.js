'use strict';

// What a process says of its build: versions, release, features, config, report.

const VERSIONS = {
  ada: '4.0.0',
  llhttp: '9.4.3',
  sqlite: '3.54.1',
  modules: '147',
  napi: '10',
  uv: '1.52.1',
  v8: '14.4.258.23',
  naja: '0.1.0',
};

/** process.versions: Node's own number, then the parts that Naja is made of. */
function versions(version) {
  const all = {
    node: version.slice(1),
    ...VERSIONS,
    uv: binding('uv').version,
    // Asked of the library itself, which is only loaded then.
    get openssl() {
      return binding('tls').opensslVersion();
    },
  };
  return Object.freeze(all);
}

/** process.release: what node-gyp asks where to get headers from. */
function release(version) {
  const base = `https://nodejs.org/download/release/${version}/node-${version}`;
  return { name: 'node', sourceUrl: `${base}.tar.gz`, headersUrl: `${base}-headers.tar.gz` };
}

/** process.features. */
function features() {
  return {
    inspector: true,
    debug: false,
    uv: true,
    ipv6: true,
    tls_alpn: true,
    tls_sni: true,
    tls_ocsp: false,
    tls: true,
    openssl_is_boringssl: false,
    get cached_builtins() {
      return true;
    },
    get require_module() {
      return true;
    },
    get dtls() {
      return false;
    },
    get quic() {
      return false;
    },
    get typescript() {
      return 'transform';
    },
  };
}

/**
 * process.config: what addons' build scripts look at. It is what node-gyp reads too, config.gypi, and where the
 * headers are: below `variables.node_prefix`.
 */
function config() {
  const { libraries } = binding('bootstrap').options;
  const text = require('modules/files').readText(`${libraries}/include/node/config.gypi`);
  const parsed = JSON.parse(text.replace(/^#.*$/gm, ''), (key, value) => {
    return value === 'true' ? true : value === 'false' ? false : value;
  });
  parsed.variables.node_prefix = libraries;
  return deepFreeze(parsed);
}

function deepFreeze(object) {
  for (const value of Object.values(object))
    if (value !== null && typeof value === 'object') deepFreeze(value);
  return Object.freeze(object);
}

/** process.allowedNodeEnvironmentFlags: the options that NODE_OPTIONS may hold. */
function allowedNodeEnvironmentFlags() {
  return new Set([
    '--conditions',
    '--enable-source-maps',
    '--import',
    '--input-type',
    '--max-old-space-size',
    '--no-deprecation',
    '--no-warnings',
    '--preserve-symlinks',
    '--preserve-symlinks-main',
    '--require',
    '--stack-trace-limit',
    '--throw-deprecation',
    '--title',
    '--trace-deprecation',
    '--trace-uncaught',
    '--trace-warnings',
    '--unhandled-rejections',
    '-C',
    '-r',
  ]);
}

module.exports = { versions, release, features, config, allowedNodeEnvironmentFlags };
