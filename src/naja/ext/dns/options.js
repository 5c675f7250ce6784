'use strict';

// What lookup() takes: checks, defaults and the order of results; and the codes that errors of DNS carry.

const {
  codes: { ERR_INVALID_ARG_VALUE },
} = require('ext/base/errors');
const { validateBoolean, validateNumber, validateOneOf } = require('ext/base/validators');
const { getOption } = require('modules/options');
const { AI_ADDRCONFIG, AI_ALL, AI_V4MAPPED } = binding('dns');

const families = [0, 4, 6];
/** The order of results, as the binding numbers them. */
const orders = ['verbatim', 'ipv4first', 'ipv6first'];
let defaultOrder = getOption('--dns-result-order') || 'verbatim';

/** @returns {'verbatim'|'ipv4first'|'ipv6first'} */
function getDefaultResultOrder() {
  return defaultOrder;
}

/** @param {'verbatim'|'ipv4first'|'ipv6first'} value @throws {ERR_INVALID_ARG_VALUE} */
function setDefaultResultOrder(value) {
  validateOneOf(value, 'dnsOrder', orders);
  defaultOrder = value;
}

/**
 * The `options` of lookup() as what the binding takes.
 * @param {object|undefined} options
 * @param {boolean} named whether families may be given as 'IPv4', 'IPv6'
 * @returns {{family: number, hints: number, all: boolean, order: number}}
 */
function readLookupOptions(options, named) {
  const result = { family: 0, hints: 0, all: false, order: 0 };
  let order = defaultOrder;
  if (options != null) {
    const { hints, family, all, verbatim, order: asked } = options;
    if (hints != null) {
      validateNumber(hints, 'options.hints');
      result.hints = hints >>> 0;
      if ((result.hints & ~(AI_ADDRCONFIG | AI_ALL | AI_V4MAPPED)) !== 0) {
        throw new ERR_INVALID_ARG_VALUE('hints', result.hints);
      }
    }
    if (named && (family === 'IPv4' || family === 'IPv6')) {
      result.family = family === 'IPv4' ? 4 : 6;
    } else if (family != null) {
      validateOneOf(family, 'options.family', families);
      result.family = family + 0; // -0 is 0
    }
    if (all != null) {
      validateBoolean(all, 'options.all');
      result.all = all;
    }
    if (verbatim != null) {
      validateBoolean(verbatim, 'options.verbatim');
      order = verbatim ? 'verbatim' : 'ipv4first';
    }
    if (asked != null) {
      validateOneOf(asked, 'options.order', orders);
      order = asked;
    }
  }
  result.order = orders.indexOf(order);
  return result;
}

/** lookup(name, 4). */
function readFamily(family) {
  validateOneOf(family, 'family', families);
  return { family: family + 0, hints: 0, all: false, order: orders.indexOf(defaultOrder) };
}

const names =
  'NODATA FORMERR SERVFAIL NOTFOUND NOTIMP REFUSED BADQUERY BADNAME BADFAMILY BADRESP CONNREFUSED TIMEOUT EOF FILE ' +
  'NOMEM DESTRUCTION BADSTR BADFLAGS NONAME BADHINTS NOTINITIALIZED LOADIPHLPAPI ADDRGETNETWORKPARAMS CANCELLED';

/** NODATA: 'ENODATA' and so on. */
const errorCodes = Object.fromEntries(
  names.split(' ').map((name) => [name, name === 'EOF' ? name : `E${name}`]),
);

module.exports = {
  getDefaultResultOrder,
  setDefaultResultOrder,
  readLookupOptions,
  readFamily,
  errorCodes,
  orders,
  AI_ADDRCONFIG,
  AI_ALL,
  AI_V4MAPPED,
};
