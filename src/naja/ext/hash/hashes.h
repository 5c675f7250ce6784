/* Hash functions that are not for secrets: wyhash, rapidhash, CityHash, xxHash, MurmurHash, Adler-32.
 * Little-endian machines. */
#ifndef NAJA_HASHES_H
#define NAJA_HASHES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint32_t read32(const uint8_t* p) {
  uint32_t value;
  memcpy(&value, p, 4);
  return value;
}

static inline uint64_t read64(const uint8_t* p) {
  uint64_t value;
  memcpy(&value, p, 8);
  return value;
}

static inline uint32_t rotl32(uint32_t x, int n) { return (x << n) | (x >> (32 - n)); }
static inline uint32_t rotr32(uint32_t x, int n) { return n == 0 ? x : (x >> n) | (x << (32 - n)); }
static inline uint64_t rotl64(uint64_t x, int n) { return (x << n) | (x >> (64 - n)); }
static inline uint64_t rotr64(uint64_t x, int n) { return n == 0 ? x : (x >> n) | (x << (64 - n)); }

/* The product of two words: low and high half. */
static inline void multiply(uint64_t* a, uint64_t* b) {
  unsigned __int128 product = (unsigned __int128)*a * *b;
  *a = (uint64_t)product;
  *b = (uint64_t)(product >> 64);
}

static inline uint64_t mix(uint64_t a, uint64_t b) {
  multiply(&a, &b);
  return a ^ b;
}

/* ---- wyhash, final version 4 ---- */

static uint64_t naja_wyhash(const uint8_t* p, size_t length, uint64_t seed) {
  static const uint64_t s[4] = {0xa0761d6478bd642full, 0xe7037ed1a0b428dbull, 0x8ebc6af09c88c6e3ull,
                                0x589965cc75374cc3ull};
  uint64_t a = 0, b = 0;
  seed ^= mix(seed ^ s[0], s[1]);
  if (length <= 16) {
    if (length >= 4) {
      size_t quarter = (length >> 3) << 2;
      a = ((uint64_t)read32(p) << 32) | read32(p + quarter);
      b = ((uint64_t)read32(p + length - 4) << 32) | read32(p + length - 4 - quarter);
    } else if (length > 0) {
      a = ((uint64_t)p[0] << 16) | ((uint64_t)p[length >> 1] << 8) | p[length - 1];
    }
  } else {
    const uint8_t* at = p;
    size_t left = length;
    if (left >= 48) {
      uint64_t seed1 = seed, seed2 = seed;
      while (left > 48) {
        seed = mix(read64(at) ^ s[1], read64(at + 8) ^ seed);
        seed1 = mix(read64(at + 16) ^ s[2], read64(at + 24) ^ seed1);
        seed2 = mix(read64(at + 32) ^ s[3], read64(at + 40) ^ seed2);
        at += 48;
        left -= 48;
      }
      seed ^= seed1 ^ seed2;
    }
    while (left > 16) {
      seed = mix(read64(at) ^ s[1], read64(at + 8) ^ seed);
      at += 16;
      left -= 16;
    }
    a = read64(p + length - 16);
    b = read64(p + length - 8);
  }
  a ^= s[1];
  b ^= seed;
  multiply(&a, &b);
  return mix(a ^ s[0] ^ length, b ^ s[1]);
}

/* ---- rapidhash, version 1 ---- */

