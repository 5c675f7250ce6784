'use strict';

// blob: URLs: https://w3c.github.io/FileAPI/#url. What they stand for is kept until they are revoked.

const { isBlob } = require('ext/buffer/blob');
const errors = require.lazy('ext/base/errors');
const crypto = require.lazy('node/crypto');

const PREFIX = 'blob:nodedata:';
const blobs = new Map();

/** The part of a blob: URL that tells one from another; undefined for another URL. */
function idOf(url) {
  const text = `${url}`;
  const path = text.split(/[?#]/, 1)[0];
  return path.startsWith(PREFIX) ? path.slice(PREFIX.length) : undefined;
}

/**
 * @param {Blob} blob
 * @returns {string}
 * @throws ERR_INVALID_ARG_TYPE
 */
function create(blob) {
  if (!isBlob(blob)) throw new (errors().codes.ERR_INVALID_ARG_TYPE)('obj', 'Blob', blob);
  const id = crypto().randomUUID();
  blobs.set(id, blob);
  return PREFIX + id;
}

/** @param {string} url */
function revoke(url) {
  blobs.delete(idOf(url));
}

/**
 * @param {string} url
 * @returns {Blob | undefined}
 */
function resolve(url) {
  const blob = blobs.get(idOf(url));
  return blob?.slice(0, blob.size, blob.type);
}

module.exports = { create, resolve, revoke };
