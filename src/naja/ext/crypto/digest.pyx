# cython: language_level=3
"""The digests that programs ask for most, straight from OpenSSL: no Python on the way."""
from cpython.pycapsule cimport PyCapsule_New
from libc.stdint cimport uint8_t, uint32_t
from libc.stdlib cimport calloc, free
from libc.string cimport strcmp, strcpy
from naja.loop.engine cimport *
from naja.loop.napi cimport *

cdef extern from * nogil:
    """
    typedef struct evp_md_st EVP_MD;
    typedef struct evp_md_ctx_st EVP_MD_CTX;
    EVP_MD *EVP_MD_fetch(void *library, const char *algorithm, const char *properties);
    void EVP_MD_free(EVP_MD *md);
    unsigned long EVP_MD_get_flags(const EVP_MD *md);
    EVP_MD_CTX *EVP_MD_CTX_new(void);
    void EVP_MD_CTX_free(EVP_MD_CTX *ctx);
    int EVP_DigestInit_ex(EVP_MD_CTX *ctx, const EVP_MD *type, void *engine);
    int EVP_DigestUpdate(EVP_MD_CTX *ctx, const void *data, size_t count);
    int EVP_DigestFinal_ex(EVP_MD_CTX *ctx, unsigned char *digest, unsigned int *size);
    """
    ctypedef struct EVP_MD:
        pass
    ctypedef struct EVP_MD_CTX:
        pass
    EVP_MD* EVP_MD_fetch(void*, const char* algorithm, const char*)
    void EVP_MD_free(EVP_MD*)
    unsigned long EVP_MD_get_flags(const EVP_MD*)
    EVP_MD_CTX* EVP_MD_CTX_new()
    void EVP_MD_CTX_free(EVP_MD_CTX*)
    int EVP_DigestInit_ex(EVP_MD_CTX*, const EVP_MD*, void*)
    int EVP_DigestUpdate(EVP_MD_CTX*, const void*, size_t)
    int EVP_DigestFinal_ex(EVP_MD_CTX*, unsigned char*, unsigned int*)

cdef enum:
    EVP_MD_FLAG_XOF = 2   # extendable output: its length is the caller's to say, which is not done here
    NAME_SIZE = 32
    KNOWN = 16

cdef struct Known:
    char[NAME_SIZE] name
    EVP_MD* md

# Of one environment. Fetching a digest costs more than most digests. A name that is not in OpenSSL is not kept.
cdef struct State:
    Known[KNOWN] known
    int known_count
    EVP_MD_CTX* context


cdef void free_state(void* data) noexcept nogil:
    cdef State* state = <State*>data
    cdef int i
    for i in range(state.known_count):
        EVP_MD_free(state.known[i].md)
    EVP_MD_CTX_free(state.context)
    free(state)


cdef EVP_MD* digest_named(State* state, const char* name) noexcept nogil:
    cdef int i
    cdef EVP_MD* md
    for i in range(state.known_count):
        if strcmp(state.known[i].name, name) == 0:
            return state.known[i].md
    if state.known_count == KNOWN:
        return NULL
    md = EVP_MD_fetch(NULL, name, NULL)
    if md == NULL:
        return NULL
    if EVP_MD_get_flags(md) & EVP_MD_FLAG_XOF:
        EVP_MD_free(md)
        return NULL
    strcpy(state.known[state.known_count].name, name)
    state.known[state.known_count].md = md
    state.known_count += 1
    return md


cdef bint update(napi_env env, EVP_MD_CTX* context, napi_value piece) noexcept nogil:
    cdef uint8_t* data = NULL
    cdef size_t length = 0
    return naja_get_bytes(env, piece, &data, &length) and EVP_DigestUpdate(context, data, length) == 1


cdef napi_value js_digest(napi_env env, napi_callback_info info) noexcept nogil:
    """digest(algorithm, bytes | bytes[]): a Uint8Array; undefined where this is not the place for that algorithm."""
    cdef void* data
    cdef State* state
    cdef EVP_MD_CTX* context
    cdef size_t argc = 2, length = 0
    cdef napi_value[2] argv
    cdef napi_value item, result = NULL
    cdef char[NAME_SIZE] name
    cdef unsigned char[64] digest
    cdef unsigned int size = 0
    cdef uint8_t* target = NULL
    cdef c_bool is_array = False
    cdef uint32_t count = 0, i
    napi_get_cb_info(env, info, &argc, argv, NULL, &data)
    state = <State*>data
    if napi_get_value_string_latin1(env, argv[0], name, NAME_SIZE, &length) != napi_ok or length == NAME_SIZE - 1:
        return NULL
    cdef EVP_MD* md = digest_named(state, name)
    if md == NULL:
        return NULL
    if state.context == NULL:
        state.context = EVP_MD_CTX_new()
    context = state.context
    if EVP_DigestInit_ex(context, md, NULL) != 1:
        return NULL
    napi_is_array(env, argv[1], &is_array)
    if is_array:
        napi_get_array_length(env, argv[1], &count)
        for i in range(count):
            napi_get_element(env, argv[1], i, &item)
            if not update(env, context, item):
                return NULL
    elif not update(env, context, argv[1]):
        return NULL
    if EVP_DigestFinal_ex(context, digest, &size) != 1:
        return NULL
    if naja_create_uint8array(env, size, &target, &result) != napi_ok:
        return NULL
    for i in range(size):
        target[i] = digest[i]
    return result


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    cdef napi_value function
    cdef State* state = <State*>calloc(1, sizeof(State))
    naja_at_delete(env, free_state, state)
    napi_create_function(env, b"digest", NAPI_AUTO_LENGTH, js_digest, state, &function)
    napi_set_named_property(env, exports, b"digest", function)
    return exports


__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