static uint64_t naja_rapidhash(const uint8_t* p, size_t length, uint64_t seed) {
  static const uint64_t s[3] = {0x2d358dccaa6c78a5ull, 0x8bb84b93962eacc9ull, 0x4b33a62ed433d4a3ull};
  uint64_t a = 0, b = 0;
  seed ^= mix(seed ^ s[0], s[1]) ^ length;
  if (length <= 16) {
    if (length >= 4) {
      const uint8_t* last = p + length - 4;
      size_t delta = (length & 24) >> (length >> 3);
      a = ((uint64_t)read32(p) << 32) | read32(last);
      b = ((uint64_t)read32(p + delta) << 32) | read32(last - delta);
    } else if (length > 0) {
      a = ((uint64_t)p[0] << 56) | ((uint64_t)p[length >> 1] << 32) | p[length - 1];
    }
  } else {
    const uint8_t* at = p;
    size_t left = length;
    if (left > 48) {
      uint64_t see1 = seed, see2 = seed;
      while (left >= 48) {
        seed = mix(read64(at) ^ s[0], read64(at + 8) ^ seed);
        see1 = mix(read64(at + 16) ^ s[1], read64(at + 24) ^ see1);
        see2 = mix(read64(at + 32) ^ s[2], read64(at + 40) ^ see2);
        at += 48;
        left -= 48;
      }
      seed ^= see1 ^ see2;
    }
    if (left > 16) {
      seed = mix(read64(at) ^ s[2], read64(at + 8) ^ seed ^ s[1]);
      if (left > 32) seed = mix(read64(at + 16) ^ s[2], read64(at + 24) ^ seed);
    }
    a = read64(p + length - 16);
    b = read64(p + length - 8);
  }
  a ^= s[1];
  b ^= seed;
  multiply(&a, &b);
  return mix(a ^ s[0] ^ length, b ^ s[1]);
}

/* ---- MurmurHash ---- */

static uint32_t naja_murmur32v2(const uint8_t* p, size_t length, uint32_t seed) {
  const uint32_t m = 0x5bd1e995;
  uint32_t h = seed ^ (uint32_t)length;
  for (; length >= 4; p += 4, length -= 4) {
    uint32_t k = read32(p) * m;
    k ^= k >> 24;
    h = (h * m) ^ (k * m);
  }
  if (length == 3) h ^= (uint32_t)p[2] << 16;
  if (length >= 2) h ^= (uint32_t)p[1] << 8;
  if (length >= 1) h = (h ^ p[0]) * m;
  h = (h ^ (h >> 13)) * m;
  return h ^ (h >> 15);
}

static uint32_t naja_murmur32v3(const uint8_t* p, size_t length, uint32_t seed) {
  const uint32_t c1 = 0xcc9e2d51, c2 = 0x1b873593;
  uint32_t h = seed, k = 0;
  size_t left = length;
  for (; left >= 4; p += 4, left -= 4) {
    h ^= rotl32(read32(p) * c1, 15) * c2;
    h = rotl32(h, 13) * 5 + 0xe6546b64;
  }
  if (left == 3) k ^= (uint32_t)p[2] << 16;
  if (left >= 2) k ^= (uint32_t)p[1] << 8;
  if (left >= 1) h ^= rotl32((k ^ p[0]) * c1, 15) * c2;
  h ^= (uint32_t)length;
  h = (h ^ (h >> 16)) * 0x85ebca6b;
  h = (h ^ (h >> 13)) * 0xc2b2ae35;
  return h ^ (h >> 16);
}

static uint64_t naja_murmur64v2(const uint8_t* p, size_t length, uint64_t seed) {
  const uint64_t m = 0xc6a4a7935bd1e995ull;
  uint64_t h = seed ^ ((uint64_t)length * m);
  size_t left = length;
  for (; left >= 8; p += 8, left -= 8) {
    uint64_t k = read64(p) * m;
    k = (k ^ (k >> 47)) * m;
    h = (h ^ k) * m;
  }
  if (left > 0) {
    uint64_t k = 0;
    memcpy(&k, p, left);
    h = (h ^ k) * m;
  }
  h = (h ^ (h >> 47)) * m;
  return h ^ (h >> 47);
}

/* ---- CityHash 1.1 ---- */

static const uint64_t city_k0 = 0xc3a5c85c97cb3127ull, city_k1 = 0xb492b66fbe98f273ull,
                      city_k2 = 0x9ae16a3b2f90404full;

static inline uint32_t city_fmix(uint32_t h) {
  h = (h ^ (h >> 16)) * 0x85ebca6b;
  h = (h ^ (h >> 13)) * 0xc2b2ae35;
  return h ^ (h >> 16);
}

static inline uint32_t city_mur(uint32_t a, uint32_t h) {
  a = rotr32(a * 0xcc9e2d51u, 17) * 0x1b873593u;
  return rotr32(h ^ a, 19) * 5 + 0xe6546b64u;
}

