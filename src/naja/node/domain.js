'use strict';

/**
 * node:domain: exceptions of everything that a domain has started go to its `error` event. Deprecated in Node.js; here for
 * the programs that still have it.
 *
 * What is made while a domain is active gets it (async_hooks), and is entered and left around its callbacks. The entered
 * domains are a stack, whose last one is `process.domain`.
 */

const EventEmitter = require('node/events');
const process = require('node/process');
const { AsyncLocalStorage, createHook } = require('node/async_hooks');
const {
  codes: { ERR_UNHANDLED_ERROR },
} = require('ext/base/errors');

/** Domains that are entered, the innermost last. */
const stack = [];
exports._stack = stack;

/** The domain of what runs now, which the engine and the bindings carry to callbacks, also of requests that hooks are not told of. */
const storage = new AsyncLocalStorage();
/** What `process.domain` is outside of all domains. */
let none = null;

const active = () => storage.getStore() ?? none;

function activate(domain) {
  if (!domain) none = domain;
  storage.enterWith(domain ?? undefined);
}

Object.defineProperty(process, 'domain', { __proto__: null, enumerable: true, get: active, set: activate });

/** Sets what `object.domain` is, as nobody enumerates it. */
function setDomain(object, domain) {
  Object.defineProperty(object, 'domain', {
    __proto__: null,
    configurable: true,
    enumerable: false,
    value: domain,
    writable: true,
  });
}

/** Domains by the ids of what belongs to them. The resource holds its domain, so that this need not. */
const owners = new Map();
/** Promises of other contexts get no property, which would lead out of there. */
const foreign = new WeakMap();

const hook = createHook({
  init(asyncId, type, triggerId, resource) {
    const domain = active();
    if (domain === null || domain === undefined) return;
    owners.set(asyncId, new WeakRef(domain));
    if (type === 'PROMISE' && !(resource instanceof Promise)) foreign.set(resource, domain);
    else setDomain(resource, domain);
  },
  before(asyncId) {
    owners.get(asyncId)?.deref()?.enter();
  },
  after(asyncId) {
    owners.get(asyncId)?.deref()?.exit();
  },
  destroy(asyncId) {
    owners.delete(asyncId);
  },
});

/** Whether the handler of the outermost domain runs: what it throws is the process's. */
let isHandling = false;

const listens = (domain) => domain.listenerCount('error') > 0;

process.addUncaughtExceptionCaptureCallback((error) => {
  const domain = active();
  if (!domain || isHandling || !(stack.some(listens) || listens(domain))) return false;
  return domain._errorHandler(error);
});

function leaveAll() {
  stack.length = 0;
  activate(null);
}

// Listeners of uncaught exceptions run outside of every domain: this one is the first of them, while there are others.
process.on('newListener', (name, listener) => {
  if (name !== 'uncaughtException' || listener === leaveAll) return;
  process.removeListener(name, leaveAll);
  process.prependListener(name, leaveAll);
});
process.on('removeListener', (name, listener) => {
  if (name !== 'uncaughtException' || listener === leaveAll) return;
  const listeners = process.listeners(name);
  if (listeners.length === 1 && listeners[0] === leaveAll) process.removeListener(name, leaveAll);
});

/** Notes on an error which domain it belongs to. */
function mark(error, domain, isThrown) {
  setDomain(error, domain);
  error.domainThrown = isThrown;
}

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

class Domain extends EventEmitter {
  constructor() {
    super();
    this.members = [];
    hook.enable();
  }
}
exports.Domain = Domain;

/** @returns {Domain} */
exports.create = exports.createDomain = function createDomain() {
  return new Domain();
};

Object.defineProperty(exports, 'active', {
  __proto__: null,
  enumerable: true,
  configurable: true,
  get: active,
  set: activate,
});

// Methods as Node.js has them: enumerable.
Domain.prototype.members = undefined;

