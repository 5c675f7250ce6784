'use strict';

/** Errors of ES modules, with what helps those who meet them. */

const { typeOf, nearest } = require('modules/package_json');
const { toPath } = require('modules/urls');

const NO_EXPORT = /module '(.*)' does not provide an export named '(.+)'/;
const ADVICE = {
  __proto__: null,
  require: 'replace require() with import',
  module: 'use export instead of module.exports/exports',
  exports: 'use export instead of module.exports/exports',
  __filename: 'use import.meta.filename instead',
  __dirname: 'use import.meta.dirname instead',
};

/**
 * Names imported from a CommonJS module that its source does not show to be exported.
 * @param {SyntaxError} error of the engine
 * @param {Iterable<object>} jobs of the graph
 */
function missingExport(error, jobs) {
  const found = NO_EXPORT.exec(error?.message);
  if (found === null) return;
  const [, specifier, name] = found;
  const lines = `${error.stack}`.split('\n');
  const importer = lines[0].replace(/:\d+$/, '');
  for (const job of jobs) {
    if (job.url !== importer || !job.resolved.get(specifier)?.isCommonJS) continue;
    const names = /{.*}/.exec(lines[1])?.[0];
    const assignment = names ? `const ${names.replace(/\s+as\s+/g, ': ')} = pkg;\n` : '';
    error.message =
      `Named export '${name}' not found. The requested module '${specifier}' is a CommonJS module, which may not ` +
      'support all module.exports as named exports.\nCommonJS modules can always be imported via the default ' +
      `export, for example using:\n\nimport pkg from '${specifier}';\n${assignment}`;
    lines[3] = `SyntaxError: ${error.message}`;
    error.stack = lines.join('\n');
    return;
  }
}

/**
 * CommonJS's names used in an ES module.
 * @param {unknown} error
 * @param {string} url
 * @param {boolean} hasAwait whether the module has a top-level await
 */
function commonJSName(error, url, hasAwait) {
  if (error?.name !== 'ReferenceError') return;
  const name = /^(\w+) is not defined$/.exec(error.message)?.[1];
  const advice = ADVICE[name];
  if (advice === undefined) return;
  if (hasAwait) {
    error.message =
      `Cannot determine intended module format because both '${name}' and top-level await are present. If the code ` +
      'is intended to be CommonJS, wrap await in an async function. If the code is intended to be an ES module, ' +
      `${advice}.`;
    error.code = 'ERR_AMBIGUOUS_MODULE_SYNTAX';
    return;
  }
  error.message += ' in ES module scope';
  if (name === 'require') error.message += ', you can use import instead';
  if (!url.startsWith('file://') || !/\.js(?:\?[^#]*)?(?:#.*)?$/.test(url)) return;
  const path = toPath(url.replace(/[?#].*$/, ''));
  if (typeOf(path) === 'module') {
    error.message +=
      "\nThis file is being treated as an ES module because it has a '.js' file extension and " +
      `'${nearest(path).path}' contains "type": "module". To treat it as a CommonJS script, rename it to use the ` +
      "'.cjs' file extension.";
  }
}

module.exports = { commonJSName, missingExport };
