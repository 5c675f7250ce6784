'use strict';

/**
 * `npm:chalk@5/path` and `jsr:@std/path@1`, as Deno's programs write them: the package that is installed in node_modules, if
 * its version is one that is asked for. Packages of JSR are installed as @jsr/scope__name.
 */

const { readText } = require('modules/files');
const { toPath } = require('modules/urls');
const errors = require.lazy('ext/base/errors');
const semver = require.lazy('ext/base/semver');

const SPECIFIER = /^(npm|jsr):\/?((?:@[^/@]+\/)?[^/@]+)(?:@([^/]*))?(\/.*)?$/;

/**
 * The plain specifier of a package that such a one names.
 * @param {string} specifier
 * @param {string} base the importer's URL
 * @param {(name: string, base: string) => {pkg: {path: string}}} findPackage
 * @returns {string}
 * @throws ERR_INVALID_MODULE_SPECIFIER, ERR_MODULE_NOT_FOUND
 */
function plainSpecifier(specifier, base, findPackage) {
  const match = SPECIFIER.exec(specifier);
  const { codes } = errors();
  if (match === null) {
    throw new codes.ERR_INVALID_MODULE_SPECIFIER(specifier, 'is not a package name', toPath(base));
  }
  const [, registry, given, range, subpath = ''] = match;
  let name = given;
  if (registry === 'jsr') {
    if (given[0] !== '@') {
      throw new codes.ERR_INVALID_MODULE_SPECIFIER(specifier, 'has no scope', toPath(base));
    }
    name = `@jsr/${given.slice(1).replace('/', '__')}`;
  }
  const { pkg } = findPackage(name, base);
  if (!range || range === 'latest') return name + subpath;
  const { version } = JSON.parse(readText(pkg.path));
  if (typeof version === 'string' && !semver().satisfies(version, range)) {
    const error = new Error(
      `${specifier}: version ${version} of ${name} is installed, in ${pkg.path.replace(/\/package\.json$/, '')}. ` +
        'Naja does not fetch packages: install the other with npm.',
    );
    error.code = 'ERR_MODULE_NOT_FOUND';
    throw error;
  }
  return name + subpath;
}

module.exports = { plainSpecifier };
