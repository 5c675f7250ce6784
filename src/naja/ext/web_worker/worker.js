'use strict';

// The web's Worker, as Deno and Bun have it, over a thread of node:worker_threads.
// https://html.spec.whatwg.org/multipage/workers.html#dedicated-workers-and-the-worker-interface

const { EventTarget, Event, defineEventHandler, listenersOfTarget } = require('ext/events/event_target');
const { MessageEvent } = require('ext/events/message_channel');
const { Worker: Thread, kWeb } = require('ext/worker/worker');
const { errorEvent } = require('ext/web_worker/global_target');
const { pathToFileURL } = require('ext/url/file_url');
const { existsSync } = require('node/fs');
const process = require('node/process');

/** The URL of a worker's program; what is relative is so to the working folder. */
function locate(specifier) {
  if (specifier instanceof URL) return specifier;
  const text = `${specifier}`;
  if (URL.canParse(text)) return new URL(text);
  return new URL(text, pathToFileURL(`${process.cwd()}/`));
}

class Worker extends EventTarget {
  #thread = null;
  #waiting = []; // what is said before there is a thread
  #isEnded = false;
  #isRefed = true;

  /**
   * @param {string | URL} specifier of a module: file:, data: or blob:
   * @param {{type?: 'module' | 'classic', name?: string, env?: object, argv?: string[], execArgv?: string[],
   *   ref?: boolean}} [options]
   * @throws {TypeError | SyntaxError}
   */
  constructor(specifier, options = undefined) {
    if (arguments.length === 0) throw new TypeError('Not enough arguments');
    super();
    if (options?.deno?.permissions !== undefined && options.deno.permissions !== 'inherit')
      throw new Error("Worker's option deno.permissions is not there in Naja yet");
    const url = locate(specifier);
    if (!['file:', 'data:', 'blob:'].includes(url.protocol))
      throw new TypeError(`Module URLs of the scheme ${url.protocol} cannot be run in a Worker`);
    if (url.protocol === 'blob:') this.#startBlob(url, options ?? {});
    else if (url.protocol === 'file:' && !existsSync(url)) queueMicrotask(() => this.#missing(url));
    else this.#start(url, options ?? {});
    if (options?.ref === false) this.unref();
  }

  #missing(url) {
    const message = `Module not found "${url.href}".`;
    const { ErrorEvent } = require('ext/events/message_event');
    this.#failed(message, new ErrorEvent('error', { cancelable: true, message }));
    this.#isEnded = true;
  }

  async #startBlob(url, options) {
    const blob = require('ext/buffer/blob').resolveObjectURL(url.href);
    if (blob === undefined) {
      this.#missing(url);
      return;
    }
    const text = await blob.text();
    if (!this.#isEnded) this.#start(new URL(`data:text/javascript,${encodeURIComponent(text)}`), options);
  }

  #start(url, { name = '', env, argv, execArgv }) {
    const thread = new Thread(url, {
      name: name || undefined,
      env,
      argv,
      execArgv,
      [kWeb]: { name: `${name}` },
    });
    this.#thread = thread;
    if (!this.#isRefed) thread.unref();
    thread[kWeb]('message', ({ data, ports }) => {
      if (!this.#isEnded) this.dispatchEvent(new MessageEvent('message', { data, ports: [...ports] }));
    });
    thread[kWeb]('messageerror', ({ data }) => {
      if (!this.#isEnded) this.dispatchEvent(new MessageEvent('messageerror', { data }));
    });
    thread.on('error', (error) => this.#failed(error));
    thread.on('online', () => this.dispatchEvent(new Event('open')));
    thread.on('exit', (code) => {
      this.#isEnded = true;
      const { CloseEvent } = require('ext/events/message_event');
      this.dispatchEvent(new CloseEvent('close', { code }));
    });
    for (const [message, transfer] of this.#waiting.splice(0)) thread.postMessage(message, transfer);
  }

  /**
   * An exception that the worker did not catch ends it; where nobody cares, it ends the program as well. To listen is
   * enough, as in Bun; Deno's programs prevent the default besides.
   */
  #failed(error, event = errorEvent(error, false)) {
    if (this.#isEnded) return;
    const isHeard = listenersOfTarget(this, 'error').length > 0;
    if (!this.dispatchEvent(event) || isHeard) return;
    const { message, filename, lineno, colno } = event;
    const { ErrorEvent } = require('ext/events/message_event');
    const init = { cancelable: true, message, filename, lineno, colno, error: null };
    if (!globalThis.dispatchEvent(new ErrorEvent('error', init))) return;
    const text = typeof error === 'string' ? error : require('ext/console/inspect').inspect(error);
    require('ext/process/raw').writeError(`Uncaught (in worker) ${text}\n`);
    binding('errors').triggerUncaughtException(new Error('Unhandled error in child worker.'), false);
  }

  /**
   * @param {unknown} message of which the worker gets a clone
   * @param {Transferable[] | {transfer?: Transferable[]}} [transfer]
   * @throws {DOMException} DataCloneError
   */
  postMessage(message, transfer = undefined) {
    if (this.#isEnded) return;
    if (this.#thread === null)
      this.#waiting.push([structuredClone(message, { transfer: transfer?.transfer ?? transfer }), undefined]);
    else this.#thread.postMessage(message, transfer);
  }

  /** Stops the worker as soon as possible. */
  terminate() {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#thread?.terminate();
  }

  /** The program ends only once the worker has, as it is at first. */
  ref() {
    this.#isRefed = true;
    this.#thread?.ref();
  }

  /** The program may end before the worker. */
  unref() {
    this.#isRefed = false;
    this.#thread?.unref();
  }

  /** @returns {number} of the thread, -1 once it has ended */
  get threadId() {
    return this.#thread?.threadId ?? -1;
  }
}
Object.defineProperty(Worker.prototype, Symbol.toStringTag, {
  __proto__: null,
  configurable: true,
  value: 'Worker',
});
for (const name of ['error', 'message', 'messageerror']) defineEventHandler(Worker.prototype, name);

module.exports = { Worker };
