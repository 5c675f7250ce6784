'use strict';

// Subresource integrity: https://w3c.github.io/webappsec-subresource-integrity/

const { Body } = require('ext/fetch/body');
const { createResponse, headerListOf } = require('ext/fetch/response');
const crypto = require.lazy('node/crypto');

const STRENGTH = ['sha256', 'sha384', 'sha512'];

/** The hashes of the strongest algorithm that a text names. */
function strongest(text) {
  let best = -1;
  let values = [];
  for (const item of text.split(/[\t\n\f\r ]+/)) {
    const match = /^(sha256|sha384|sha512)-([A-Za-z0-9+/_-]+={0,2})(?:\?.*)?$/.exec(item);
    if (match === null) continue;
    const strength = STRENGTH.indexOf(match[1]);
    if (strength > best) {
      best = strength;
      values = [];
    }
    if (strength === best) values.push(match[2]);
  }
  return { algorithm: STRENGTH[best], values };
}

const normal = (value) => value.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');

/**
 * @param {Uint8Array} bytes
 * @param {string} metadata what `integrity` says
 * @returns {boolean} also where it says nothing that is understood
 */
function matches(bytes, metadata) {
  const { algorithm, values } = strongest(metadata);
  if (algorithm === undefined) return true;
  const actual = normal(crypto().createHash(algorithm).update(bytes).digest('base64'));
  return values.some((value) => normal(value) === actual);
}

/** Answers a call once the body is there and is what it should be. */
function check(call, response, incoming) {
  const bytesOf = (data) => (typeof data === 'string' ? binding('buffer').utf8Encode(data) : data);
  incoming.readAll(false, bytesOf).then(
    (bytes) => {
      if (!matches(bytes, call.state.details.integrity)) {
        call.fail(new Error('integrity mismatch'));
        return;
      }
      const { status, statusText, type } = response;
      call.settle(
        createResponse(status, statusText, headerListOf(response), new Body(bytes), type, call.urls),
      );
    },
    (error) => call.fail(error),
  );
}

module.exports = { check, matches };
