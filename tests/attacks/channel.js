'use strict';

/**
 * Hostile code's own end of the channel to the host: it has found the descriptor, and writes what it likes. Parts are
 * arrays of bytes, as sandbox/codec.py reads them.
 */
{
  const os = require('python:os');
  const stat = require('python:stat');
  let channel = -1;
  for (let fd = 3; fd < 64 && channel < 0; fd++) {
    try {
      if (stat.S_ISSOCK(os.fstat(fd).st_mode)) channel = fd;
    } catch {
      // There is none of this number.
    }
  }
  if (channel < 0) throw new Error('there is no channel');

  /** Writes bytes to the channel, all of them. */
  globalThis.toHost = (bytes) => {
    for (let at = 0; at < bytes.length;) {
      try {
        at += os.write(channel, bytes.subarray(at, at + (1 << 16)));
      } catch (error) {
        if (!String(error).includes('BlockingIOError')) throw error;
      }
    }
  };
  globalThis.u32 = (n) => [n & 255, (n >>> 8) & 255, (n >>> 16) & 255, n >>> 24];
  globalThis.none = [78];
  globalThis.int = (n) => [105, ...u32(n)];
  globalThis.text = (value) => {
    const bytes = [...new TextEncoder().encode(value)];
    return [115, ...u32(bytes.length), ...bytes];
  };
  globalThis.list = (...parts) => [97, ...u32(parts.length), ...parts.flat()];
  /** A message of these parts, with its length in front. */
  globalThis.frame = (...parts) => {
    const body = list(...parts);
    return new Uint8Array([...u32(body.length), ...body]);
  };
  globalThis.say = (...parts) => toHost(frame(...parts));
  /** The number by which the host knows a function: in the order in which they were given. */
  globalThis.functionNumber = (name) => ['report', 'echo', 'later', 'fails', 'length'].indexOf(name) + 1;
}
