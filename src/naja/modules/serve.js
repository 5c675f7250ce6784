'use strict';

/**
 * `naja serve FILE`: what FILE exports answers requests. A function or an object with `fetch` is a fetch handler, as Bun
 * and the edge platforms have it: fetch(request, env, context); an object with `listen` is a server of node:http's kind.
 * A program that exports neither serves by itself.
 */

const process = require('node/process');
const bun = require.lazy('bun/serve');
const loader = require.lazy('modules/esm/loader');

const DEFAULT_PORT = 8000;

/** What is given to a handler besides the request: Bun's server, and the environment's variables as properties. */
function makeEnvironment(server) {
  return new Proxy(server, {
    get(target, name) {
      if (name in target) {
        const value = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      }
      return process.env[name];
    },
    has: (target, name) => name in target || name in process.env,
  });
}

/** The third argument, as Cloudflare's workers have it. */
class Context {
  props = {};

  /** What is to be done after the response. */
  waitUntil(promise) {
    Promise.resolve(promise).catch((error) => console.error(error));
  }

  passThroughOnException() {}
}

function serveFetch(handler, settings, { port, hostname }) {
  let environment;
  const context = new Context();
  const server = bun().serve({
    ...settings,
    port: port ?? settings.port ?? DEFAULT_PORT,
    hostname: hostname ?? settings.hostname,
    fetch: (request) => handler(request, environment, context),
  });
  environment = makeEnvironment(server);
  const stop = () => server.stop().then(() => process.exit());
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (
    require('ext/process/env').ownVariables().NAJA_WORKER === undefined ||
    require('ext/process/env').ownVariables().NAJA_WORKER === '0'
  ) {
    if (typeof settings.onListen === 'function') {
      settings.onListen({ transport: 'tcp', hostname: server.address.address, port: server.port });
    } else console.error(`Listening on ${server.url}`);
  }
}

function serveNode(server, { port, hostname }) {
  const listening = server.listen({ port: port ?? DEFAULT_PORT, host: hostname }) ?? server;
  const stop = () => listening.close(() => process.exit());
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** What a module means by its default export; CommonJS modules are looked through. */
function exported(namespace) {
  let value = namespace.default ?? namespace;
  if (value !== null && typeof value === 'object' && value.__esModule && value.default !== undefined)
    value = value.default;
  return value;
}

/**
 * Runs a module, and serves what it exports.
 * @param {string} url of the module
 * @param {{port: number|null, hostname: string|null}} options
 */
async function run(url, options) {
  require('modules/esm/format').setEntry(url);
  const namespace = await loader().importEntry(url);
  const value = exported(namespace);
  const given = { port: options.port ?? undefined, hostname: options.hostname ?? undefined };
  if (typeof value?.listen === 'function') serveNode(value, given);
  else if (typeof value === 'function') serveFetch(value, {}, given);
  else if (typeof value?.fetch === 'function') serveFetch(value.fetch.bind(value), value, given);
  else if (value?.routes !== undefined) serveFetch(() => new Response('', { status: 404 }), value, given);
}

module.exports = { run };
