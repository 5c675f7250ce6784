'use strict';

/** Bun.password. */

const native = binding('password');
const { coded } = require('bun/basics');
const buffer = require.lazy('node/buffer');
const types = require.lazy('ext/base/types');

const refusal = (message) => coded(TypeError, 'ERR_INVALID_ARG_TYPE', message);

const ARGON2 = ['argon2id', 'argon2d', 'argon2i'];
const MEMORY_COST = 65536; // KiB
const TIME_COST = 2;
const BCRYPT_COST = 10;
const MIN_ROUNDS = 4;
const MAX_ROUNDS = 31;
const MIN_MEMORY = 8;

/** @throws {TypeError} */
function bytesOf(password, name = 'password') {
  if (password === undefined || password === null) {
    throw refusal(`${name} must be a string, ArrayBuffer or ArrayBufferView`);
  }
  if (ArrayBuffer.isView(password)) {
    return new Uint8Array(password.buffer, password.byteOffset, password.byteLength).slice();
  }
  if (types().isAnyArrayBuffer(password)) return new Uint8Array(password.slice(0));
  return new Uint8Array(buffer().Buffer.from(String(password)));
}

function checkAlgorithm(algorithm, where) {
  if (algorithm === 'bcrypt' || ARGON2.includes(algorithm)) return algorithm;
  throw refusal(
    'Expected algorithm to be a unknown algorithm, expected one of: "bcrypt", "argon2id", "argon2d", "argon2i" ' +
      `(default is "argon2id") for '${where}'.`,
  );
}

/** [algorithm, cost, time cost] of what a caller asks for. @throws {TypeError} */
function settingsOf(options = 'argon2id') {
  if (typeof options === 'string') options = { algorithm: options };
  const { algorithm, cost = BCRYPT_COST, memoryCost = MEMORY_COST, timeCost = TIME_COST } = options;
  if (typeof algorithm !== 'string') throw refusal("Expected options.algorithm to be a string for 'hash'.");
  checkAlgorithm(algorithm, 'hash');
  if (algorithm === 'bcrypt') {
    if (!Number.isInteger(cost) || cost < MIN_ROUNDS || cost > MAX_ROUNDS) {
      throw refusal(`Rounds must be an integer between ${MIN_ROUNDS} and ${MAX_ROUNDS}`);
    }
    return [algorithm, cost, 0];
  }
  if (!(timeCost > 0)) throw refusal('Time cost must be greater than 0');
  if (!(memoryCost >= MIN_MEMORY)) throw refusal(`Memory cost must be at least ${MIN_MEMORY}`);
  return [algorithm, Math.trunc(memoryCost), Math.trunc(timeCost)];
}

function hashArguments(password, options) {
  const bytes = bytesOf(password);
  if (bytes.byteLength === 0) throw refusal('password must not be empty');
  const [algorithm, cost, timeCost] = settingsOf(options);
  return [algorithm, bytes, cost, timeCost];
}

function failure(name, code) {
  return coded(Error, code, `Password verification failed with error "${name}"`);
}

/** The arguments of native verify(); undefined where there is nothing to compare. */
function verifyArguments(password, hash, algorithm) {
  const bytes = bytesOf(password);
  const encoded = buffer().Buffer.from(bytesOf(hash, 'hash')).toString();
  if (algorithm !== undefined) checkAlgorithm(algorithm, 'verify');
  if (bytes.byteLength === 0 || encoded === '') return undefined;
  const kind = /^\$(argon2(?:id|i|d)|2[abxy]?)\$/.exec(encoded)?.[1];
  if (kind === undefined) throw failure('UnsupportedAlgorithm', 'PASSWORD_UNSUPPORTED_ALGORITHM');
  const found = kind[0] === '2' ? 'bcrypt' : kind;
  const wanted = algorithm ?? found;
  if ((wanted === 'bcrypt') !== (found === 'bcrypt'))
    throw failure('InvalidEncoding', 'PASSWORD_INVALID_ENCODING');
  return [found, encoded, bytes];
}

function conclude(result) {
  if (result === null || result === undefined) throw failure('InvalidEncoding', 'PASSWORD_INVALID_ENCODING');
  return result;
}

const password = {
  /**
   * @param {string | ArrayBufferView | ArrayBuffer} secret
   * @param {string | {algorithm: string, cost?: number, memoryCost?: number, timeCost?: number}} [options]
   * @returns {Promise<string>}
   */
  async hash(secret, options) {
    return native.hash(...hashArguments(secret, options));
  },
  hashSync(secret, options) {
    return native.hashNow(...hashArguments(secret, options));
  },
  /**
   * @param {string} [algorithm] by default what the hash says
   * @returns {Promise<boolean>}
   * @throws {Error} PASSWORD_UNSUPPORTED_ALGORITHM, PASSWORD_INVALID_ENCODING
   */
  async verify(secret, hash, algorithm) {
    const args = verifyArguments(secret, hash, algorithm);
    return args === undefined ? false : conclude(await native.verify(...args));
  },
  verifySync(secret, hash, algorithm) {
    const args = verifyArguments(secret, hash, algorithm);
    return args === undefined ? false : conclude(native.verifyNow(...args));
  },
};

module.exports = { password };
