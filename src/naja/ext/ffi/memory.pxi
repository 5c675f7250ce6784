# Memory by its address. What reads and writes are C functions too: faces call them as they call all others, with
# addresses the way they see them. Included by binding.pyx.

cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>
    #define NAJA_ACCESS(name, type)                                                                    \\
      static type naja_read_##name(const char *address, int64_t offset) {                              \\
        type value;                                                                                    \\
        memcpy(&value, address + offset, sizeof(value));                                               \\
        return value;                                                                                  \\
      }                                                                                                \\
      static void naja_write_##name(char *address, int64_t offset, type value) {                       \\
        memcpy(address + offset, &value, sizeof(value));                                               \\
      }
    NAJA_ACCESS(u8, uint8_t)
    NAJA_ACCESS(i8, int8_t)
    NAJA_ACCESS(u16, uint16_t)
    NAJA_ACCESS(i16, int16_t)
    NAJA_ACCESS(u32, uint32_t)
    NAJA_ACCESS(i32, int32_t)
    NAJA_ACCESS(u64, uint64_t)
    NAJA_ACCESS(i64, int64_t)
    NAJA_ACCESS(f32, float)
    NAJA_ACCESS(f64, double)
    static void *naja_same_address(void *address) { return address; }
    static void naja_copy_bytes(char *to, const char *from, uint64_t count) { memmove(to, from, count); }
    static const struct { const char *name; void *address; } naja_ffi_helpers[] = {
      #define NAJA_HELPER(name) {"read_" #name, (void *)naja_read_##name}, {"write_" #name, (void *)naja_write_##name}
      NAJA_HELPER(u8), NAJA_HELPER(i8), NAJA_HELPER(u16), NAJA_HELPER(i16), NAJA_HELPER(u32), NAJA_HELPER(i32),
      NAJA_HELPER(u64), NAJA_HELPER(i64), NAJA_HELPER(f32), NAJA_HELPER(f64),
      {"address", (void *)naja_same_address}, {"copy", (void *)naja_copy_bytes}, {"length", (void *)strlen},
    };
    #define NAJA_HELPER_COUNT (sizeof(naja_ffi_helpers) / sizeof(naja_ffi_helpers[0]))
    """
    struct Helper:
        const char* name
        void* address
    Helper* naja_ffi_helpers
    size_t NAJA_HELPER_COUNT


cdef napi_value js_text(napi_env env, napi_callback_info info) noexcept nogil:
    """text(address, length?): the UTF-8 there, to its zero or of a length; what is no UTF-8 is replaced."""
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef uint64_t address = 0
    cdef int64_t length = -1
    cdef c_bool lossless
    cdef napi_value result = NULL
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    if not naja_may_some(env, NAJA_MAY_FFI):
        return NULL
    if napi_get_value_bigint_uint64(env, argv[0], &address, &lossless) != napi_ok or address == 0:
        napi_throw_type_error(env, NULL, b"An address must be a BigInt other than 0n")
        return NULL
    napi_get_value_int64(env, argv[1], &length)
    if napi_create_string_utf8(
        env, <const char*>address, NAPI_AUTO_LENGTH if length < 0 else <size_t>length, &result
    ) != napi_ok:
        napi_throw_range_error(env, NULL, b"The text is too long for a string")
        return NULL
    return result


cdef napi_value js_bytes(napi_env env, napi_callback_info info) noexcept nogil:
    """bytes(address, length): a Uint8Array with a copy of the bytes there."""
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef uint64_t address = 0
    cdef double length = 0
    cdef c_bool lossless
    cdef napi_value result = NULL
    cdef uint8_t* data = NULL
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    if not naja_may_some(env, NAJA_MAY_FFI):
        return NULL
    if napi_get_value_bigint_uint64(env, argv[0], &address, &lossless) != napi_ok:
        napi_throw_type_error(env, NULL, b"An address must be a BigInt")
        return NULL
    napi_get_value_double(env, argv[1], &length)
    if not (length >= 0 and length <= 9007199254740991.0) or naja_create_uint8array(env, <size_t>length, &data, &result) != napi_ok:
        napi_throw_range_error(env, NULL, b"Array buffer allocation failed")
        return NULL
    if length > 0:
        memcpy(data, <void*>address, <size_t>length)
    return result


cdef napi_value js_view(napi_env env, napi_callback_info info) noexcept nogil:
    """view(address, length): an ArrayBuffer over the memory there, which must outlive it; null where the engine cannot have
    that memory, or the length is 0."""
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef uint64_t address = 0
    cdef double length = 0
    cdef c_bool lossless
    cdef napi_value result = NULL
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    if not naja_may_some(env, NAJA_MAY_FFI):
        return NULL
    if napi_get_value_bigint_uint64(env, argv[0], &address, &lossless) != napi_ok:
        napi_throw_type_error(env, NULL, b"An address must be a BigInt")
        return NULL
    napi_get_value_double(env, argv[1], &length)
    if length > 0 and length <= 9007199254740991.0:
        result = naja_native_view(env, <void*>address, <size_t>length)
    if result == NULL:
        napi_get_null(env, &result)
    return result


cdef napi_value js_clone(napi_env env, napi_callback_info info) noexcept nogil:
    """clone(object): a shallow copy, private fields and a null prototype included."""
    cdef size_t argc = 1
    cdef napi_value arg
    napi_get_cb_info(env, info, &argc, &arg, NULL, NULL)
    return naja_native_clone(env, arg)


cdef void define_helpers(napi_env env, napi_value target) noexcept nogil:
    """helpers: the addresses of read_TYPE(address, i64 offset), write_TYPE(address, i64 offset, value), address(pointer),
    copy(to, from, u64 count) and length(address)."""
    cdef napi_value helpers, address
    cdef size_t i
    napi_create_object(env, &helpers)
    for i in range(NAJA_HELPER_COUNT):
        napi_create_bigint_uint64(env, <uint64_t>naja_ffi_helpers[i].address, &address)
        napi_set_named_property(env, helpers, naja_ffi_helpers[i].name, address)
    napi_set_named_property(env, target, b"helpers", helpers)
