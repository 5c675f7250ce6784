'use strict';

// readline.emitKeypressEvents(): 'keypress' events for what a stream reads.

const { StringDecoder } = require('node/string_decoder');
const { setTimeout, clearTimeout } = require('ext/timers/timers');
const { ESCAPE, emitKeys } = require('node/internal/readline/keys');
const { charLengthAt } = require('node/internal/readline/text');

const kDecoder = Symbol('keypress-decoder');
const kKeys = Symbol('escape-decoder');
const kSawKeyPress = Symbol('_sawKeyPress');

/** How long an ESC may be the beginning of something longer, in milliseconds. */
const ESCAPE_CODE_TIMEOUT = 500;

/**
 * @param {Readable} stream
 * @param {Interface} [iface] whose completion is turned off while text is pasted
 */
function emitKeypressEvents(stream, iface = {}) {
  if (stream[kDecoder]) return;
  stream[kDecoder] = new StringDecoder('utf8');

  function begin() {
    stream[kKeys] = emitKeys(stream);
    stream[kKeys].next();
  }
  begin();

  const endEscape = () => stream[kKeys].next('');
  const { escapeCodeTimeout = ESCAPE_CODE_TIMEOUT } = iface;
  let timer;

  function onData(input) {
    if (stream.listenerCount('keypress') === 0) {
      // Nobody is interested any more.
      stream.removeListener('data', onData);
      stream.on('newListener', onNewListener);
      return;
    }
    const string = stream[kDecoder].write(input);
    if (!string) return;
    clearTimeout(timer);
    iface[kSawKeyPress] = charLengthAt(string, 0) === string.length;
    iface.isCompletionEnabled = false;
    let length = 0;
    for (const character of string) {
      length += character.length;
      if (length === string.length) iface.isCompletionEnabled = true;
      try {
        stream[kKeys].next(character);
        if (length === string.length && character === ESCAPE)
          timer = setTimeout(endEscape, escapeCodeTimeout);
      } catch (err) {
        // A listener threw, which ended the generator.
        begin();
        throw err;
      }
    }
  }

  function onNewListener(event) {
    if (event !== 'keypress') return;
    stream.on('data', onData);
    stream.removeListener('newListener', onNewListener);
  }

  if (stream.listenerCount('keypress') > 0) stream.on('data', onData);
  else stream.on('newListener', onNewListener);
}

module.exports = { ESCAPE_CODE_TIMEOUT, emitKeypressEvents, kSawKeyPress };
