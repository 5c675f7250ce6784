'use strict';

/** FileHandle.readableWebStream. */

const { codes } = require('ext/base/errors');
const { validateBoolean, validateObject } = require('ext/base/validators');
const { ReadableStream } = require('node/stream/web');
const { kClosePromise, kRef, kUnref } = require('node/internal/fs/file_handle');

const kLocked = Symbol('kLocked');
const kChunkSize = 16 * 1024;

/**
 * @param {FileHandle} handle
 * @param {{autoClose?: boolean}} options
 * @returns {ReadableStream} of bytes
 */
function readableWebStream(handle, options) {
  if (handle.fd === -1) throw new codes.ERR_INVALID_STATE('The FileHandle is closed');
  if (handle[kClosePromise]) throw new codes.ERR_INVALID_STATE('The FileHandle is closing');
  if (handle[kLocked]) throw new codes.ERR_INVALID_STATE('The FileHandle is locked');
  handle[kLocked] = true;
  validateObject(options, 'options');
  const { autoClose = false } = options;
  validateBoolean(autoClose, 'options.autoClose');

  const finish = async () => {
    handle[kUnref]();
    if (autoClose) await handle.close();
  };
  const stream = new ReadableStream({
    type: 'bytes',
    autoAllocateChunkSize: kChunkSize,
    async pull(controller) {
      const { view } = controller.byobRequest;
      const { bytesRead } = await handle.read(view, 0, view.byteLength);
      if (bytesRead === 0) {
        controller.close();
        await finish();
      }
      controller.byobRequest.respond(bytesRead);
    },
    cancel: finish,
  });
  handle[kRef]();
  handle.once('close', () => {
    // Whoever reads on gets the end, not an error of a closed file.
    if (!stream.locked) stream.cancel().catch(() => {});
  });
  return stream;
}

module.exports = { readableWebStream };
