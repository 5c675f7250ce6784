'use strict';

/** `util.styleText`: text between SGR codes. */

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE },
} = require('ext/base/errors');
const { validateBoolean, validateOneOf, validateString } = require('ext/base/validators');
const { colors } = require('ext/console/inspect_styles');
const { kEmptyObject } = require('ext/base/util');
const process = require.lazy('node/process');
const lazyConsole = require.lazy('ext/console/console');

const kResetBold = 22; // ends bold and dim alike

const isStreamLike = (stream) =>
  stream !== null &&
  typeof stream === 'object' &&
  (typeof stream.getReader === 'function' ||
    typeof stream.getWriter === 'function' ||
    (typeof stream.write === 'function' && typeof stream.on === 'function') ||
    (typeof stream.pipe === 'function' && typeof stream.on === 'function'));

/** `[opening, closing, closing's number]` of a name or of #RGB, #RRGGBB. */
function codesOf(name) {
  if (typeof name === 'string') {
    if (name[0] === '#') {
      const hex = /^#(?:([0-9a-f])([0-9a-f])([0-9a-f])|([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2}))$/i.exec(name);
      if (hex === null) {
        throw new ERR_INVALID_ARG_VALUE('format', name, 'must be a valid hex color (#RGB or #RRGGBB)');
      }
      const [r, g, b] = hex.slice(1).filter((part) => part !== undefined);
      const channels = [r, g, b].map((part) => Number.parseInt(part.length === 1 ? part + part : part, 16));
      return [`38;2;${channels.join(';')}`, 39];
    }
    const found = colors[name];
    if (found !== undefined) return found;
  }
  validateOneOf(name, 'format', Reflect.ownKeys(colors));
  return undefined;
}

/** Styles end where `close` stands inside the text: begin them again, except at its very end. */
function reopen(text, open, close) {
  const end = `\u001b[${close}m`;
  if (!text.includes(end)) return text;
  const again = close === kResetBold ? `${end}\u001b[${open}m` : `\u001b[${open}m`;
  const inner = text.endsWith(end) ? text.slice(0, -end.length) : text;
  return inner.replaceAll(end, again) + text.slice(inner.length);
}

/**
 * @param {string | string[]} format names of `util.inspect.colors`, `none`, or hexadecimal colours
 * @param {string} text
 * @param {{validateStream?: boolean, stream?: object}} [options] by default no style where stdout shows none
 * @returns {string}
 */
function styleText(format, text, { validateStream = true, stream } = kEmptyObject) {
  validateString(text, 'text');
  validateBoolean(validateStream, 'options.validateStream');
  let plain = false;
  if (validateStream) {
    stream ??= process().stdout;
    if (!isStreamLike(stream)) {
      throw new ERR_INVALID_ARG_TYPE('stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
    }
    plain = !lazyConsole().shouldColorize(stream);
  }
  let left = '';
  let right = '';
  let shown = text;
  for (const name of Array.isArray(format) ? format : [format]) {
    if (name === 'none') continue;
    const [open, close] = codesOf(name);
    if (plain) continue;
    left += `\u001b[${open}m`;
    right = `\u001b[${close}m${right}`;
    shown = reopen(shown, open, close);
  }
  return plain ? text : `${left}${shown}${right}`;
}

module.exports = { styleText };