static uint32_t city32_short(const uint8_t* p, size_t length) {
  uint32_t n = (uint32_t)length;
  if (length <= 4) {
    uint32_t b = 0, c = 9;
    for (size_t i = 0; i < length; i++) {
      b = b * 0xcc9e2d51u + (uint32_t)(int32_t)(int8_t)p[i];
      c ^= b;
    }
    return city_fmix(city_mur(b, city_mur(n, c)));
  }
  if (length <= 12) {
    uint32_t a = n + read32(p), b = n * 5 + read32(p + length - 4), c = 9 + read32(p + ((length >> 1) & 4)),
             d = n * 5;
    return city_fmix(city_mur(c, city_mur(b, city_mur(a, d))));
  }
  uint32_t a = read32(p - 4 + (length >> 1)), b = read32(p + 4), c = read32(p + length - 8);
  uint32_t d = read32(p + (length >> 1)), e = read32(p), f = read32(p + length - 4);
  return city_fmix(city_mur(f, city_mur(e, city_mur(d, city_mur(c, city_mur(b, city_mur(a, n)))))));
}

static uint32_t naja_city32(const uint8_t* p, size_t length) {
  const uint32_t c1 = 0xcc9e2d51u, c2 = 0x1b873593u, c3 = 0xe6546b64u;
  if (length <= 24) return city32_short(p, length);
  uint32_t h = (uint32_t)length, g = c1 * h, f = g;
  uint32_t a0 = rotr32(read32(p + length - 4) * c1, 17) * c2,
           a1 = rotr32(read32(p + length - 8) * c1, 17) * c2;
  uint32_t a2 = rotr32(read32(p + length - 16) * c1, 17) * c2,
           a3 = rotr32(read32(p + length - 12) * c1, 17) * c2;
  uint32_t a4 = rotr32(read32(p + length - 20) * c1, 17) * c2;
  h = rotr32(h ^ a0, 19) * 5 + c3;
  h = rotr32(h ^ a2, 19) * 5 + c3;
  g = rotr32(g ^ a1, 19) * 5 + c3;
  g = rotr32(g ^ a3, 19) * 5 + c3;
  f = rotr32(f + a4, 19) * 5 + c3;
  for (size_t rounds = (length - 1) / 20; rounds > 0; rounds--, p += 20) {
    uint32_t b0 = rotr32(read32(p) * c1, 17) * c2, b1 = read32(p + 4),
             b2 = rotr32(read32(p + 8) * c1, 17) * c2;
    uint32_t b3 = rotr32(read32(p + 12) * c1, 17) * c2, b4 = read32(p + 16), swap;
    h = rotr32(h ^ b0, 18) * 5 + c3;
    f = rotr32(f + b1, 19) * c1;
    g = rotr32(g + b2, 18) * 5 + c3;
    h = rotr32(h ^ (b3 + b1), 19) * 5 + c3;
    g = __builtin_bswap32(g ^ b4) * 5;
    h = __builtin_bswap32(h + b4 * 5);
    f += b0;
    swap = f;
    f = g;
    g = h;
    h = swap;
  }
  g = rotr32(rotr32(g, 11) * c1, 17) * c1;
  f = rotr32(rotr32(f, 11) * c1, 17) * c1;
  h = rotr32(h + g, 19) * 5 + c3;
  h = rotr32(h, 17) * c1;
  h = rotr32(h + f, 19) * 5 + c3;
  return rotr32(h, 17) * c1;
}

static inline uint64_t city_shift_mix(uint64_t value) { return value ^ (value >> 47); }

static inline uint64_t city_hash16(uint64_t u, uint64_t v, uint64_t multiplier) {
  uint64_t a = (u ^ v) * multiplier;
  a ^= a >> 47;
  uint64_t b = (v ^ a) * multiplier;
  b ^= b >> 47;
  return b * multiplier;
}

static inline uint64_t city_hash128(uint64_t u, uint64_t v) {
  return city_hash16(u, v, 0x9ddfea08eb382d69ull);
}

static uint64_t city64_0_to_16(const uint8_t* p, size_t length) {
  if (length >= 8) {
    uint64_t m = city_k2 + length * 2, a = read64(p) + city_k2, b = read64(p + length - 8);
    return city_hash16(rotr64(b, 37) * m + a, (rotr64(a, 25) + b) * m, m);
  }
  if (length >= 4) {
    uint64_t m = city_k2 + length * 2, a = read32(p);
    return city_hash16(length + (a << 3), read32(p + length - 4), m);
  }
  if (length > 0) {
    uint32_t y = (uint32_t)p[0] + ((uint32_t)p[length >> 1] << 8),
             z = (uint32_t)length + ((uint32_t)p[length - 1] << 2);
    return city_shift_mix(y * city_k2 ^ z * city_k0) * city_k2;
  }
  return city_k2;
}

