'use strict';

// Certificate: signed public keys and challenges (SPKAC).

const native = binding('crypto');
const { toBuffer, toBytes } = require('ext/crypto/bytes');

const verifySpkac = (spkac, encoding) => native.spkac(toBytes(spkac, 'spkac', encoding), 0);
const bytesOf = (what) => (spkac, encoding) => {
  const result = native.spkac(toBytes(spkac, 'spkac', encoding), what);
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
