'use strict';

const EventEmitter = require('node/events');
const { AsyncResource } = require('node/async_hooks');
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

  emit(event, ...args) {
    const asyncResource = this.#asyncResource;
    return asyncResource.runInAsyncScope(super.emit, this, event, ...args);
  }

  emitDestroy() {
    this.#asyncResource.emitDestroy();
  }

  /** @type {number} */
  get asyncId() {
    return this.#asyncResource.asyncId();
  }

  /** @type {number} */
  get triggerAsyncId() {
    return this.#asyncResource.triggerAsyncId();
  }

  /** @type {AsyncResource} */
  get asyncResource() {
    return this.#asyncResource;
  }
}

module.exports = { EventEmitterAsyncResource };
