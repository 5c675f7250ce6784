# cython: language_level=3
"""binding('hash'): hash functions that are not for secrets. Each takes bytes and a seed; those of 64 bits take and
give BigInts."""

from cpython.pycapsule cimport PyCapsule_New
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from naja.loop.core cimport define
from naja.loop.engine cimport *
from naja.loop.napi cimport *

cdef extern from "hashes.h" nogil:
    uint64_t naja_wyhash(const uint8_t* p, size_t length, uint64_t seed)
    uint64_t naja_rapidhash(const uint8_t* p, size_t length, uint64_t seed)
    uint64_t naja_city64(const uint8_t* p, size_t length)
    uint64_t naja_city64_seed(const uint8_t* p, size_t length, uint64_t seed)
    uint64_t naja_xxhash64(const uint8_t* p, size_t length, uint64_t seed)
    uint64_t naja_xxhash3(const uint8_t* p, size_t length, uint64_t seed)
    uint64_t naja_murmur64v2(const uint8_t* p, size_t length, uint64_t seed)
    uint32_t naja_city32(const uint8_t* p, size_t length)
    uint32_t naja_xxhash32(const uint8_t* p, size_t length, uint32_t seed)
    uint32_t naja_murmur32v2(const uint8_t* p, size_t length, uint32_t seed)
    uint32_t naja_murmur32v3(const uint8_t* p, size_t length, uint32_t seed)
    uint32_t naja_adler32(const uint8_t* p, size_t length, uint32_t seed)
    uint32_t naja_crc32(const uint8_t* p, size_t length, uint32_t seed)

ctypedef uint64_t (*wide)(const uint8_t* p, size_t length, uint64_t seed) noexcept nogil
ctypedef uint32_t (*narrow)(const uint8_t* p, size_t length, uint32_t seed) noexcept nogil

cdef extern from *:
    """
    static const uint8_t naja_no_bytes[1] = {0};
    """
    const uint8_t* naja_no_bytes


cdef const uint8_t* bytes_of(napi_env env, napi_callback_info info, size_t* length, napi_value* seed) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef uint8_t* data = NULL
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    length[0] = 0
    seed[0] = argv[1]
    if not naja_get_bytes(env, argv[0], &data, length) or data == NULL:
        length[0] = 0
        return naja_no_bytes
    return data


cdef napi_value hash_wide(napi_env env, napi_callback_info info, wide function) noexcept nogil:
    cdef size_t length
    cdef napi_value seed_value, result = NULL
    cdef const uint8_t* data = bytes_of(env, info, &length, &seed_value)
    cdef uint64_t seed = 0
    cdef c_bool lossless
    napi_get_value_bigint_uint64(env, seed_value, &seed, &lossless)
    napi_create_bigint_uint64(env, function(data, length, seed), &result)
    return result


cdef napi_value hash_narrow(napi_env env, napi_callback_info info, narrow function) noexcept nogil:
    cdef size_t length
    cdef napi_value seed_value, result = NULL
    cdef const uint8_t* data = bytes_of(env, info, &length, &seed_value)
    cdef uint32_t seed = 0
    napi_get_value_uint32(env, seed_value, &seed)
    napi_create_uint32(env, function(data, length, seed), &result)
    return result


cdef uint64_t city64(const uint8_t* p, size_t length, uint64_t seed) noexcept nogil:
    return naja_city64_seed(p, length, seed)


cdef uint32_t city32(const uint8_t* p, size_t length, uint32_t seed) noexcept nogil:
    return naja_city32(p, length)


cdef napi_value js_wyhash(napi_env env, napi_callback_info info) noexcept nogil:
    return hash_wide(env, info, <wide>naja_wyhash)


cdef napi_value js_rapidhash(napi_env env, napi_callback_info info) noexcept nogil:
    return hash_wide(env, info, <wide>naja_rapidhash)


cdef napi_value js_city64(napi_env env, napi_callback_info info) noexcept nogil:
    return hash_wide(env, info, city64)


cdef napi_value js_xxhash64(napi_env env, napi_callback_info info) noexcept nogil:
    return hash_wide(env, info, <wide>naja_xxhash64)


cdef napi_value js_xxhash3(napi_env env, napi_callback_info info) noexcept nogil:
    return hash_wide(env, info, <wide>naja_xxhash3)


cdef napi_value js_murmur64v2(napi_env env, napi_callback_info info) noexcept nogil:
    return hash_wide(env, info, <wide>naja_murmur64v2)


cdef napi_value js_city32(napi_env env, napi_callback_info info) noexcept nogil:
    return hash_narrow(env, info, city32)


cdef napi_value js_xxhash32(napi_env env, napi_callback_info info) noexcept nogil:
    return hash_narrow(env, info, <narrow>naja_xxhash32)


cdef napi_value js_murmur32v2(napi_env env, napi_callback_info info) noexcept nogil:
    return hash_narrow(env, info, <narrow>naja_murmur32v2)


cdef napi_value js_murmur32v3(napi_env env, napi_callback_info info) noexcept nogil:
    return hash_narrow(env, info, <narrow>naja_murmur32v3)


cdef napi_value js_adler32(napi_env env, napi_callback_info info) noexcept nogil:
    return hash_narrow(env, info, <narrow>naja_adler32)


cdef napi_value js_crc32(napi_env env, napi_callback_info info) noexcept nogil:
    return hash_narrow(env, info, <narrow>naja_crc32)


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    define(env, exports, b"wyhash", js_wyhash)
    define(env, exports, b"rapidhash", js_rapidhash)
    define(env, exports, b"cityHash64", js_city64)
    define(env, exports, b"xxHash64", js_xxhash64)
    define(env, exports, b"xxHash3", js_xxhash3)
    define(env, exports, b"murmur64v2", js_murmur64v2)
    define(env, exports, b"cityHash32", js_city32)
    define(env, exports, b"xxHash32", js_xxhash32)
    define(env, exports, b"murmur32v2", js_murmur32v2)
    define(env, exports, b"murmur32v3", js_murmur32v3)
    define(env, exports, b"adler32", js_adler32)
    define(env, exports, b"crc32", js_crc32)
    return exports


__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
