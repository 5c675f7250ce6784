'use strict';

/** `fs.openAsBlob`: a Blob whose bytes are read when they are asked for, while the file is what it was. */

const native = binding('fs');
const { validateObject, validateString } = require('ext/base/validators');
const { createBlob } = require('ext/buffer/blob');
const { promised } = require('node/internal/fs/file_handle');
const { getValidatedPath, kEmptyOptions } = require('node/internal/fs/utils');

const O_RDONLY = 0;

/** What changes when a file does: its size and the time of its last change. */
function fingerprint() {
  const v = native.stats;
  return `${v[8]} ${v[12]} ${v[13]}`;
}

/** A range of a file, as a part of a blob. */
class FilePart {
  #path;
  #print;
  #start;

  constructor(path, print, start, byteLength) {
    this.#path = path;
    this.#print = print;
    this.#start = start;
    this.byteLength = byteLength;
  }

  subarray(start, end) {
    return new FilePart(this.#path, this.#print, this.#start + start, end - start);
  }

  /** @throws where the file is gone, or no longer the same */
  async read() {
    const fd = await promised((done) => native.open(this.#path, O_RDONLY, 0, done));
    try {
      await promised((done) => {
        native.fstat(fd, false, (error) => {
          if (!error && fingerprint() !== this.#print) error = new Error('The file has changed');
          done(error);
        });
      });
      const bytes = new Uint8Array(this.byteLength);
      let at = 0;
      while (at < bytes.length) {
        const count = await promised((done) => {
          native.read(fd, bytes, at, bytes.length - at, this.#start + at, done);
        });
        if (count === 0) throw new Error('The file has become shorter');
        at += count;
      }
      return bytes;
    } finally {
      await promised((done) => native.close(fd, done));
    }
  }
}

/**
 * @param {string | Buffer | URL} path
 * @param {{type?: string}} [options] type: the Blob's
 * @returns {Blob}
 */
function openAsBlobSync(path, options = kEmptyOptions) {
  validateObject(options, 'options');
  const type = options.type || '';
  validateString(type, 'options.type');
  path = getValidatedPath(path);
  native.stat(path, false);
  const size = native.stats[8];
  return createBlob([new FilePart(path, fingerprint(), 0, size)], type);
}

/** As openAsBlobSync(), in a promise. */
function openAsBlob(path, options = kEmptyOptions) {
  return Promise.resolve(openAsBlobSync(path, options));
}

module.exports = { openAsBlob, openAsBlobSync };
