'use strict';

/** Session of node:sqlite: https://www.sqlite.org/sessionintro.html */

const { native } = require('ext/sqlite/core');
const { errorOf, invalidState } = require('node/internal/sqlite/errors');

const kMake = Symbol('make');

class Session {
  #database;
  #handle;

  constructor(key, database, handle) {
    if (key !== kMake) {
      const error = new Error('Illegal constructor');
      error.code = 'ERR_ILLEGAL_CONSTRUCTOR';
      throw error;
    }
    this.#database = database;
    this.#handle = handle;
  }

  #open() {
    if (!this.#database.isOpen) throw invalidState('database is not open');
    if (native.isSessionEnded(this.#handle)) throw invalidState('session is not open');
    return this.#handle;
  }

  #read(isPatch) {
    const bytes = native.changeset(this.#open(), isPatch);
    if (typeof bytes === 'number') throw errorOf(bytes);
    return bytes;
  }

  /** @returns {Uint8Array} */
  changeset() {
    return this.#read(false);
  }

  /** @returns {Uint8Array} */
  patchset() {
    return this.#read(true);
  }

  close() {
    native.endSession(this.#open());
  }

  [Symbol.dispose]() {
    native.endSession(this.#handle);
  }
}

/** @returns {Session} */
function createSession(database, handle) {
  return new Session(kMake, database, handle);
}

module.exports = { Session, createSession };
