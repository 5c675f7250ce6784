'use strict';

// libsodium: secret and public keys, signatures, hashes, passwords on threads, streams, and memory that is locked away.

const sodium = require('sodium-native');

const hex = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
const bytes = (length, fill = 7) => Buffer.alloc(length, fill);

function failure(run) {
  try {
    return run();
  } catch (error) {
    return `${error.name} ${error.code}: ${error.message}`;
  }
}

function seeded(length, seed = 1) {
  const result = Buffer.alloc(length);
  sodium.randombytes_buf_deterministic(result, bytes(sodium.randombytes_SEEDBYTES, seed));
  return result;
}

function boxes() {
  const message = Buffer.from('a secret message, ключ 🔑');
  const key = seeded(sodium.crypto_secretbox_KEYBYTES);
  const nonce = seeded(sodium.crypto_secretbox_NONCEBYTES, 2);
  const sealed = Buffer.alloc(message.length + sodium.crypto_secretbox_MACBYTES);
  sodium.crypto_secretbox_easy(sealed, message, nonce, key);
  const opened = Buffer.alloc(message.length);
  console.log(hex(sealed), sodium.crypto_secretbox_open_easy(opened, sealed, nonce, key), opened.toString());
  sealed[3] ^= 1;
  console.log(sodium.crypto_secretbox_open_easy(opened, sealed, nonce, key));

  const pair = (seed) => {
    const pk = Buffer.alloc(sodium.crypto_box_PUBLICKEYBYTES);
    const sk = Buffer.alloc(sodium.crypto_box_SECRETKEYBYTES);
    sodium.crypto_box_seed_keypair(pk, sk, seeded(sodium.crypto_box_SEEDBYTES, seed));
    return { pk, sk };
  };
  const [ann, bob] = [pair(3), pair(4)];
  const boxed = Buffer.alloc(message.length + sodium.crypto_box_MACBYTES);
  sodium.crypto_box_easy(boxed, message, nonce, bob.pk, ann.sk);
  console.log(
    hex(boxed),
    sodium.crypto_box_open_easy(opened, boxed, nonce, ann.pk, bob.sk),
    opened.equals(message),
  );
  const anonymous = Buffer.alloc(message.length + sodium.crypto_box_SEALBYTES);
  sodium.crypto_box_seal(anonymous, message, bob.pk);
  opened.fill(0);
  console.log(sodium.crypto_box_seal_open(opened, anonymous, bob.pk, bob.sk), opened.equals(message));
  console.log(failure(() => sodium.crypto_secretbox_easy(sealed, message, nonce, key.subarray(1))));
  console.log(failure(() => sodium.crypto_secretbox_easy('x', message, nonce, key)));
}

function signatures() {
  const pk = Buffer.alloc(sodium.crypto_sign_PUBLICKEYBYTES);
  const sk = Buffer.alloc(sodium.crypto_sign_SECRETKEYBYTES);
  sodium.crypto_sign_seed_keypair(pk, sk, seeded(sodium.crypto_sign_SEEDBYTES));
  const message = Buffer.from('signed');
  const signature = Buffer.alloc(sodium.crypto_sign_BYTES);
  sodium.crypto_sign_detached(signature, message, sk);
  console.log(hex(pk), hex(signature), sodium.crypto_sign_verify_detached(signature, message, pk));
  console.log(sodium.crypto_sign_verify_detached(signature, Buffer.from('forged'), pk));
  const signed = Buffer.alloc(message.length + sodium.crypto_sign_BYTES);
  sodium.crypto_sign(signed, message, sk);
  const opened = Buffer.alloc(message.length);
  console.log(sodium.crypto_sign_open(opened, signed, pk), opened.toString());
  const curve = Buffer.alloc(sodium.crypto_box_PUBLICKEYBYTES);
  sodium.crypto_sign_ed25519_pk_to_curve25519(curve, pk);
  console.log(hex(curve));
}

