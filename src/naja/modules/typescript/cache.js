'use strict';

/**
 * Transpiled sources on disk, by content: `$XDG_CACHE_HOME/naja/typescript/` (default `~/.cache`).
 *
 * A file holds a line of JSON `{v, lengths, sum}`, then the key (options and source), the code and the source map.
 * The key is compared in full, the rest has a checksum: what is damaged, or of another version, is made again.
 */

const { checksum } = require('modules/checksum');
const path = require('node/path/posix');
const process = require('node/process');
const fs = require.lazy('node/fs');

const FORMAT = 1;

let folder;
/** The folder of the cache; undefined where there is no place for one. */
function cacheFolder() {
  if (folder !== undefined) return folder || undefined;
  const { XDG_CACHE_HOME: base, HOME: home } = require('ext/process/env').ownVariables();
  if (base && path.isAbsolute(base)) folder = path.join(base, 'naja', 'typescript');
  else if (home && path.isAbsolute(home)) folder = path.join(home, '.cache', 'naja', 'typescript');
  else folder = '';
  return folder || undefined;
}

/**
 * What was made of a source before.
 * @param {string} key everything that the result depends on
 * @returns {{code: string, map: string} | undefined}
 */
function get(key) {
  const place = cacheFolder();
  if (place === undefined) return undefined;
  let text;
  try {
    text = require('ext/fs/own_file').readOwn(path.join(place, checksum(key)));
    const end = text.indexOf('\n');
    const { v, lengths, sum } = JSON.parse(text.slice(0, end));
    const [keyEnd, codeEnd, mapEnd] = [end + 1 + lengths[0], end + 1 + lengths[0] + lengths[1], text.length];
    if (v !== FORMAT || mapEnd - codeEnd !== lengths[2] || text.slice(end + 1, keyEnd) !== key)
      return undefined;
    if (checksum(text.slice(keyEnd)) !== sum) return undefined;
    return { code: text.slice(keyEnd, codeEnd), map: text.slice(codeEnd) };
  } catch {
    return undefined;
  }
}

/**
 * Keeps a result. A cache that cannot be written is no reason to fail.
 * @param {string} key
 * @param {{code: string, map: string}} result
 */
function put(key, { code, map }) {
  const place = cacheFolder();
  // Lone surrogates would not come back as they were.
  if (place === undefined || !(key + code).isWellFormed()) return;
  const head = JSON.stringify({
    v: FORMAT,
    lengths: [key.length, code.length, map.length],
    sum: checksum(code + map),
  });
  const file = path.join(place, checksum(key));
  const temporary = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    fs().mkdirSync(place, { recursive: true, mode: 0o700 });
    fs().writeFileSync(temporary, `${head}\n${key}${code}${map}`, { mode: 0o600 });
    fs().renameSync(temporary, file);
  } catch {
    try {
      fs().unlinkSync(temporary);
    } catch {
      // It was never there.
    }
  }
}

module.exports = { get, put };
