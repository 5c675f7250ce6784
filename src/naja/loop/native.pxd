# engine/native.h as Cython sees it: JavaScript functions over C functions. Documented there.
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from naja.loop.napi cimport c_bool, napi_env, napi_status, napi_value

cdef extern from "native.h" nogil:
    enum:
        NAJA_VOID
        NAJA_BOOL
        NAJA_I8
        NAJA_U8
        NAJA_I16
        NAJA_U16
        NAJA_I32
        NAJA_U32
        NAJA_I64
        NAJA_U64
        NAJA_F32
        NAJA_F64
        NAJA_POINTER
        NAJA_STRUCT
    enum:
        NAJA_AS_USUAL
        NAJA_AS_NUMBER
        NAJA_AS_EITHER
        NAJA_AS_BYTES
        NAJA_AS_ANY
    enum:
        NAJA_PASS_NONE
        NAJA_PASS_INT
        NAJA_PASS_LONG
        NAJA_PASS_FLOAT
        NAJA_PASS_DOUBLE
        NAJA_PASS_FROM_DOUBLE
        NAJA_PASS_VALUE
        NAJA_PASS_VOID
    enum:
        NAJA_NATIVE_MAX_ARGUMENTS
    ctypedef struct naja_native_type:
        uint8_t type
        uint8_t as_ "as"
        uint32_t size
        const char* message
    ctypedef struct naja_native_arena:
        size_t used
        size_t size
        char* base
        void* large
    ctypedef struct naja_native_function:
        uint32_t argc
        const naja_native_type* args
        naja_native_type result
        c_bool (*call)(naja_native_function* self, uint64_t* slots) noexcept nogil
        const void* fast
        void (*release)(naja_native_function* self) noexcept nogil
    ctypedef struct naja_native_word:
        uint64_t value
        uint64_t ok
    int naja_native_passing(const naja_native_type* type, bint result)
    napi_status naja_native_create(napi_env env, const char* name, naja_native_function* native, napi_value* result)
    c_bool naja_native_from_js(napi_env env, const naja_native_type* type, uint32_t index, napi_value value,
                               naja_native_arena* arena, uint64_t* slot)
    napi_value naja_native_to_js(napi_env env, const naja_native_type* type, uint64_t slot)
    naja_native_arena* naja_native_thread_arena()
    void naja_native_arena_clear(naja_native_arena* arena)
    naja_native_word naja_native_bytes(void* handle)
    naja_native_word naja_native_any(void* handle)
    naja_native_word naja_native_integer(void* handle)
    void naja_native_mismatch(const naja_native_type* type, uint32_t index)
    void naja_native_throw(napi_env env, napi_value error)
    napi_value naja_native_view(napi_env env, void* data, size_t length)
    napi_value naja_native_clone(napi_env env, napi_value object)
    void naja_native_share()
    c_bool naja_native_callback(napi_env env, napi_value function, uint32_t argc, const naja_native_type* types,
                                const uint64_t* slots, const naja_native_type* result, uint64_t* slot)
