# cython: language_level=3
"""binding('crypto'): OpenSSL 3's EVP. Handles are externals that JavaScript's classes hold; what takes long is a job."""
from cpython.pycapsule cimport PyCapsule_New
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcmp, memcpy, memset, strcmp, strlen
from naja.ext.crypto.evp cimport *
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.values cimport *

cdef extern from "<stdio.h>" nogil:
    int snprintf(char* target, size_t size, const char* format, ...)

cdef extern from "<time.h>" nogil:
    ctypedef long time_t
    time_t timegm(void* time)

cdef extern from "uv.h" nogil:
    ctypedef struct uv_work_t:
        void* data
    int uv_queue_work(uv_loop_t* loop, uv_work_t* req, void (*work)(uv_work_t* req) noexcept nogil,
                      void (*after)(uv_work_t* req, int status) noexcept nogil)

cdef extern from "../tls/record_memory.h":
    void naja_keep_records()

include "values.pxi"
include "errors.pxi"
include "digests.pxi"
include "handles.pxi"
include "cipher.pxi"
include "keys.pxi"
include "key_io.pxi"
include "sign.pxi"
include "exchange.pxi"
include "generate.pxi"
include "derive.pxi"
include "rsa.pxi"
include "job.pxi"
include "lists.pxi"
include "x509.pxi"


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    cdef State* state = <State*>calloc(1, sizeof(State))
    if state == NULL:
        return exports
    prepare_provider()
    naja_at_delete(env, free_state, state)
    add_digests(env, exports, state)
    add_cipher(env, exports, state)
    add_keys(env, exports, state)
    add_signatures(env, exports, state)
    add_exchange(env, exports, state)
    add_job(env, exports, state)
    add_lists(env, exports, state)
    add_certificates(env, exports, state)
    return exports


naja_keep_records()
__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
