'use strict';

/**
 * What the loaders know about a CommonJS module and nobody else sees: a record behind a private field.
 *
 * @typedef {object} Slots
 * @property {object | undefined} parent the module that required it first
 * @property {object | undefined} lastParent the one that required it last
 * @property {unknown} [source] given by a hook or already read
 * @property {object} [esm] the ES module that it stands for
 * @property {Set<string>} [exportNames] what import finds in it
 * @property {unknown} [exported] its exports when it had been loaded
 * @property {boolean} [hasExported]
 * @property {boolean} [visited] it was required while an import of it was pending
 */

class Holder extends function (object) {
  return object;
} {
  #slots = { parent: undefined, lastParent: undefined };

  static of(module) {
    if (!(#slots in module)) new Holder(module);
    return module.#slots;
  }
}

/**
 * @param {object} module
 * @returns {Slots}
 */
const slotsOf = Holder.of;

/** The parameters of the function that a CommonJS module is. */
const CJS_PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];
/** The referrer of dynamic imports in CommonJS: the script's name says which module it is. */
const kCommonJS = Symbol('commonjs');

// Shown when a module is printed, as in Node.
const symbols = {
  kIsMain: Symbol('kIsMainSymbol'),
  kIsCachedByESMLoader: Symbol('kIsCachedByESMLoader'),
  kURL: Symbol('kURL'),
  kFormat: Symbol('kFormat'),
  kIsExecuting: Symbol('kIsExecuting'),
};

module.exports = { CJS_PARAMETERS, kCommonJS, slotsOf, ...symbols };
