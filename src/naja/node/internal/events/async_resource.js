'use strict';

const EventEmitter = require('node/events');
const { AsyncResource } = require('node/async_hooks');
const {
  codes: { ERR_INVALID_THIS },
} = require('ext/base/errors');
const { validateString } = require('ext/base/validators');

class EventEmitterReferencingAsyncResource extends AsyncResource {
  #eventEmitter;

  constructor(eventEmitter, type, options) {
    super(type, options);
    this.#eventEmitter = eventEmitter;
  }

  get eventEmitter() {
    return this.#eventEmitter;
  }
}

/** An EventEmitter whose listeners run in the async context in which it was made. */
class EventEmitterAsyncResource extends EventEmitter {
  #asyncResource;

  /** @param {string|{name?: string, triggerAsyncId?: number, requireManualDestroy?: boolean}} [options] */
  constructor(options) {
    let name;
    if (typeof options === 'string') {
      name = options;
      options = undefined;
    } else {
      if (new.target === EventEmitterAsyncResource) validateString(options?.name, 'options.name');
      name = options?.name || new.target.name;
    }
    super(options);
    this.#asyncResource = new EventEmitterReferencingAsyncResource(this, name, options);
  }

  static #resourceOf(emitter) {
    if (!(#asyncResource in emitter)) throw new ERR_INVALID_THIS('EventEmitterAsyncResource');
    return emitter.#asyncResource;
  }

  emit(event, ...args) {
    const resource = EventEmitterAsyncResource.#resourceOf(this);
    return resource.runInAsyncScope(super.emit, this, event, ...args);
  }

  emitDestroy() {
    EventEmitterAsyncResource.#resourceOf(this).emitDestroy();
  }

  /** @type {number} */
  get asyncId() {
    return EventEmitterAsyncResource.#resourceOf(this).asyncId();
  }

  /** @type {number} */
  get triggerAsyncId() {
    return EventEmitterAsyncResource.#resourceOf(this).triggerAsyncId();
  }

  /** @type {AsyncResource} */
  get asyncResource() {
    return EventEmitterAsyncResource.#resourceOf(this);
  }
}

module.exports = { EventEmitterAsyncResource };
