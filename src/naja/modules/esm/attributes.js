'use strict';

/** Import attributes: which ones there are, and which a format needs. */

const errors = require.lazy('ext/base/errors');

const IMPLICIT = 'javascript';
const TYPE_OF_FORMAT = {
  __proto__: null,
  builtin: IMPLICIT,
  bytes: 'bytes',
  commonjs: IMPLICIT,
  json: 'json',
  module: IMPLICIT,
  text: 'text',
  wasm: IMPLICIT,
};
const TYPES = ['json', 'text', 'bytes'];

/**
 * Checks an import's attributes.
 * @param {string} url
 * @param {string} format of what was found
 * @param {{type?: string}} attributes
 * @throws ERR_IMPORT_ATTRIBUTE_UNSUPPORTED, ERR_IMPORT_ATTRIBUTE_MISSING, ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE
 */
function validateAttributes(url, format, attributes) {
  const { codes } = errors();
  const keys = Object.keys(attributes);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (key !== 'type') throw new codes.ERR_IMPORT_ATTRIBUTE_UNSUPPORTED(key, attributes[key], url);
  }
  const needed = TYPE_OF_FORMAT[format];
  if (needed === undefined || attributes.type === needed) return;
  if (!Object.hasOwn(attributes, 'type')) {
    if (needed === IMPLICIT) return;
    throw new codes.ERR_IMPORT_ATTRIBUTE_MISSING(url, 'type', needed);
  }
  const { type } = attributes;
  if (typeof type !== 'string') throw new codes.ERR_INVALID_ARG_TYPE('type', 'string', type);
  if (!TYPES.includes(type)) throw new codes.ERR_IMPORT_ATTRIBUTE_UNSUPPORTED('type', type, url);
  throw new codes.ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE(url, type);
}

module.exports = { validateAttributes };
