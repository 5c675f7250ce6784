'use strict';

// node:stream/promises.

const { pipelineImpl } = require('node/internal/streams/pipeline');
const { finished } = require('node/internal/streams/end_of_stream');
const { isIterable, isNodeStream, isWebStream } = require('node/internal/streams/utils');
require('node/stream');

/**
 * @param {...(Stream|Iterable|AsyncIterable|Function)} streams and, last, options: signal; end: whether the last one
 *   is ended
 * @returns {Promise} of what the last function's promise gave
 */
function pipeline(...streams) {
  return new Promise((resolve, reject) => {
    let signal;
    let end;
    const last = streams[streams.length - 1];
    if (last && typeof last === 'object' && !isNodeStream(last) && !isIterable(last) && !isWebStream(last)) {
      const options = streams.pop();
      signal = options.signal;
      end = options.end;
    }
    pipelineImpl(
      streams,
      (err, value) => {
        if (err) reject(err);
        else resolve(value);
      },
      { signal, end },
    );
  });
}

module.exports = { finished, pipeline };
