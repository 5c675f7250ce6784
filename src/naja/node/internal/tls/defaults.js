'use strict';

// What programs may set on node:tls, for all connections to come; and what the command line says.

const { getOption } = require('modules/options');

const ciphers =
  'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:' +
  'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:' +
  'ECDHE-ECDSA-AES256-GCM-SHA384:DHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA256:DHE-RSA-AES128-SHA256:' +
  'ECDHE-RSA-AES256-SHA384:DHE-RSA-AES256-SHA384:ECDHE-RSA-AES256-SHA256:DHE-RSA-AES256-SHA256:' +
  'HIGH:!aNULL:!eNULL:!EXPORT:!DES:!RC4:!MD5:!PSK:!SRP:!CAMELLIA';

function minVersion() {
  for (const version of ['1.0', '1.1', '1.2', '1.3']) {
    if (getOption(`--tls-min-v${version}`)) return version === '1.0' ? 'TLSv1' : `TLSv${version}`;
  }
  return 'TLSv1.2';
}

function maxVersion() {
  return getOption('--tls-max-v1.2') && !getOption('--tls-max-v1.3') ? 'TLSv1.2' : 'TLSv1.3';
}

/** The properties of node:tls itself: `module.exports` of that module takes this object's place once it is loaded. */
const defaults = {
  CLIENT_RENEG_LIMIT: 3,
  CLIENT_RENEG_WINDOW: 600,
  DEFAULT_CIPHERS: getOption('--tls-cipher-list') || ciphers,
  DEFAULT_ECDH_CURVE: 'auto',
  DEFAULT_MIN_VERSION: minVersion(),
  DEFAULT_MAX_VERSION: maxVersion(),
};

module.exports = defaults;
