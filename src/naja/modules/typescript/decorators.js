'use strict';

/**
 * Decorators of ECMAScript (without "experimentalDecorators"). V8 does not run them, and oxc-transform leaves them as
 * they are: a source that has one is told so, rather than that `@` is an unexpected token.
 */

const { decorate } = binding('errors');
const { compileModule } = binding('modules');

/**
 * Gives the code back if it has no decorators.
 * @param {string} code
 * @param {object} map
 * @param {string} filename
 * @throws SyntaxError
 */
function lower(code, map, filename) {
  try {
    compileModule(code, filename, undefined);
  } catch (error) {
    const [, line = '', caret = ''] = `${decorate(error)}`.split('\n');
    if (error?.name === 'SyntaxError' && line[caret.indexOf('^')] === '@') {
      throw new SyntaxError(
        `${filename} has a decorator of ECMAScript, which Naja does not run yet; ` +
          'TypeScript\'s own decorators need "experimentalDecorators": true in tsconfig.json',
      );
    }
  }
  return { code, map };
}

module.exports = { lower };