function hashes() {
  const out = Buffer.alloc(sodium.crypto_generichash_BYTES);
  sodium.crypto_generichash(out, Buffer.from('hash me'));
  console.log(hex(out));
  sodium.crypto_generichash_batch(out, [Buffer.from('hash'), Buffer.from(' me')]);
  console.log(hex(out));
  const state = Buffer.alloc(sodium.crypto_generichash_STATEBYTES);
  sodium.crypto_generichash_init(state, bytes(sodium.crypto_generichash_KEYBYTES), 64);
  for (let i = 0; i < 100; i++) sodium.crypto_generichash_update(state, Buffer.from(`part ${i}`));
  const long = Buffer.alloc(64);
  sodium.crypto_generichash_final(state, long);
  console.log(hex(long));
  const short = Buffer.alloc(sodium.crypto_shorthash_BYTES);
  sodium.crypto_shorthash(short, Buffer.from('x'), bytes(sodium.crypto_shorthash_KEYBYTES));
  const sha = Buffer.alloc(sodium.crypto_hash_sha256_BYTES);
  sodium.crypto_hash_sha256(sha, Buffer.from('x'));
  const derived = Buffer.alloc(32);
  sodium.crypto_kdf_derive_from_key(derived, 1, Buffer.from('context_'), bytes(sodium.crypto_kdf_KEYBYTES));
  console.log(hex(short), hex(sha), hex(derived));
  const padded = Buffer.from('padded\0\0\0\0\0\0\0\0\0\0');
  const length = sodium.sodium_pad(padded, 6, 16);
  console.log(length, sodium.sodium_unpad(padded, length, 16), hex(padded));
  console.log(
    sodium.sodium_memcmp(bytes(3), bytes(3)),
    sodium.sodium_compare(bytes(3), bytes(3, 8)),
    sodium.sodium_is_zero(bytes(3, 0)),
  );
  const number = Buffer.from([255, 0]);
  sodium.sodium_add(number, Buffer.from([1, 0]));
  const random = Buffer.alloc(32);
  sodium.randombytes_buf(random);
  console.log(
    number,
    sodium.sodium_is_zero(random),
    sodium.randombytes_uniform(1),
    typeof sodium.randombytes_random(),
  );
}

function streams() {
  const key = seeded(sodium.crypto_secretstream_xchacha20poly1305_KEYBYTES);
  const header = Buffer.alloc(sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES);
  const out = Buffer.alloc(sodium.crypto_secretstream_xchacha20poly1305_STATEBYTES);
  const into = Buffer.alloc(sodium.crypto_secretstream_xchacha20poly1305_STATEBYTES);
  sodium.crypto_secretstream_xchacha20poly1305_init_push(out, header, key);
  sodium.crypto_secretstream_xchacha20poly1305_init_pull(into, header, key);
  const texts = [];
  for (const [i, text] of ['first', 'second', 'last'].entries()) {
    const message = Buffer.from(text);
    const sealed = Buffer.alloc(message.length + sodium.crypto_secretstream_xchacha20poly1305_ABYTES);
    const tag =
      i === 2
        ? sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
        : sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
    sodium.crypto_secretstream_xchacha20poly1305_push(out, sealed, message, Buffer.from('more'), tag);
    const opened = Buffer.alloc(message.length);
    const tags = Buffer.alloc(1);
    const length = sodium.crypto_secretstream_xchacha20poly1305_pull(
      into,
      opened,
      tags,
      sealed,
      Buffer.from('more'),
    );
    texts.push([length, opened.toString(), tags[0]]);
  }
  console.log(texts);
  const stream = Buffer.alloc(64);
  sodium.crypto_stream_chacha20(
    stream,
    bytes(sodium.crypto_stream_chacha20_NONCEBYTES),
    bytes(sodium.crypto_stream_chacha20_KEYBYTES),
  );
  console.log(hex(stream));
  const text = Buffer.from('a text of several blocks '.repeat(20));
  const crypted = Buffer.alloc(text.length);
  sodium.crypto_stream_xor(
    crypted,
    text,
    bytes(sodium.crypto_stream_NONCEBYTES),
    bytes(sodium.crypto_stream_KEYBYTES),
  );
  const again = Buffer.alloc(text.length);
  sodium.crypto_stream_xor(
    again,
    crypted,
    bytes(sodium.crypto_stream_NONCEBYTES),
    bytes(sodium.crypto_stream_KEYBYTES),
  );
  console.log(again.equals(text), hex(crypted.subarray(0, 16)));
}

