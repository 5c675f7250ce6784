'use strict';

// getCiphers(), getHashes(), getMacs(), getCurves(): what this OpenSSL has.

const native = binding('crypto');

// Names of the same in other letters: the one in lower case, and of MACs all are. Sorted.
function tidy(names, lower) {
  const map = new Map();
  for (const name of names) {
    const key = name.toLowerCase();
    const known = map.get(key);
    if (known === undefined || known < name) map.set(key, lower ? key : name);
  }
  return [...map.values()].sort();
}

const known = new Map();
function list(what, lower = false) {
  if (!known.has(what)) known.set(what, tidy(native[what](), lower));
  return [...known.get(what)];
}

module.exports = {
  // OpenSSL's TLS has ciphers of its own that are of no use alone.
  getCiphers: () => list('ciphers', true).filter((name) => !name.includes('-hmac-')),
  getHashes: () => list('hashes'),
  getMacs: () => list('macs', true),
  getCurves: () => list('curves'),
};
