'use strict';

/** Web streams over whatever has read(bytes), write(bytes) and close(): files, standard streams. */

const { ReadableStream, slotsOfStream: slotsOfReadable } = require('ext/streams/readable');
const { WritableStream, slotsOfStream: slotsOfWritable } = require('ext/streams/writable');
const { errors } = require('deno/errors');

const CHUNK = 64 * 1024;

/** Closing what may be closed already. */
function closeQuietly(resource) {
  try {
    resource.close();
  } catch (error) {
    if (!(error instanceof errors.BadResource)) throw error;
  }
}

/**
 * @param {{read(bytes: Uint8Array): Promise<number | null>, close(): void}} resource
 * @param {function(): number} [descriptor] of a file, which pipeTo() may let the kernel copy; throws once it is closed
 */
function readable(resource, descriptor) {
  const stream = new ReadableStream({
    type: 'bytes',
    autoAllocateChunkSize: CHUNK,
    async pull(controller) {
      const request = controller.byobRequest;
      try {
        const count = await resource.read(request.view);
        if (count === null) {
          closeQuietly(resource);
          controller.close();
          request.respond(0);
        } else {
          request.respond(count);
        }
      } catch (error) {
        controller.error(error);
        closeQuietly(resource);
      }
    },
    cancel() {
      closeQuietly(resource);
    },
  });
  slotsOfReadable(stream).descriptor = descriptor;
  return stream;
}

/** The bytes of a chunk. @throws {TypeError} */
function bytesOf(chunk) {
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (chunk instanceof ArrayBuffer || chunk instanceof SharedArrayBuffer) return new Uint8Array(chunk);
  throw new TypeError('Expected ArrayBuffer or ArrayBufferView for write chunk');
}

/**
 * @param {{write(bytes: Uint8Array): Promise<number>, close(): void}} resource
 * @param {function(): number} [descriptor] as of readable()
 */
function writable(resource, descriptor) {
  const stream = new WritableStream({
    async write(chunk, controller) {
      try {
        let bytes = bytesOf(chunk);
        while (bytes.byteLength > 0) bytes = bytes.subarray(await resource.write(bytes));
      } catch (error) {
        controller.error(error);
        closeQuietly(resource);
        throw error;
      }
    },
    close() {
      closeQuietly(resource);
    },
    abort() {
      closeQuietly(resource);
    },
  });
  slotsOfWritable(stream).descriptor = descriptor;
  return stream;
}

module.exports = { readable, writable };
