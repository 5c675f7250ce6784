# engine/bridge.h as Cython sees it; documented there.
from libc.stdint cimport uint8_t, uint32_t
from naja.loop.engine cimport naja_store
from naja.loop.napi cimport c_bool, napi_callback_info, napi_env, napi_status, napi_value

cdef extern from "bridge.h" nogil:
    enum:
        KIND_UNDEFINED "NAJA_KIND_UNDEFINED"
        KIND_NULL "NAJA_KIND_NULL"
        KIND_FALSE "NAJA_KIND_FALSE"
        KIND_TRUE "NAJA_KIND_TRUE"
        KIND_NUMBER "NAJA_KIND_NUMBER"
        KIND_STRING "NAJA_KIND_STRING"
        KIND_BIGINT "NAJA_KIND_BIGINT"
        KIND_SYMBOL "NAJA_KIND_SYMBOL"
        KIND_PLAIN "NAJA_KIND_PLAIN"
        KIND_ARRAY "NAJA_KIND_ARRAY"
        KIND_MAP "NAJA_KIND_MAP"
        KIND_SET "NAJA_KIND_SET"
        KIND_DATE "NAJA_KIND_DATE"
        KIND_VIEW "NAJA_KIND_VIEW"
        KIND_BUFFER "NAJA_KIND_BUFFER"
        KIND_FUNCTION "NAJA_KIND_FUNCTION"
        KIND_PROMISE "NAJA_KIND_PROMISE"
        KIND_ERROR "NAJA_KIND_ERROR"
        KIND_PROXY "NAJA_KIND_PROXY"
        KIND_EXTERNAL "NAJA_KIND_EXTERNAL"
        KIND_OBJECT "NAJA_KIND_OBJECT"
    int naja_kind_of(napi_env env, napi_value value, double* number)
    bint naja_one_byte(napi_value value, const uint8_t** data, uint32_t* length, uint32_t* hash)
    uint32_t naja_identity_hash(napi_env env, napi_value value)
    napi_status naja_array_values(napi_env env, napi_value array, uint32_t begin, uint32_t count, napi_value* values)
    bint naja_array_is_sparse(napi_env env, napi_value array)
    bint naja_array_numbers(napi_env env, napi_value array, uint32_t count, double* values)
    napi_status naja_own_keys(napi_env env, napi_value object, c_bool all, napi_value* keys, uint32_t* count)
    napi_status naja_entries(napi_env env, napi_value object, napi_value keys, uint32_t begin, uint32_t count,
                             napi_value* names, napi_value* values)
    napi_status naja_collection_values(napi_env env, napi_value collection, napi_value* array)
    napi_value naja_collection_new(napi_env env, bint map)
    napi_status naja_collection_add(napi_env env, napi_value collection, napi_value key, napi_value value)
    ctypedef napi_value (*callback_fn "napi_callback")(napi_env env, napi_callback_info info) noexcept nogil
    void* naja_function_data(napi_env env, napi_value function, callback_fn call)
    napi_value naja_known_object(napi_env env, const void* pointer)
    void naja_remember_object(napi_env env, const void* pointer, napi_value object)
    size_t naja_known_count(napi_env env)
    ctypedef void (*naja_pointer_fn)(void* data, const void* pointer) noexcept nogil
    void naja_known_each(napi_env env, naja_pointer_fn call, void* data)
    ctypedef struct naja_graph:
        size_t nodes
        size_t edges
        const uint32_t* sources "from"
        const uint32_t* targets "to"
        size_t held
        napi_value** handles
        const uint32_t* holders
        size_t kept
        const void** pointers
        const uint32_t* keeps
        napi_value (*keeper)(void* owner, const void* pointer) noexcept nogil
        void* owner
    bint naja_collect(napi_env env, const naja_graph* graph)
    napi_value naja_known_symbol(napi_env env, const char* name)
    napi_value naja_place_of(napi_env env, napi_value error)
    napi_value naja_property_key(napi_env env, const char* ascii, size_t length)
    napi_value naja_array_of(napi_env env, size_t count, napi_value* values)
    int naja_promise_state(napi_env env, napi_value promise, napi_value* result)
    void naja_promise_handled(napi_env env, napi_value promise)
    ctypedef struct naja_buffer:
        uint8_t* data
        size_t length
        size_t offset
        char format
        uint8_t itemsize
        c_bool resizable
        c_bool detached
        c_bool shared
    bint naja_buffer_of(napi_env env, napi_value value, naja_buffer* buffer)
    bint naja_store_new(size_t length, bint zeroed, naja_store* store, uint8_t** data)
    bint naja_store_over(void* data, size_t length, void (*release)(void* data, size_t length, void* hint) noexcept nogil,
                         void* hint, naja_store* store)
    bint naja_can_share(const void* data, size_t length)
    ctypedef void (*naja_finalize "napi_finalize")(napi_env env, void* data, void* hint) noexcept nogil
    napi_value naja_known_array(napi_env env, const void* data, size_t length, char format)
    void naja_remember_array(napi_env env, const void* data, size_t length, char format, napi_value array)
    napi_status naja_mirror(napi_env env, void* data, size_t length, naja_finalize finalize, void* hint, napi_value* result)
    napi_status naja_typed_array_of(napi_env env, napi_value memory, char format, size_t length, napi_value* result)
    napi_status naja_typed_array(napi_env env, const naja_store* store, size_t offset, char format, size_t length,
                                 napi_value* result)
