'use strict';

/**
 * The ES module loader: jobs, one for each URL and type of import, which hold the engine's modules.
 *
 * Resolving, reading and compiling are synchronous; a program's modules run when their graph is complete.
 */

const builtins = require('modules/builtins');
const { kCommonJS, kIsExecuting, slotsOf } = require('modules/cjs/internals');
const { state } = require('modules/cjs/loader');
const { esmConditions } = require('modules/conditions');
const { getOption } = require('modules/options');
const { resolve: defaultResolve } = require('modules/esm/resolve');
const { referrerToHref, toHref, toPathOrSame } = require('modules/urls');
const builtinFacades = require.lazy('modules/esm/builtin');
const errors = require.lazy('ext/base/errors');
const explain = require.lazy('modules/esm/explain');
const hooks = require.lazy('modules/hooks');
const meta = require.lazy('modules/esm/meta');
const program = require.lazy('modules/program');
const python = require.lazy('modules/python');
const translate = require.lazy('modules/esm/translate');
const util = binding('util');
const watch = require.lazy('modules/watch');

const engine = binding('modules');

const UNINSTANTIATED = 0;
const INSTANTIATED = 2;
const EVALUATING = 3;
const EVALUATED = 4;
const ERRORED = 5;

const SOURCE_PHASE = 1;

const NO_ATTRIBUTES = Object.freeze({ __proto__: null });

/** URL and type -> job */
const jobs = new Map();
/** The engine's module -> job, for import.meta. */
const jobOfModule = new WeakMap();
const jobKey = (url, type) => (type === undefined ? url : `${url}\0${type}`);

/** A module that is being loaded, or has been. */
class Job {
  /** @type {Job[]} the modules that run before this one */
  dependencies = [];
  linked = false;
  /** Whether the engine has put its graph together. */
  instantiated = false;
  /** @type {Promise<undefined> | undefined} */
  evaluation;
  /** What its imports led to. */
  resolved = new Map();

  constructor(url, type, translated, isMain) {
    this.url = url;
    this.type = type;
    this.inner = translated.inner;
    this.isCommonJS = translated.isCommonJS === true;
    this.cjsModule = translated.cjsModule;
    this.sourceObject = translated.sourceObject;
    this.isMain = isMain;
    jobOfModule.set(this.inner, this);
  }

  get status() {
    return engine.status(this.inner);
  }
}

// Jobs are awaited: a `then` that a program put on Object.prototype is none of theirs.
Object.setPrototypeOf(Job.prototype, null);

/* ---------------------------------------------------------------- resolving */

/** `parent\0specifier` -> URL: an import that was resolved once leads to the same module from then on. */
const resolvedBefore = new Map();

function resolveOnce(specifier, parentURL) {
  const key = `${parentURL}\0${specifier}`;
  let url = resolvedBefore.get(key);
  if (url === undefined) {
    url = defaultResolve(specifier, parentURL);
    resolvedBefore.set(key, url);
  }
  return url;
}

/**
 * What a specifier leads to.
 * @param {string} specifier
 * @param {string | undefined} parentURL
 * @param {object} [attributes]
 * @returns {{url: string, format?: string, importAttributes?: object}}
 */
function resolve(specifier, parentURL, attributes = NO_ATTRIBUTES) {
  if (!state.hooked || hooks().resolveHooks.length === 0) return { url: resolveOnce(specifier, parentURL) };
  const { array } = esmConditions();
  return hooks().resolveWithHooks(specifier, parentURL, attributes, array, (request, context) => {
    const { formatOf } = require('modules/esm/format');
    const url = defaultResolve(request, context.parentURL, context.conditions);
    const format = url.startsWith('file:') ? formatOf(url, context.importAttributes) : undefined;
    return { __proto__: null, url, format };
  });
}

/* ---------------------------------------------------------------- the graph */

