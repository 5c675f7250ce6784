'use strict';

/** A handle keeps the process only while somebody waits for it, as in Deno, and has not said otherwise with unref(). */
class Keeping {
  #handle;
  #waiting = 0;
  #counts = true;

  /** @param {{ref(): void, unref(): void}} handle */
  constructor(handle) {
    this.#handle = handle;
    handle.unref();
  }

  /** Somebody waits. */
  begin() {
    if (++this.#waiting === 1 && this.#counts) this.#handle.ref();
  }

  /** One that waited does not any more. */
  end() {
    if (--this.#waiting === 0) this.#handle.unref();
  }

  ref() {
    this.#counts = true;
    if (this.#waiting > 0) this.#handle.ref();
  }

  unref() {
    this.#counts = false;
    this.#handle.unref();
  }
}

module.exports = { Keeping };