/** An exception that nobody caught. @returns {boolean} whether a domain took it */
Domain.prototype._errorHandler = function (error) {
  let isTaken = false;
  if (isObject(error)) mark(error, this, true);
  // Its own handler does not run within itself.
  while (stack.at(-1) === this) this.exit();
  if (stack.length === 0) activate(undefined);
  if (stack.length === 0) {
    if (this.listenerCount('error') > 0) {
      isHandling = true;
      try {
        isTaken = this.emit('error', error);
      } finally {
        isHandling = false;
      }
    }
  } else {
    try {
      isTaken = this.emit('error', error);
    } catch (thrown) {
      if (stack.length === 0) throw thrown;
      // The next domain outwards may take what the handler threw.
      activate(stack.at(-1));
      isTaken = active()._errorHandler(thrown);
    }
  }
  leaveAll();
  return isTaken;
};

Domain.prototype.enter = function () {
  stack.push(this);
  activate(this);
};

Domain.prototype.exit = function () {
  const at = stack.lastIndexOf(this);
  if (at === -1) return;
  // Those that were entered after it end as well.
  stack.splice(at);
  activate(stack.at(-1));
};

/** Has an emitter, or a timer, belong to this domain. */
Domain.prototype.add = function (member) {
  if (member.domain === this) return;
  member.domain?.remove(member);
  if (this.domain && member instanceof Domain) {
    // No domain within itself.
    for (let outer = this.domain; outer; outer = outer.domain) if (outer === member) return;
  }
  setDomain(member, this);
  this.members.push(member);
};

Domain.prototype.remove = function (member) {
  member.domain = null;
  const at = this.members.indexOf(member);
  if (at !== -1) this.members.splice(at, 1);
};

/** Calls a function within this domain. */
Domain.prototype.run = function (fn, ...args) {
  this.enter();
  const result = Reflect.apply(fn, this, args);
  this.exit();
  return result;
};

/** A callback whose first argument, where it is an error, goes to this domain. */
Domain.prototype.intercept = function (callback) {
  const self = this;
  return function runIntercepted(error, ...args) {
    if (error && error instanceof Error) {
      error.domainBound = callback;
      mark(error, self, false);
      self.emit('error', error);
      return undefined;
    }
    self.enter();
    const result = Reflect.apply(callback, this, args);
    self.exit();
    return result;
  };
};

/** A callback that runs within this domain. */
Domain.prototype.bind = function (callback) {
  const self = this;
  function runBound(...args) {
    self.enter();
    const result = Reflect.apply(callback, this, args);
    self.exit();
    return result;
  }
  setDomain(runBound, this);
  return runBound;
};

EventEmitter.usingDomains = true;

const { init } = EventEmitter;
EventEmitter.init = function (options) {
  setDomain(this, null);
  const domain = active();
  if (domain && !(this instanceof Domain)) this.domain = domain;
  return Reflect.apply(init, this, [options]);
};

/** An `error` that the emitter has no listener for, as its domain's. */
function emitError(domain, emitter, args) {
  const error = args[1] ? args[1] : new ERR_UNHANDLED_ERROR();
  if (typeof error === 'object') {
    error.domainEmitter = emitter;
    mark(error, domain, false);
  }
  // The handler runs within the domains around, not in this one.
  const before = [...stack];
  const prior = active();
  let at = stack.length - 1;
  while (at > -1 && stack[at] === prior) at--;
  stack.splice(at + 1);
  activate(stack.length > 0 ? stack.at(-1) : null);
  domain.emit('error', error);
  stack.splice(0, stack.length, ...before);
  activate(prior);
  return false;
}

const { emit } = EventEmitter.prototype;
EventEmitter.prototype.emit = function (...args) {
  const { domain } = this;
  const [type] = args;
  if (
    domain === null ||
    domain === undefined ||
    this === process ||
    (type === 'error' && this.listenerCount(type) > 0)
  )
    return Reflect.apply(emit, this, args);
  if (type === 'error') return emitError(domain, this, args);
  domain.enter();
  const result = Reflect.apply(emit, this, args);
  domain.exit();
  return result;
};
Object.defineProperty(EventEmitter.prototype.emit, 'name', { value: 'emit', configurable: true });
