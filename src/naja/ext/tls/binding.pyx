# binding('tls'): OpenSSL 3. SecureContext is an SSL_CTX; TLSWrap is a connection, a stream over another stream.
from libc.stddef cimport size_t
from libc.stdint cimport int32_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcmp, memcpy, memset, strcmp, strlen
from naja.ext.net.stream cimport *
from naja.ext.tls.openssl cimport *
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.values cimport *
from naja.loop.uv_stream cimport *

cdef extern from "Python.h":
    object PyCapsule_New(void* pointer, const char* name, void* destructor)

cdef extern from "<stdio.h>" nogil:
    int snprintf(char* target, size_t size, const char* format, ...)


cdef extern from "record_memory.h":
    void naja_keep_records()

cdef enum:
    OPENSSL_VERSION_STRING = 6


# ---- values ----

cdef inline napi_value double_number(napi_env env, double value) noexcept nogil:
    cdef napi_value result
    napi_create_double(env, value, &result)
    return result


cdef inline napi_value text(napi_env env, const char* value) noexcept nogil:
    cdef napi_value result
    if value == NULL:
        return undefined(env)
    napi_create_string_utf8(env, value, strlen(value), &result)
    return result


cdef napi_value buffer(napi_env env, const void* data, size_t size) noexcept nogil:
    cdef uint8_t* target = NULL
    cdef napi_value result
    if naja_create_uint8array(env, size, &target, &result) != napi_ok:
        return undefined(env)
    memcpy(target, data, size)
    return result


cdef inline void put(napi_env env, napi_value object, const char* name, napi_value value) noexcept nogil:
    napi_set_named_property(env, object, name, value)


# The bytes of a string (as UTF-8) or of a Uint8Array, in memory of their own with a zero byte after them. free() it.
# NULL where the value is neither.
cdef char* bytes_of(napi_env env, napi_value value, size_t* size) noexcept nogil:
    cdef uint8_t* data = NULL
    cdef char* result
    cdef napi_valuetype kind = napi_undefined
    napi_typeof(env, value, &kind)
    size[0] = 0
    if kind == napi_string:
        napi_get_value_string_utf8(env, value, NULL, 0, size)
        result = <char*>malloc(size[0] + 1)
        if result != NULL:
            napi_get_value_string_utf8(env, value, result, size[0] + 1, size)
        return result
    if kind != napi_object or not naja_get_bytes(env, value, &data, size):
        return NULL
    result = <char*>malloc(size[0] + 1)
    if result != NULL:
        memcpy(result, data, size[0])
        result[size[0]] = 0
    return result


# A BIO that reads a string or a Uint8Array; *memory is to be freed after it.
cdef BIO* bio_of(napi_env env, napi_value value, char** memory) noexcept nogil:
    cdef size_t size = 0
    memory[0] = bytes_of(env, value, &size)
    return NULL if memory[0] == NULL else BIO_new_mem_buf(memory[0], <int>size)


# What was written to a memory BIO, as a string.
cdef napi_value text_of_bio(napi_env env, BIO* bio) noexcept nogil:
    cdef char* data = NULL
    cdef long size = naja_bio_data(bio, &data)
    cdef napi_value result
    napi_create_string_utf8(env, data, <size_t>size, &result)
    return result


# opensslVersion(): "3.5.8".
cdef napi_value openssl_version(napi_env env, napi_callback_info info) noexcept nogil:
    return text(env, OpenSSL_version(OPENSSL_VERSION_STRING))


include "errors.pxi"
include "certificate.pxi"
include "context.pxi"
include "roots.pxi"
include "limits.pxi"
include "connection.pxi"
include "bytes.pxi"
include "callbacks.pxi"
include "methods.pxi"
include "facts.pxi"


# ---- the binding ----

cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    cdef napi_property_descriptor[8] p
    prepare_indices()
    put(env, exports, "SecureContext", context_class(env))
    put(env, exports, "TLSWrap", wrap_class(env))
    method(&p[0], "getCiphers", get_ciphers)
    method(&p[1], "caBundle", ca_bundle)
    method(&p[2], "setRootCertificates", set_root_certificates)
    method(&p[3], "describeCertificate", describe_certificate)
    method(&p[4], "sessionIdContext", session_id_context)
    method(&p[5], "opensslVersion", openssl_version)
    napi_define_properties(env, exports, 6, p)
    return exports


naja_keep_records()
__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
