'use strict';

/** Deno.permissions: what the program may do, asked and given up. */

const { Event } = require('ext/events/event');
const { EventTarget } = require('ext/events/event_target');
const { getOptions } = require('modules/options');
const native = binding('permissions');

/** What a descriptor says besides its name: the field, and whether it is a path. */
const FIELDS = {
  __proto__: null,
  env: 'variable',
  ffi: 'path',
  import: 'host',
  net: 'host',
  read: 'path',
  run: 'command',
  sys: 'kind',
  write: 'path',
};
const KINDS = new Set(native.sysKinds());
const kMake = Symbol('make');
const kUpdate = Symbol('update');

/** What a permission is like; tells of changes that the program makes itself. */
class PermissionStatus extends EventTarget {
  #state;
  #partial;
  onchange = null;

  constructor(symbol, state) {
    if (symbol !== kMake) throw new TypeError('Illegal constructor');
    super();
    this.#set(state);
  }

  #set(state) {
    this.#partial = state === 'partial';
    this.#state = this.#partial ? 'granted' : state;
  }

  [kUpdate](state) {
    const [before, wasPartial] = [this.#state, this.#partial];
    this.#set(state);
    if (before !== this.#state || wasPartial !== this.#partial) {
      this.dispatchEvent(new Event('change', { cancelable: false }));
    }
  }

  /** @returns {'granted' | 'prompt' | 'denied'} */
  get state() {
    return this.#state;
  }

  /** Whether only a part is granted. */
  get partial() {
    return this.#partial;
  }

  dispatchEvent(event) {
    const dispatched = super.dispatchEvent(event);
    if (dispatched && typeof this.onchange === 'function') this.onchange.call(this, event);
    return dispatched;
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options, show) {
    const { state, onchange } = this;
    return `PermissionStatus ${show({ state, onchange }, options)}`;
  }
}

/** What native code is asked about. @throws {TypeError} */
function requestOf(descriptor) {
  const name = descriptor?.name;
  const field = typeof name === 'string' ? FIELDS[name] : undefined;
  if (field === undefined) {
    throw new TypeError(`The provided value "${name}" is not a valid permission name`);
  }
  const value = descriptor[field];
  if (value === undefined || value === null) return [name, ''];
  if (field === 'path' || field === 'command') {
    const { pathOf } = require('deno/calls');
    const path = pathOf(value);
    if (path === '') throw new Error('Empty path is not allowed');
    return [name, path];
  }
  if (name === 'sys' && !KINDS.has(String(value))) throw new TypeError(`unknown system info kind "${value}"`);
  return [name, String(value)];
}

/** `name\0resource` -> PermissionStatus */
const known = new Map();

function ask(request, act, change = (state) => state) {
  let state;
  try {
    if (act !== undefined) act(...request);
    state = change(native.state(...request));
  } catch (error) {
    throw FIELDS[request[0]] === 'host' ? new URIError(error.message) : error;
  }
  const key = request.join('\0');
  let status = known.get(key);
  if (status === undefined) known.set(key, (status = new PermissionStatus(kMake, state)));
  else status[kUpdate](state);
  return status;
}

function revoke(kind, resource) {
  native.revoke(kind, resource);
  if (getOptions().restricted || !native.restricted()) return;
  // A program that could do everything has become one that cannot.
  getOptions().restricted = 'deno';
  require('ext/permissions/denied').install();
}

/** Nobody is asked: what was not allowed on the command line is denied. */
const decided = (state) => (state === 'prompt' ? 'denied' : state);

class Permissions {
  constructor(symbol) {
    if (symbol !== kMake) throw new TypeError('Illegal constructor');
  }

  /** @param {Deno.PermissionDescriptor} descriptor @returns {Promise<PermissionStatus>} */
  async query(descriptor) {
    return this.querySync(descriptor);
  }

  querySync(descriptor) {
    return ask(requestOf(descriptor));
  }

  /** Gives a permission up. @returns {Promise<PermissionStatus>} */
  async revoke(descriptor) {
    return this.revokeSync(descriptor);
  }

  revokeSync(descriptor) {
    return ask(requestOf(descriptor), revoke);
  }

  /** Asks for a permission. @returns {Promise<PermissionStatus>} */
  async request(descriptor) {
    return this.requestSync(descriptor);
  }

  requestSync(descriptor) {
    return ask(requestOf(descriptor), undefined, decided);
  }
}

module.exports = { PermissionStatus, Permissions, permissions: new Permissions(kMake) };
