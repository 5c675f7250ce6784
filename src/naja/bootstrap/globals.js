'use strict';

// The global object: each name is an accessor that loads its built-in when it is first looked at, then a plain property.

/** Defines globalThis[name], made by `make` at first use. */
function lazy(name, make, enumerable = false) {
  Object.defineProperty(globalThis, name, {
    __proto__: null,
    configurable: true,
    enumerable,
    get() {
      const value = make();
      put(name, value, enumerable);
      return value;
    },
    set(value) {
      put(name, value, enumerable);
    },
  });
}

function put(name, value, enumerable) {
  Object.defineProperty(globalThis, name, {
    __proto__: null,
    configurable: true,
    enumerable,
    writable: true,
    value,
  });
}

/** The attribute `onNAME` of the global object: null, or a listener of the event. */
function handler(name) {
  Object.defineProperty(globalThis, `on${name}`, {
    __proto__: null,
    configurable: true,
    get: () => null,
    set(value) {
      require('ext/web_worker/global_target').defineHandler(name);
      globalThis[`on${name}`] = value;
    },
  });
}

/** What is not there where an option is switched off, as in Node.js. */
const REMOVED_BY = {
  __proto__: null,
  '--experimental-eventsource': ['EventSource'],
  '--experimental-global-navigator': ['Navigator', 'navigator'],
  '--experimental-websocket': ['WebSocket', 'CloseEvent'],
};

/** Several names that one built-in exports. */
function from(id, names, enumerable = false) {
  for (const name of names) lazy(name, () => require(id)[name], enumerable);
}

const fetching = require.lazy('ext/fetch/fetch');

/** https://fetch.spec.whatwg.org/#fetch-method */
function fetch(input, init = undefined) {
  return fetching().fetch(input, init);
}

/**
 * Installs the globals.
 * @param {object} process
 */
function install(process) {
  put('global', globalThis, false);
  Object.defineProperty(globalThis, Symbol.toStringTag, {
    __proto__: null,
    configurable: true,
    value: 'global',
  });
  put('process', process, false);
  put('console', undefined, false);
  lazy('console', () => require('ext/console/console').globalConsole ?? require('ext/console/console'));
  from('node/buffer', ['Buffer', 'Blob', 'File', 'atob', 'btoa']);
  from(
    'ext/timers/timers',
    ['clearImmediate', 'clearInterval', 'clearTimeout', 'setImmediate', 'setInterval', 'setTimeout'],
    true,
  );
  put('queueMicrotask', require('ext/timers/ticks').queueMicrotask, true);
  lazy('structuredClone', () => require('ext/events/message_channel').structuredClone, true);
  lazy('performance', () => require('ext/performance/performance').performance, true);
  from('node/perf_hooks', [
    'Performance',
    'PerformanceEntry',
    'PerformanceMark',
    'PerformanceMeasure',
    'PerformanceObserver',
    'PerformanceObserverEntryList',
    'PerformanceResourceTiming',
  ]);
  from('node/stream/web', [
    'ReadableStream',
    'ReadableStreamDefaultReader',
    'ReadableStreamBYOBReader',
    'ReadableStreamBYOBRequest',
    'ReadableByteStreamController',
    'ReadableStreamDefaultController',
    'TransformStream',
    'TransformStreamDefaultController',
    'WritableStream',
    'WritableStreamDefaultWriter',
    'WritableStreamDefaultController',
    'ByteLengthQueuingStrategy',
    'CountQueuingStrategy',
    'TextEncoderStream',
    'TextDecoderStream',
    'CompressionStream',
    'DecompressionStream',
  ]);
  lazy('navigator', () => require('ext/process/navigator').navigator);
  lazy('Navigator', () => require('ext/process/navigator').Navigator);
  lazy('crypto', () => require('ext/crypto/web/crypto').crypto);
  from('ext/crypto/web/crypto', ['Crypto', 'CryptoKey', 'SubtleCrypto']);
  put('fetch', fetch, true);
  lazy('FormData', () => require('ext/fetch/form_data').FormData);
  lazy('EventSource', () => require('ext/fetch/event_source').EventSource);
  lazy('Headers', () => require('ext/fetch/headers').Headers);
  lazy('Request', () => require('ext/fetch/request').Request);
  lazy('Response', () => require('ext/fetch/response').Response);
  from('ext/url/url', ['URL', 'URLSearchParams']);
  from('ext/url/pattern', ['URLPattern']);
  from('ext/encoding/encoding', ['TextEncoder', 'TextDecoder']);
  from('ext/encoding/streams', ['TextEncoderStream', 'TextDecoderStream']);
  from('node/stream/web', [
    'ByteLengthQueuingStrategy',
    'CountQueuingStrategy',
    'ReadableByteStreamController',
    'ReadableStream',
    'ReadableStreamBYOBReader',
    'ReadableStreamBYOBRequest',
    'ReadableStreamDefaultController',
    'ReadableStreamDefaultReader',
    'TransformStream',
    'TransformStreamDefaultController',
    'WritableStream',
    'WritableStreamDefaultController',
    'WritableStreamDefaultWriter',
  ]);
  from('ext/events/event_target', ['Event', 'EventTarget', 'CustomEvent']);
  from('ext/events/abort', ['AbortController', 'AbortSignal']);
  lazy('DOMException', () => {
    const exported = require('ext/events/dom_exception');
    return exported.DOMException ?? exported;
  });
  from('ext/events/quota_error', ['QuotaExceededError']);
  const flags = binding('bootstrap').options.flags;
  if (flags['--deno-global'] !== false) lazy('Deno', () => require('deno/namespace'));
  if (flags['--bun-global'] !== false) lazy('Bun', () => require('bun/namespace'));
  from('ext/events/message_channel', ['MessageChannel', 'MessagePort', 'MessageEvent', 'BroadcastChannel']);
  from('ext/events/message_event', ['CloseEvent', 'ErrorEvent']);
  from('ext/websocket/websocket', ['WebSocket']);
  // Of Deno's and Bun's programs.
  put('self', globalThis, false);
  lazy('Worker', () => require('ext/web_worker/worker').Worker);
  from('ext/web_worker/global_target', [
    'PromiseRejectionEvent',
    'addEventListener',
    'dispatchEvent',
    'removeEventListener',
    'reportError',
  ]);
  for (const name of ['beforeunload', 'error', 'load', 'unhandledrejection', 'unload']) handler(name);
  from('ext/websocket/stream', ['WebSocketStream']);
  for (const name of Object.keys(REMOVED_BY)) {
    if (flags[name] === false) for (const global of REMOVED_BY[name]) delete globalThis[global];
  }
}

module.exports = { install };
