'use strict';

/** import() in code of node:vm: what `importModuleDynamically` says. */

const errors = require.lazy('ext/base/errors');
const loader = require.lazy('modules/esm/loader');
const process = require.lazy('node/process');
const types = require.lazy('ext/base/types');
const urls = require.lazy('modules/urls');

const constants = Object.freeze({
  __proto__: null,
  USE_MAIN_CONTEXT_DEFAULT_LOADER: Symbol('vm_dynamic_import_main_context_default'),
  DONT_CONTEXTIFY: Symbol('vm_context_no_contextify'),
});

/** Where a file name of the program's leads relative imports: its own place, else the working directory. */
function baseOf(filename) {
  if (/^file:/i.test(filename) && URL.canParse(filename)) return filename;
  if (filename[0] === '/') return urls().toHref(filename);
  return `${urls().toHref(process().cwd())}/`;
}

/** The contexts that have microtasks of their own. */
const ownQueues = new WeakSet();

let noCallback;
let noFlag;

function missingFlag() {
  throw new (errors().codes.ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG)();
}

/** What the loader is to call for an option that is there. */
function importerOf(importModuleDynamically, filename, referrer) {
  if (importModuleDynamically === constants.USE_MAIN_CONTEXT_DEFAULT_LOADER) {
    require('ext/base/util').emitExperimentalWarning('vm.USE_MAIN_CONTEXT_DEFAULT_LOADER');
    return (specifier, attributes, phase) =>
      loader().importModule(specifier, baseOf(filename), attributes, phase);
  }
  if (!require('modules/options').getOption('--experimental-vm-modules')) return missingFlag;
  return async (specifier, attributes, phase) => {
    const found = await importModuleDynamically(
      specifier,
      referrer(),
      attributes,
      phase === 1 ? 'source' : 'evaluation',
    );
    if (types().isModuleNamespaceObject(found)) return found;
    if (!require('node/internal/vm/module').isModule(found))
      throw new (errors().codes.ERR_VM_MODULE_NOT_MODULE)();
    if (found.status === 'errored') throw found.error;
    return found.namespace;
  };
}

/**
 * The host symbol of what is to be compiled.
 * @param {Function | symbol | undefined} importModuleDynamically the option
 * @param {string} filename
 * @param {() => object} referrer what the callback is called with
 */
function hostOf(importModuleDynamically, filename, referrer) {
  if (importModuleDynamically === undefined) return (noCallback ??= Symbol('vm_dynamic_import_no_callback'));
  const importer = importerOf(importModuleDynamically, filename, referrer);
  const host =
    importer === missingFlag ? (noFlag ??= Symbol('vm_dynamic_import_missing_flag')) : Symbol(filename);
  loader().importers.set(host, importer);
  return host;
}

/** What import() does in a context, in code that no script has (`eval` called from the engine). */
function setContextImporter(context, importModuleDynamically) {
  if (importModuleDynamically !== undefined)
    loader().importers.set(
      context,
      importerOf(importModuleDynamically, '', () => context),
    );
}

module.exports = { constants, hostOf, ownQueues, setContextImporter };