static uint64_t city64_17_to_32(const uint8_t* p, size_t length) {
  uint64_t m = city_k2 + length * 2, a = read64(p) * city_k1, b = read64(p + 8);
  uint64_t c = read64(p + length - 8) * m, d = read64(p + length - 16) * city_k2;
  return city_hash16(rotr64(a + b, 43) + rotr64(c, 30) + d, a + rotr64(b + city_k2, 18) + c, m);
}

static uint64_t city64_33_to_64(const uint8_t* p, size_t length) {
  uint64_t m = city_k2 + length * 2, a = read64(p) * city_k2, b = read64(p + 8), c = read64(p + length - 24);
  uint64_t d = read64(p + length - 32), e = read64(p + 16) * city_k2, f = read64(p + 24) * 9;
  uint64_t g = read64(p + length - 8), h = read64(p + length - 16) * m;
  uint64_t u = rotr64(a + g, 43) + (rotr64(b, 30) + c) * 9, v = ((a + g) ^ d) + f + 1;
  uint64_t w = __builtin_bswap64((u + v) * m) + h, x = rotr64(e + f, 42) + c;
  uint64_t y = (__builtin_bswap64((v + w) * m) + g) * m, z = e + f + c;
  a = __builtin_bswap64((x + z) * m + y) + b;
  b = city_shift_mix((z + a) * m + d + h) * m;
  return b + x;
}

typedef struct {
  uint64_t first, second;
} city_pair;

static city_pair city_weak(const uint8_t* p, uint64_t a, uint64_t b) {
  uint64_t w = read64(p), x = read64(p + 8), y = read64(p + 16), z = read64(p + 24);
  a += w;
  b = rotr64(b + a + z, 21);
  uint64_t c = a;
  a += x + y;
  b += rotr64(a, 44);
  city_pair result = {a + z, b + c};
  return result;
}

static uint64_t naja_city64(const uint8_t* p, size_t length) {
  if (length <= 16) return city64_0_to_16(p, length);
  if (length <= 32) return city64_17_to_32(p, length);
  if (length <= 64) return city64_33_to_64(p, length);
  uint64_t x = read64(p + length - 40), y = read64(p + length - 16) + read64(p + length - 56);
  uint64_t z = city_hash128(read64(p + length - 48) + length, read64(p + length - 24)), swap;
  city_pair v = city_weak(p + length - 64, length, z), w = city_weak(p + length - 32, y + city_k1, x);
  x = x * city_k1 + read64(p);
  for (size_t left = (length - 1) & ~(size_t)63; left > 0; left -= 64, p += 64) {
    x = rotr64(x + y + v.first + read64(p + 8), 37) * city_k1;
    y = rotr64(y + v.second + read64(p + 48), 42) * city_k1;
    x ^= w.second;
    y += v.first + read64(p + 40);
    z = rotr64(z + w.first, 33) * city_k1;
    v = city_weak(p, v.second * city_k1, x + w.first);
    w = city_weak(p + 32, z + w.second, y + read64(p + 16));
    swap = z;
    z = x;
    x = swap;
  }
  return city_hash128(city_hash128(v.first, w.first) + city_shift_mix(y) * city_k1 + z,
                      city_hash128(v.second, w.second) + x);
}

static uint64_t naja_city64_seed(const uint8_t* p, size_t length, uint64_t seed) {
  return city_hash128(naja_city64(p, length) - city_k2, seed);
}

/* ---- xxHash ---- */

static const uint32_t x32_1 = 0x9E3779B1u, x32_2 = 0x85EBCA77u, x32_3 = 0xC2B2AE3Du, x32_4 = 0x27D4EB2Fu,
                      x32_5 = 0x165667B1u;
static const uint64_t x64_1 = 0x9E3779B185EBCA87ull, x64_2 = 0xC2B2AE3D27D4EB4Full,
                      x64_3 = 0x165667B19E3779F9ull, x64_4 = 0x85EBCA77C2B2AE63ull,
                      x64_5 = 0x27D4EB2F165667C5ull;

