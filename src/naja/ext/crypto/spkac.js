'use strict';

// Certificate: signed public keys and challenges (SPKAC).

const native = binding('crypto');
const { toBuffer, toBytes } = require('ext/crypto/bytes');

const MOST = 2 ** 31 - 1;

function bytesOfSpkac(spkac, encoding) {
  const bytes = toBytes(spkac, 'spkac', encoding);
  if (bytes.byteLength > MOST)
    throw Object.assign(new RangeError('spkac is too large'), { code: 'ERR_OUT_OF_RANGE' });
  return bytes;
}

const verifySpkac = (spkac, encoding) => native.spkac(bytesOfSpkac(spkac, encoding), 0);
const bytesOf = (what) => (spkac, encoding) => {
  const result = native.spkac(bytesOfSpkac(spkac, encoding), what);
  return result === undefined ? '' : toBuffer(result);
};
const exportPublicKey = bytesOf(1);
const exportChallenge = bytesOf(2);

function Certificate() {
  if (!(this instanceof Certificate)) return new Certificate();
}
for (const [name, fn] of Object.entries({ verifySpkac, exportPublicKey, exportChallenge })) {
  Object.defineProperty(fn, 'name', { value: name });
  Certificate.prototype[name] = fn;
  Certificate[name] = fn;
}

module.exports = { Certificate };