async function passwords() {
  const out = Buffer.alloc(32);
  const salt = bytes(sodium.crypto_pwhash_SALTBYTES);
  const cost = [sodium.crypto_pwhash_OPSLIMIT_MIN, sodium.crypto_pwhash_MEMLIMIT_MIN];
  sodium.crypto_pwhash(out, Buffer.from('password'), salt, ...cost, sodium.crypto_pwhash_ALG_DEFAULT);
  console.log(hex(out));
  const later = Buffer.alloc(32);
  await sodium.crypto_pwhash_async(
    later,
    Buffer.from('password'),
    salt,
    ...cost,
    sodium.crypto_pwhash_ALG_DEFAULT,
  );
  console.log(later.equals(out));
  await new Promise((resolve) => {
    sodium.crypto_pwhash_async(
      later,
      Buffer.from('other'),
      salt,
      ...cost,
      sodium.crypto_pwhash_ALG_DEFAULT,
      (error) => {
        console.log(error, hex(later));
        resolve();
      },
    );
  });
  const many = await Promise.all(
    Array.from({ length: 20 }, async (_, i) => {
      const text = Buffer.alloc(sodium.crypto_pwhash_STRBYTES);
      await sodium.crypto_pwhash_str_async(text, Buffer.from(`password ${i}`), ...cost);
      const right = await sodium.crypto_pwhash_str_verify_async(text, Buffer.from(`password ${i}`));
      return right && !(await sodium.crypto_pwhash_str_verify_async(text, Buffer.from('wrong')));
    }),
  );
  console.log(many.length, many.every(Boolean));
  const derived = Buffer.alloc(64);
  await sodium.extension_pbkdf2_sha512_async(derived, Buffer.from('password'), salt, 1000, 64);
  console.log(hex(derived));
}

function memory() {
  const secret = sodium.sodium_malloc(40);
  console.log(Buffer.isBuffer(secret), secret.length, secret.secure, hex(secret).slice(0, 8));
  secret.fill(1);
  sodium.randombytes_buf_deterministic(secret, bytes(sodium.randombytes_SEEDBYTES));
  const copy = Buffer.from(secret);
  sodium.sodium_mprotect_readonly(secret);
  console.log(copy.equals(secret), hex(secret));
  sodium.sodium_mprotect_noaccess(secret);
  sodium.sodium_mprotect_readwrite(secret);
  secret[0] = 9;
  console.log(secret[0], hex(secret).slice(2) === hex(copy).slice(2));
  sodium.sodium_free(secret);
  console.log(secret.length, secret.buffer.byteLength);
  sodium.sodium_free(secret);
  const empty = sodium.sodium_malloc(0);
  console.log(empty.length, sodium.sodium_free(empty));
  const key = sodium.sodium_malloc(sodium.crypto_secretbox_KEYBYTES);
  sodium.randombytes_buf(key);
  const sealed = Buffer.alloc(5 + sodium.crypto_secretbox_MACBYTES);
  const nonce = bytes(sodium.crypto_secretbox_NONCEBYTES);
  sodium.crypto_secretbox_easy(sealed, Buffer.from('hello'), nonce, key);
  const opened = sodium.sodium_malloc(5);
  console.log(sodium.crypto_secretbox_open_easy(opened, sealed, nonce, key), opened.toString());
  const large = sodium.sodium_malloc(1 << 20);
  console.log(sodium.sodium_is_zero(large), large[(1 << 20) - 1] === large[0]);
  sodium.sodium_memzero(large);
  console.log(sodium.sodium_is_zero(large), sodium.sodium_mlock(large), sodium.sodium_munlock(large));
  // Enough to be collected.
  for (let i = 0; i < 300; i++) sodium.sodium_malloc(100)[0] = 1;
}

async function main() {
  for (const part of [boxes, signatures, hashes, streams, passwords, memory]) {
    console.log(`--- ${part.name}`);
    await part();
  }
}

main();