/** A module that is required imports one that is running: it would see it half done. */
function refuseCycle(job, specifier, parentURL) {
  if (job.status !== EVALUATING && !job.cjsModule?.[kIsExecuting]) return;
  const kind = job.cjsModule === undefined ? 'Module' : 'CommonJS Module';
  let message = `Cannot import ${kind} ${specifier} in a cycle.`;
  if (parentURL) message += ` (from ${toPathOrSame(parentURL)})`;
  throw new (errors().codes.ERR_REQUIRE_CYCLE_MODULE)(message);
}

/**
 * The job of an import, made if need be.
 * @param {string | undefined} parentURL
 * @param {string} specifier
 * @param {object} attributes
 * @param {number} phase 0 evaluation, 1 source, 2 defer
 * @param {boolean} forRequire the graph is being required
 */
function jobFor(parentURL, specifier, attributes, phase, forRequire) {
  const result = resolve(specifier, parentURL, attributes);
  const { url } = result;
  const wanted = result.importAttributes ?? attributes;
  if (state.watched) watch().report(url);
  const { type } = wanted;
  let job = jobs.get(jobKey(url, type));
  if (job === undefined) {
    const translated = translate().translate(url, result.format, wanted, parentURL === undefined);
    job = new Job(url, type, translated, parentURL === undefined);
    if (forRequire) refuseCycle(job, specifier, parentURL);
    if (phase === SOURCE_PHASE) jobs.set(jobKey(url, type), job);
    else linkJob(job, forRequire);
  } else {
    if (forRequire) refuseCycle(job, specifier, parentURL);
    if (phase !== SOURCE_PHASE && !job.linked) linkJob(job, forRequire);
  }
  return job;
}

/** Finds the modules that a module imports. If one is not to be had, the module is forgotten. */
function linkJob(job, forRequire) {
  const key = jobKey(job.url, job.type);
  const known = jobs.has(key);
  jobs.set(key, job);
  job.linked = true;
  let done = false;
  try {
    if (job.status === UNINSTANTIATED) {
      const requests = engine.moduleRequests(job.inner);
      const inner = [];
      for (let i = 0; i < requests.length; i++) {
        const { 0: specifier, 1: attributes, 2: phase } = requests[i];
        const dependency = jobFor(job.url, specifier, attributes, phase, forRequire);
        job.resolved.set(specifier, dependency);
        if (dependency.url === builtins.BUN_URL) builtinFacades().importedBunBy(job.url);
        else if (dependency.url.startsWith('python:'))
          python().importedBy(job.url, specifier, dependency.url);
        if (phase === SOURCE_PHASE) {
          inner.push(translate().requireSource(dependency));
        } else {
          job.dependencies.push(dependency);
          inner.push(dependency.inner);
        }
      }
      engine.link(job.inner, inner);
    }
    done = true;
  } finally {
    if (!done) {
      job.linked = false;
      if (!known) jobs.delete(key);
    }
  }
}

/** Every job of a graph, with how many imports it is away from the first. */
function graphOf(job) {
  const distance = new Map([[job, 0]]);
  // What is added on the way is visited too.
  distance.forEach((steps, { dependencies }) => {
    for (let i = 0; i < dependencies.length; i++) {
      if (!distance.has(dependencies[i])) distance.set(dependencies[i], steps + 1);
    }
  });
  return distance;
}

function instantiateGraph(job, graph) {
  try {
    engine.instantiate(job.inner);
  } catch (error) {
    require('modules/decorate').addPlace(error, '\n');
    explain().missingExport(error, graph.keys());
    throw error;
  }
  graph.forEach((_, member) => {
    member.instantiated = true;
  });
}

const ignore = () => {};

/** Starts running a graph, or gives the promise of the run that has begun. */
function evaluateJob(job) {
  if (job.evaluation === undefined) {
    if (state.loading) program().begin();
    if (state.breaks && job === entry) require('ext/debugger/server').beforeProgram();
    job.evaluation = engine.evaluate(job.inner);
    // Whoever imports it gets the error; nobody may be there yet.
    job.evaluation.then(ignore, ignore);
  }
  return job.evaluation;
}

