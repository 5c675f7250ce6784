'use strict';

/**
 * WebAssembly modules (https://github.com/WebAssembly/esm-integration): their imports are imports, their exports exports.
 */

const { toPathOrSame } = require('modules/urls');
const { metaFillers } = require('modules/esm/loader');
const util = require.lazy('ext/base/util');

const { compileModule, namespace } = binding('modules');

/** Namespace -> the instance's exports, for globals that one WebAssembly module takes from another. */
const instances = new WeakMap();

function compile(href, bytes) {
  const { WebAssembly } = globalThis;
  try {
    return new WebAssembly.Module(bytes, {
      builtins: ['js-string'],
      importedStringConstants: 'wasm:js/string-constants',
    });
  } catch (error) {
    error.message = `${toPathOrSame(href)}: ${error.message}`;
    throw error;
  }
}

/** Names that are kept for the future. */
function checkNames(href, imports, exports) {
  const { LinkError } = globalThis.WebAssembly;
  const isReserved = (name) => name.startsWith('wasm:') || name.startsWith('wasm-js:');
  for (const { module, name } of imports) {
    if (module.startsWith('wasm-js:')) throw new LinkError(`Invalid Wasm import "${module}" in ${href}`);
    if (isReserved(name)) throw new LinkError(`Invalid Wasm import name "${name}" in ${href}`);
  }
  for (const { name } of exports) {
    if (isReserved(name)) throw new LinkError(`Invalid Wasm export name "${name}" in ${href}`);
  }
}

/** A module in JavaScript that imports and exports what the WebAssembly module does. */
function glue(modules, names) {
  const lines = modules.map((name, i) => `import * as i${i} from ${JSON.stringify(name)};`);
  if (names.length > 0) {
    lines.push(`let ${names.map((_, i) => `e${i}`).join(', ')};`);
    lines.push(`export { ${names.map((name, i) => `e${i} as ${JSON.stringify(name)}`).join(', ')} };`);
  }
  const imports = modules.map((_, i) => `i${i}`).join(', ');
  const setters = names.map((_, i) => `(value) => { e${i} = value; }`).join(', ');
  lines.push(`import.meta.instantiate([${imports}], [${setters}]);`);
  return lines.join('\n');
}

/**
 * @param {string} href
 * @param {ArrayBuffer | ArrayBufferView} bytes
 * @returns {import('./translate').Translated}
 */
function translate(href, bytes) {
  const { Module, Instance } = globalThis.WebAssembly;
  const compiled = compile(href, bytes);
  const imports = Module.imports(compiled);
  const exports = Module.exports(compiled);
  checkNames(href, imports, exports);
  const modules = [...new Set(imports.map(({ module }) => module))];
  const names = [...new Set(exports.map(({ name }) => name))];
  const globals = new Set(exports.filter(({ kind }) => kind === 'global').map(({ name }) => name));

  const host = Symbol(href);
  const inner = compileModule(glue(modules, names), href, host);
  const instantiate = (namespaces, setters) => {
    util().emitExperimentalWarning('Importing WebAssembly module instances');
    const table = { __proto__: null };
    for (const [i, name] of modules.entries()) {
      const source = namespaces[i];
      const other = instances.get(source);
      table[name] = source;
      if (other === undefined) continue;
      table[name] = Object.assign({ __proto__: null }, source);
      for (const { kind, module, name: key } of imports) {
        if (kind === 'global' && module === name) table[name][key] = other[key];
      }
    }
    const instance = new Instance(compiled, table);
    instances.set(namespace(inner), instance.exports);
    for (const [i, name] of names.entries()) {
      let value = instance.exports[name];
      if (globals.has(name)) {
        try {
          ({ value } = value);
        } catch {
          continue; // A v128 has no value in JavaScript.
        }
      }
      setters[i](value);
    }
  };
  metaFillers.set(host, (meta) => {
    meta.instantiate = instantiate;
  });
  return { inner, sourceObject: compiled };
}

module.exports = { translate };
