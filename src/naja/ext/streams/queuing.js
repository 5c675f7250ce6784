'use strict';

// ByteLengthQueuingStrategy and CountQueuingStrategy.
// https://streams.spec.whatwg.org/#qs

const { finishClass, inspectAs, kInspect } = require('ext/streams/common');
const {
  codes: { ERR_MISSING_OPTION },
} = require('ext/base/errors');
const { validateObject } = require('ext/base/validators');

// One function for all instances, as the standard has it.
const byteSize = { size: (chunk) => chunk.byteLength }.size;
const countSize = { size: () => 1 }.size;

function markOf(init) {
  validateObject(init, 'init');
  if (init.highWaterMark === undefined) throw new ERR_MISSING_OPTION('init.highWaterMark');
  return +init.highWaterMark;
}

/** Counts bytes. */
class ByteLengthQueuingStrategy {
  #highWaterMark;

  /** @param {{highWaterMark: number}} init */
  constructor(init) {
    this.#highWaterMark = markOf(init);
  }

  get highWaterMark() {
    return this.#highWaterMark;
  }

  get size() {
    void this.#highWaterMark;
    return byteSize;
  }

  [kInspect](depth, options) {
    if (!(#highWaterMark in this)) return this;
    return inspectAs(
      this,
      'ByteLengthQueuingStrategy',
      { highWaterMark: this.#highWaterMark },
      depth,
      options,
    );
  }
}
finishClass(ByteLengthQueuingStrategy, 'highWaterMark size');

/** Counts chunks. */
class CountQueuingStrategy {
  #highWaterMark;

  /** @param {{highWaterMark: number}} init */
  constructor(init) {
    this.#highWaterMark = markOf(init);
  }

  get highWaterMark() {
    return this.#highWaterMark;
  }

  get size() {
    void this.#highWaterMark;
    return countSize;
  }

  [kInspect](depth, options) {
    if (!(#highWaterMark in this)) return this;
    return inspectAs(this, 'CountQueuingStrategy', { highWaterMark: this.#highWaterMark }, depth, options);
  }
}
finishClass(CountQueuingStrategy, 'highWaterMark size');

module.exports = { ByteLengthQueuingStrategy, CountQueuingStrategy };
