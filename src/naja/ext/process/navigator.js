'use strict';

// navigator: what programs written for several runtimes look at to see where they are.

const process = require('node/process');

class Navigator {
  #languages;

  /** How many threads can run at once. */
  get hardwareConcurrency() {
    return require('node/os').availableParallelism();
  }

  /** The preferred language, as Intl has it. */
  get language() {
    return Intl.DateTimeFormat().resolvedOptions().locale;
  }

  get languages() {
    this.#languages ??= Object.freeze([this.language]);
    return this.#languages;
  }

  get platform() {
    return process.platform;
  }

  get userAgent() {
    return `Node.js/${process.version.slice(1).split('.')[0]} Naja/${process.versions.naja}`;
  }
}
for (const name of ['hardwareConcurrency', 'language', 'languages', 'platform', 'userAgent']) {
  Object.defineProperty(Navigator.prototype, name, { enumerable: true });
}
Object.defineProperty(Navigator.prototype, Symbol.toStringTag, { configurable: true, value: 'Navigator' });

module.exports = { Navigator, navigator: new Navigator() };