static uint32_t naja_xxhash32(const uint8_t* p, size_t length, uint32_t seed) {
  const uint8_t* end = p + length;
  uint32_t h = seed + x32_5;
  if (length >= 16) {
    uint32_t v[4] = {seed + x32_1 + x32_2, seed + x32_2, seed, seed - x32_1};
    for (; end - p >= 16; p += 16)
      for (int i = 0; i < 4; i++) v[i] = rotl32(v[i] + read32(p + 4 * i) * x32_2, 13) * x32_1;
    h = rotl32(v[0], 1) + rotl32(v[1], 7) + rotl32(v[2], 12) + rotl32(v[3], 18);
  }
  h += (uint32_t)length;
  for (; end - p >= 4; p += 4) h = rotl32(h + read32(p) * x32_3, 17) * x32_4;
  for (; p < end; p++) h = rotl32(h + *p * x32_5, 11) * x32_1;
  h = (h ^ (h >> 15)) * x32_2;
  h = (h ^ (h >> 13)) * x32_3;
  return h ^ (h >> 16);
}

static inline uint64_t x64_round(uint64_t value, uint64_t input) {
  return rotl64(value + input * x64_2, 31) * x64_1;
}

static inline uint64_t x64_avalanche(uint64_t h) {
  h = (h ^ (h >> 33)) * x64_2;
  h = (h ^ (h >> 29)) * x64_3;
  return h ^ (h >> 32);
}

static uint64_t naja_xxhash64(const uint8_t* p, size_t length, uint64_t seed) {
  const uint8_t* end = p + length;
  uint64_t h = seed + x64_5;
  if (length >= 32) {
    uint64_t v[4] = {seed + x64_1 + x64_2, seed + x64_2, seed, seed - x64_1};
    for (; end - p >= 32; p += 32)
      for (int i = 0; i < 4; i++) v[i] = x64_round(v[i], read64(p + 8 * i));
    h = rotl64(v[0], 1) + rotl64(v[1], 7) + rotl64(v[2], 12) + rotl64(v[3], 18);
    for (int i = 0; i < 4; i++) h = (h ^ x64_round(0, v[i])) * x64_1 + x64_4;
  }
  h += length;
  for (; end - p >= 8; p += 8) h = rotl64(h ^ x64_round(0, read64(p)), 27) * x64_1 + x64_4;
  if (end - p >= 4) {
    h = rotl64(h ^ (read32(p) * x64_1), 23) * x64_2 + x64_3;
    p += 4;
  }
  for (; p < end; p++) h = rotl64(h ^ (*p * x64_5), 11) * x64_1;
  return x64_avalanche(h);
}

static const uint8_t xxh3_secret[192] = {
    0xb8, 0xfe, 0x6c, 0x39, 0x23, 0xa4, 0x4b, 0xbe, 0x7c, 0x01, 0x81, 0x2c, 0xf7, 0x21, 0xad, 0x1c,
    0xde, 0xd4, 0x6d, 0xe9, 0x83, 0x90, 0x97, 0xdb, 0x72, 0x40, 0xa4, 0xa4, 0xb7, 0xb3, 0x67, 0x1f,
    0xcb, 0x79, 0xe6, 0x4e, 0xcc, 0xc0, 0xe5, 0x78, 0x82, 0x5a, 0xd0, 0x7d, 0xcc, 0xff, 0x72, 0x21,
    0xb8, 0x08, 0x46, 0x74, 0xf7, 0x43, 0x24, 0x8e, 0xe0, 0x35, 0x90, 0xe6, 0x81, 0x3a, 0x26, 0x4c,
    0x3c, 0x28, 0x52, 0xbb, 0x91, 0xc3, 0x00, 0xcb, 0x88, 0xd0, 0x65, 0x8b, 0x1b, 0x53, 0x2e, 0xa3,
    0x71, 0x64, 0x48, 0x97, 0xa2, 0x0d, 0xf9, 0x4e, 0x38, 0x19, 0xef, 0x46, 0xa9, 0xde, 0xac, 0xd8,
    0xa8, 0xfa, 0x76, 0x3f, 0xe3, 0x9c, 0x34, 0x3f, 0xf9, 0xdc, 0xbb, 0xc7, 0xc7, 0x0b, 0x4f, 0x1d,
    0x8a, 0x51, 0xe0, 0x4b, 0xcd, 0xb4, 0x59, 0x31, 0xc8, 0x9f, 0x7e, 0xc9, 0xd9, 0x78, 0x73, 0x64,
    0xea, 0xc5, 0xac, 0x83, 0x34, 0xd3, 0xeb, 0xc3, 0xc5, 0x81, 0xa0, 0xff, 0xfa, 0x13, 0x63, 0xeb,
    0x17, 0x0d, 0xdd, 0x51, 0xb7, 0xf0, 0xda, 0x49, 0xd3, 0x16, 0x55, 0x26, 0x29, 0xd4, 0x68, 0x9e,
    0x2b, 0x16, 0xbe, 0x58, 0x7d, 0x47, 0xa1, 0xfc, 0x8f, 0xf8, 0xb8, 0xd1, 0x7a, 0xd0, 0x31, 0xce,
    0x45, 0xcb, 0x3a, 0x8f, 0x95, 0x16, 0x04, 0x28, 0xaf, 0xd7, 0xfb, 0xca, 0xbb, 0x4b, 0x40, 0x7e,
};

