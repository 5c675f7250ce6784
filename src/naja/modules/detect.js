'use strict';

/** Whether a source whose kind nobody states is CommonJS or an ES module. */

const { compileFunction } = binding('modules');

const { CJS_PARAMETERS } = require('modules/cjs/internals');

// What V8 says of code that only a module may have.
const MODULE_ONLY = new Set([
  'Cannot use import statement outside a module',
  "Unexpected token 'export'",
  "Cannot use 'import.meta' outside a module",
]);
// What it says of declarations that are wrong in CommonJS and may be right in a module.
const DECLARED = new Set(CJS_PARAMETERS.map((name) => `Identifier '${name}' has already been declared`));

/** Whether a source is right, or a module, once `await` and declarations of its own are no errors. */
function fitsInFunction(source, filename) {
  try {
    compileFunction(`(async function() {${source}})();`, filename, CJS_PARAMETERS, undefined);
    return true;
  } catch (error) {
    return MODULE_ONLY.has(error?.message);
  }
}

/** Whether a syntax error says that import, export or import.meta stand outside a module. */
function isModuleSyntaxError(error) {
  return MODULE_ONLY.has(error?.message);
}

/**
 * Whether the error of compiling a source as CommonJS comes from its being an ES module.
 * @param {unknown} error
 * @param {string} source
 * @param {string} filename
 */
function failedAsModule(error, source, filename) {
  const message = error?.message;
  if (MODULE_ONLY.has(message)) return true;
  // Inside an async function, declarations of its own and `await` are fine; other errors stay.
  // There are many ways to misread `await`.
  if (!DECLARED.has(message) && !/\bawait\b/.test(source)) return false;
  return fitsInFunction(source, filename);
}

/**
 * Whether a source can only be an ES module.
 * @param {string} source
 * @param {string} filename
 * @param {string[]} [parameters] names that are declared around it
 */
function containsModuleSyntax(source, filename, parameters = CJS_PARAMETERS) {
  try {
    compileFunction(source, filename, parameters, undefined);
    return false;
  } catch (error) {
    return failedAsModule(error, source, filename);
  }
}

module.exports = { containsModuleSyntax, failedAsModule, isModuleSyntaxError };
