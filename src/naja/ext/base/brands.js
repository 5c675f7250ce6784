'use strict';

/**
 * Checks that only the module that makes such objects can answer. It replaces them here when it loads; before that
 * there is no such object.
 */
module.exports = {
  /** @type {(value: unknown) => boolean} set by crypto */
  isKeyObject: () => false,
  /** @type {(value: unknown) => boolean} set by crypto */
  isCryptoKey: () => false,
  /**
   * Whether two CryptoKeys hold the same key.
   * @type {(a: object, b: object) => boolean} set by crypto
   */
  cryptoKeyEquals: undefined,
  /**
   * Whether two objects of another language are equal; undefined: they are not both such.
   * @type {(a: object, b: object) => boolean | undefined} set by python
   */
  areForeignEqual: () => undefined,
};