static inline uint64_t xxh3_avalanche(uint64_t h) {
  h = (h ^ (h >> 37)) * 0x165667919E3779F9ull;
  return h ^ (h >> 32);
}

static inline uint64_t xxh3_mix16(const uint8_t* p, const uint8_t* secret, uint64_t seed) {
  return mix(read64(p) ^ (read64(secret) + seed), read64(p + 8) ^ (read64(secret + 8) - seed));
}

static uint64_t xxh3_short(const uint8_t* p, size_t length, uint64_t seed) {
  const uint8_t* s = xxh3_secret;
  if (length > 8) {
    uint64_t low = read64(p) ^ ((read64(s + 24) ^ read64(s + 32)) + seed);
    uint64_t high = read64(p + length - 8) ^ ((read64(s + 40) ^ read64(s + 48)) - seed);
    return xxh3_avalanche(length + __builtin_bswap64(low) + high + mix(low, high));
  }
  if (length >= 4) {
    seed ^= (uint64_t)__builtin_bswap32((uint32_t)seed) << 32;
    uint64_t value = read32(p + length - 4) + ((uint64_t)read32(p) << 32);
    uint64_t h = value ^ ((read64(s + 8) ^ read64(s + 16)) - seed);
    h ^= rotl64(h, 49) ^ rotl64(h, 24);
    h *= 0x9FB21C651E98DF25ull;
    h ^= (h >> 35) + length;
    h *= 0x9FB21C651E98DF25ull;
    return h ^ (h >> 28);
  }
  if (length > 0) {
    uint32_t value =
        ((uint32_t)p[0] << 16) | ((uint32_t)p[length >> 1] << 24) | p[length - 1] | ((uint32_t)length << 8);
    return x64_avalanche(value ^ ((uint64_t)(read32(s) ^ read32(s + 4)) + seed));
  }
  return x64_avalanche(seed ^ (read64(s + 56) ^ read64(s + 64)));
}

static uint64_t xxh3_middle(const uint8_t* p, size_t length, uint64_t seed) {
  const uint8_t* s = xxh3_secret;
  uint64_t h = length * x64_1;
  if (length <= 128) {
    for (int i = (int)((length - 1) / 32); i >= 0; i--) {
      h += xxh3_mix16(p + 16 * i, s + 32 * i, seed);
      h += xxh3_mix16(p + length - 16 * (i + 1), s + 32 * i + 16, seed);
    }
    return xxh3_avalanche(h);
  }
  for (int i = 0; i < 8; i++) h += xxh3_mix16(p + 16 * i, s + 16 * i, seed);
  h = xxh3_avalanche(h);
  for (int i = 8; i < (int)(length / 16); i++) h += xxh3_mix16(p + 16 * i, s + 16 * (i - 8) + 3, seed);
  h += xxh3_mix16(p + length - 16, s + 136 - 17, seed);
  return xxh3_avalanche(h);
}

