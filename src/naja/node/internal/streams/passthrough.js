'use strict';

// stream.PassThrough: what goes in comes out.

module.exports = PassThrough;

const Transform = require('node/internal/streams/transform');

/** @param {object} [options] those of Transform */
function PassThrough(options) {
  if (!(this instanceof PassThrough)) return new PassThrough(options);
  Transform.call(this, options);
}
Object.setPrototypeOf(PassThrough.prototype, Transform.prototype);
Object.setPrototypeOf(PassThrough, Transform);

PassThrough.prototype._transform = function (chunk, encoding, cb) {
  cb(null, chunk);
};
