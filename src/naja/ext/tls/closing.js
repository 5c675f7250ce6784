'use strict';

/**
 * The `close` of a TLSWrap over a handle of its own, `beneath`: closes that one, then this.
 * @this {TLSWrap}
 * @param {function(): void} [callback] called when both are closed
 */
function close(callback) {
  this.beneath.close(() => {
    this.destroySSL();
    callback?.call(this);
    this.release();
  });
}

module.exports = { close };
