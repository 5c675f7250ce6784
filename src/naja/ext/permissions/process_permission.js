'use strict';

/** `process.permission` of a restricted program (https://nodejs.org/api/process.html#processpermission). */

const { validateString } = require('ext/base/validators');
const native = binding('permissions');

/** Node's scopes, and those that only Naja has. */
const SCOPES = {
  __proto__: null,
  addon: ['addons'],
  child: ['run'],
  env: ['env'],
  ffi: ['ffi'],
  fs: ['read', 'write'],
  'fs.read': ['read'],
  'fs.write': ['write'],
  inspector: ['inspector'],
  net: ['net'],
  python: ['python'],
  sys: ['sys'],
  wasi: ['wasi'],
  worker: ['worker'],
};
const NAJAS = new Set(['env', 'python', 'sys']);

/**
 * @param {string} words `node`: the program was started with `--permission`
 * @returns {{has(scope: string, reference?: string): boolean, drop(scope: string, reference?: string): void}}
 */
function create(words) {
  const kindsOf = (scope, reference) => {
    validateString(scope, 'scope');
    const bytes = reference instanceof Uint8Array;
    if (reference !== undefined && reference !== null && !bytes) validateString(reference, 'reference');
    const kinds = words === 'node' && NAJAS.has(scope) ? [] : (SCOPES[scope] ?? []);
    const resource = bytes ? require('node/buffer').Buffer.from(reference).toString() : reference;
    return { kinds, resource };
  };
  return {
    has(scope, reference) {
      const { kinds, resource } = kindsOf(scope, reference);
      if (kinds.length === 0 || resource === '') return false;
      try {
        return kinds.every((kind) => native.has(kind, resource ?? ''));
      } catch {
        return false; // There can be no such thing.
      }
    },
    drop(scope, reference) {
      const { kinds, resource } = kindsOf(scope, reference);
      const isPath = scope.startsWith('fs');
      try {
        for (const kind of kinds) native.drop(kind, isPath ? (resource ?? '') : '');
      } catch {
        // There can be no such thing.
      }
    },
  };
}

module.exports = { create };