static inline void xxh3_stripe(uint64_t* acc, const uint8_t* p, const uint8_t* secret) {
  for (int i = 0; i < 8; i++) {
    uint64_t value = read64(p + 8 * i), key = value ^ read64(secret + 8 * i);
    acc[i ^ 1] += value;
    acc[i] += (uint32_t)key * (key >> 32);
  }
}

static uint64_t xxh3_long(const uint8_t* p, size_t length, uint64_t seed) {
  uint8_t secret[192];
  for (int i = 0; i < 12; i++) {
    uint64_t low = read64(xxh3_secret + 16 * i) + seed, high = read64(xxh3_secret + 16 * i + 8) - seed;
    memcpy(secret + 16 * i, &low, 8);
    memcpy(secret + 16 * i + 8, &high, 8);
  }
  uint64_t acc[8] = {x32_3, x64_1, x64_2, x64_3, x64_4, x32_2, x64_5, x32_1};
  const size_t stripes = 16, block = 64 * stripes;
  size_t blocks = (length - 1) / block;
  for (size_t n = 0; n < blocks; n++) {
    for (size_t i = 0; i < stripes; i++) xxh3_stripe(acc, p + n * block + 64 * i, secret + 8 * i);
    for (int i = 0; i < 8; i++) acc[i] = (acc[i] ^ (acc[i] >> 47) ^ read64(secret + 128 + 8 * i)) * x32_1;
  }
  size_t rest = ((length - 1) - block * blocks) / 64;
  for (size_t i = 0; i < rest; i++) xxh3_stripe(acc, p + blocks * block + 64 * i, secret + 8 * i);
  xxh3_stripe(acc, p + length - 64, secret + 192 - 64 - 7);
  uint64_t h = length * x64_1;
  for (int i = 0; i < 4; i++)
    h += mix(acc[2 * i] ^ read64(secret + 11 + 16 * i), acc[2 * i + 1] ^ read64(secret + 11 + 16 * i + 8));
  return xxh3_avalanche(h);
}

static uint64_t naja_xxhash3(const uint8_t* p, size_t length, uint64_t seed) {
  if (length <= 16) return xxh3_short(p, length, seed);
  if (length <= 240) return xxh3_middle(p, length, seed);
  return xxh3_long(p, length, seed);
}

/* ---- checksums ---- */

static uint32_t naja_adler32(const uint8_t* p, size_t length, uint32_t seed) {
  uint32_t a = seed & 0xffff, b = seed >> 16;
  while (length > 0) {
    size_t count = length < 5552 ? length : 5552; /* as many as fit before a sum could overflow */
    length -= count;
    for (; count > 0; count--) b += a += *p++;
    a %= 65521;
    b %= 65521;
  }
  return (b << 16) | a;
}

/* Eight tables, so that eight bytes are one step. Made at first use; two threads at once make the same. */
static uint32_t naja_crc32(const uint8_t* p, size_t length, uint32_t seed) {
  static uint32_t table[8][256];
  static int made;
  if (!__atomic_load_n(&made, __ATOMIC_ACQUIRE)) {
    for (uint32_t i = 0; i < 256; i++) {
      uint32_t value = i;
      for (int bit = 0; bit < 8; bit++) value = (value >> 1) ^ (0xEDB88320u & (0u - (value & 1)));
      table[0][i] = value;
    }
    for (int t = 1; t < 8; t++)
      for (int i = 0; i < 256; i++) table[t][i] = (table[t - 1][i] >> 8) ^ table[0][table[t - 1][i] & 0xff];
    __atomic_store_n(&made, 1, __ATOMIC_RELEASE);
  }
  uint32_t crc = ~seed;
  for (; length >= 8; p += 8, length -= 8) {
    uint32_t low = read32(p) ^ crc, high = read32(p + 4);
    crc = table[7][low & 0xff] ^ table[6][(low >> 8) & 0xff] ^ table[5][(low >> 16) & 0xff] ^
          table[4][low >> 24] ^ table[3][high & 0xff] ^ table[2][(high >> 8) & 0xff] ^
          table[1][(high >> 16) & 0xff] ^ table[0][high >> 24];
  }
  for (; length > 0; length--) crc = table[0][(crc ^ *p++) & 0xff] ^ (crc >> 8);
  return ~crc;
}

#endif