/**
 * Runs a graph for import. As in Node, the queue of microtasks turns a few times before, more for a deeper graph.
 * @param {Job} job
 */
async function run(job) {
  if (!job.instantiated) {
    const graph = graphOf(job);
    let turns = 3;
    graph.forEach((steps) => {
      if (2 * steps + 3 > turns) turns = 2 * steps + 3;
    });
    for (; turns > 0; turns--) await undefined;
    if (!job.instantiated) instantiateGraph(job, graph);
  }
  await undefined;
  try {
    await evaluateJob(job);
    await undefined;
  } catch (error) {
    explain().commonJSName(error, job.url, engine.hasTopLevelAwait(job.inner));
    throw error;
  }
}

/* ---------------------------------------------------------------- import() */

async function importTraced(specifier, parentURL, attributes, phase) {
  let job;
  try {
    job = await jobFor(parentURL, specifier, attributes, phase, false);
  } catch (error) {
    await undefined; // Two turns, as in Node.
    await undefined;
    throw error;
  }
  if (phase === SOURCE_PHASE) return translate().requireSource(job);
  if (job.url === builtins.BUN_URL) builtinFacades().importedBunBy();
  else if (job.url.startsWith('python:')) python().importedBy(undefined, specifier, job.url);
  await run(job);
  return engine.namespace(job.inner);
}

/**
 * `import(specifier)`.
 * @param {string} specifier
 * @param {string | undefined} parentURL
 * @param {object} [attributes]
 * @param {number} [phase]
 * @returns {Promise<object>} the module's namespace
 */
async function importModule(specifier, parentURL, attributes = NO_ATTRIBUTES, phase = 0) {
  if (!builtins.loaded.has('diagnostics_channel'))
    return importTraced(specifier, parentURL, attributes, phase);
  const channel = builtins.load('diagnostics_channel').tracingChannel('module.import');
  const context = { __proto__: null, parentURL, url: specifier };
  return channel.tracePromise(importTraced, context, undefined, specifier, parentURL, attributes, phase);
}

/** The namespace of a module whose graph runs to its end at once. */
function importModuleSync(specifier, parentURL) {
  const job = jobFor(parentURL, specifier, NO_ATTRIBUTES, 0, true);
  runSync(job, undefined);
  return engine.namespace(job.inner);
}

/** Functions for scripts and modules of node:vm, by their host symbol. */
const importers = new WeakMap();

async function importDynamically(symbol, specifier, attributes, referrer, phase, context) {
  if (symbol === translate().kESM) return importModule(specifier, referrer, attributes, phase);
  // Code that no script has belongs to its context (node:vm).
  const importer = importers.get(symbol ?? context);
  if (importer !== undefined) return importer(specifier, attributes, phase, referrer);
  if (symbol === kCommonJS) return importModule(specifier, referrerToHref(referrer), attributes, phase);
  throw new (errors().codes.ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING)();
}

/** Functions that fill import.meta for modules of node:vm, by their host symbol. */
const metaFillers = new WeakMap();

function initializeMeta(symbol, object, inner) {
  const fill = symbol === undefined ? undefined : metaFillers.get(symbol);
  if (fill !== undefined) {
    fill(object, inner);
    return;
  }
  const job = jobOfModule.get(inner);
  if (job !== undefined) meta().fillMeta(object, job.url, job.isMain);
}

/* ---------------------------------------------------------------- the entry, and require() */

/**
 * Runs the program's main module.
 * @param {string} url
 * @param {string} [source] what was read of it already
 */
async function importEntry(url, source) {
  if (getOption('--input-type')) throw new (errors().codes.ERR_INPUT_TYPE_NOT_ALLOWED)();
  if (source === undefined) return importEntryJob(jobFor(undefined, url, NO_ATTRIBUTES, 0, false));
  const job = new Job(url, undefined, translate().compile(source, url), true);
  linkJob(job, false);
  return importEntryJob(job);
}

