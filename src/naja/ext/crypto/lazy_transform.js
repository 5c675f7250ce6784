'use strict';

// A Transform whose stream half is made when somebody first looks at it: most hashes and ciphers are never piped.

const { Transform } = require('node/stream');

/** Like Transform; `options` are kept until the stream is made. */
function LazyTransform(options) {
  this._options = options;
}
Object.setPrototypeOf(LazyTransform.prototype, Transform.prototype);
Object.setPrototypeOf(LazyTransform, Transform);

// What a stream keeps about itself, and makes in its constructor.
const STATES = ['_readableState', '_writableState'];

function make(self) {
  for (const name of STATES) {
    if (!Object.hasOwn(self, name)) {
      Object.defineProperty(self, name, {
        value: undefined,
        writable: true,
        configurable: true,
        enumerable: true,
      });
    }
  }
  Transform.call(self, self._options);
  // Strings go through as they are, as they went before these were streams.
  self._writableState.decodeStrings = false;
}

for (const name of STATES) {
  Object.defineProperty(LazyTransform.prototype, name, {
    configurable: true,
    enumerable: true,
    get() {
      make(this);
      return this[name];
    },
    set(value) {
      Object.defineProperty(this, name, { value, writable: true, configurable: true, enumerable: true });
    },
  });
}

module.exports = { LazyTransform };