let entry;
async function importEntryJob(job) {
  entry = job;
  if (state.loading) program().prefetch();
  await run(job);
  return engine.namespace(job.inner);
}

function throwIfAsync(job, parent) {
  if (!engine.isGraphAsync(job.inner)) return;
  throw new (errors().codes.ERR_REQUIRE_ASYNC_MODULE)(toPathOrSame(job.url), parent);
}

/** Runs a graph to its end at once. */
function runSync(job, parent) {
  if (job.status < INSTANTIATED) instantiateGraph(job, graphOf(job));
  throwIfAsync(job, parent);
  if (job.status === ERRORED) throw engine.error(job.inner);
  if (job.status === INSTANTIATED) {
    const { 0: settled, 1: result } = util.getPromiseDetails(evaluateJob(job));
    if (settled === 2) {
      explain().commonJSName(result, job.url, engine.hasTopLevelAwait(job.inner));
      throw result;
    }
    if (settled === 0) throwIfAsync(job, parent);
  }
}

/**
 * An ES module for require().
 * @param {import('../cjs/loader').Module} module
 * @param {string} filename
 * @param {string} source
 * @returns {{inner: object, exported: object, url: string}} the engine's module and its namespace
 */
function importForRequire(module, filename, source) {
  const { codes } = errors();
  const url = toHref(filename);
  if (!getOption('--require-module')) throw new codes.ERR_REQUIRE_ESM(url, true);
  const slots = slotsOf(module);
  const parent = slots.lastParent;
  let job = jobs.get(jobKey(url));
  if (job === undefined) {
    job = new Job(url, undefined, translate().compile(source, url), false);
    linkJob(job, true);
    slots.esm = job;
    runSync(job, parent);
    return { inner: job.inner, exported: engine.namespace(job.inner), url };
  }
  slots.esm = job;
  const { status } = job;
  if (status >= INSTANTIATED) throwIfAsync(job, parent);
  if (status === ERRORED) throw engine.error(job.inner);
  if (status === INSTANTIATED) runSync(job, parent);
  else if (status === EVALUATING) {
    let message = `Cannot require() ES Module ${filename} in a cycle.`;
    if (parent?.filename) message += ` (from ${toPathOrSame(parent.filename)})`;
    throw new codes.ERR_REQUIRE_CYCLE_MODULE(
      `${message} A cycle involving require(esm) is not allowed to maintain invariants mandated by the ECMAScript ` +
        'specification. Try making at least part of the dependency in the graph lazily loaded.',
    );
  } else if (status !== EVALUATED) {
    if (!job.linked) linkJob(job, true);
    runSync(job, parent);
  }
  return { inner: job.inner, exported: engine.namespace(job.inner), url };
}

/**
 * Runs a source that has no file, as the entry.
 * @param {string} source
 * @param {string} url
 */
async function evaluateSource(source, url) {
  const job = new Job(url, undefined, translate().compile(source, url), true);
  linkJob(job, false);
  return importEntryJob(job);
}

/** Whether the entry began to run and still waits for something. */
function entryIsPending() {
  return entry?.evaluation !== undefined && util.getPromiseDetails(entry.evaluation)[0] === 0;
}

/** Loads a module, with all that it imports, that is to be imported later. */
function prefetch(specifier, parentURL, attributes) {
  jobFor(parentURL, specifier, attributes, 0, false);
}

module.exports = {
  entryIsPending,
  entryModule: () => entry.inner,
  evaluateSource,
  importDynamically,
  importEntry,
  importers,
  importForRequire,
  importModule,
  importModuleSync,
  initializeMeta,
  isEvaluated: (job) => job.status === EVALUATED,
  metaFillers,
  prefetch,
  resolve,
};
