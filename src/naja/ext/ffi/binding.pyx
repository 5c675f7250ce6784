# cython: language_level=3
"""Foreign functions: libraries, C functions as JavaScript functions, and JavaScript functions as C functions.

What Deno.dlopen, bun:ffi and node:ffi stand on; docs/ffi.md has the contract.
"""
from cpython.pycapsule cimport PyCapsule_New
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdio cimport snprintf
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcpy, memset
from naja.ext.ffi.libffi cimport *
from naja.loop.core cimport define
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.native cimport *
from naja.loop.permissions cimport NAJA_MAY_FFI, naja_may_load, naja_may_some
from naja.loop.uv cimport *

cdef extern from "<dlfcn.h>" nogil:
    void* dlopen(const char* name, int flags)
    void* dlsym(void* handle, const char* name)
    int dlclose(void* handle)
    char* dlerror()
    int RTLD_LAZY

cdef extern from "<pthread.h>" nogil:
    ctypedef unsigned long pthread_t
    ctypedef struct pthread_mutex_t:
        pass
    pthread_t pthread_self()
    int pthread_mutex_init(pthread_mutex_t*, void*)
    int pthread_mutex_lock(pthread_mutex_t*)
    int pthread_mutex_unlock(pthread_mutex_t*)

cdef extern from "<semaphore.h>" nogil:
    ctypedef struct sem_t:
        pass
    int sem_init(sem_t*, int shared, unsigned int value)
    int sem_wait(sem_t*)
    int sem_post(sem_t*)
    int sem_destroy(sem_t*)

cdef extern from "napi.h" nogil:
    napi_status napi_add_env_cleanup_hook(napi_env env, void (*hook)(void* arg) noexcept nogil, void* arg)

cdef extern from *:
    """
    #include <pthread.h>
    typedef struct ThreadState {
      int depth;             /* callbacks that are running */
      void *pending;         /* closed libraries that wait to be unloaded */
      void *pages;           /* with machine code, but for those of callbacks */
      void *closed_code;     /* machine code that throws in place of a function of a closed library */
      void *given, *quarantine, *quarantine_last; /* places that were given back */
      void *free_places[26]; /* places for machine code, by their size; from 13 on for callbacks */
      char problem[512];     /* of the last symbol that was not found */
    } ThreadState;
    static __thread ThreadState naja_ffi_thread;
    static ThreadState *thread_state(void) { return &naja_ffi_thread; }
    static pthread_mutex_t inboxes_mutex = PTHREAD_MUTEX_INITIALIZER;
    """
    ctypedef struct ThreadState:
        int depth
        void* pending
        void* pages
        void* closed_code
        void* given
        void* quarantine
        void* quarantine_last
        void** free_places
        char* problem
    ThreadState* thread_state() nogil
    pthread_mutex_t inboxes_mutex

cdef enum:
    MAX_ARGUMENTS = 64  # NAJA_NATIVE_MAX_ARGUMENTS

include "types.pxi"
include "library.pxi"
include "code.pxi"
include "nonblocking.pxi"
include "callbacks.pxi"
include "memory.pxi"


cdef napi_value js_demand(napi_env env, napi_callback_info info) noexcept nogil:
    """demand(): throws where the program may have no foreign functions at all."""
    naja_may_some(env, NAJA_MAY_FFI)
    return NULL


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    define(env, exports, b"demand", js_demand)
    define(env, exports, b"open", js_open)
    define(env, exports, b"close", js_close)
    define(env, exports, b"symbol", js_symbol)
    define(env, exports, b"problem", js_problem)
    define(env, exports, b"loop", js_loop)
    define(env, exports, b"function", js_function)
    define(env, exports, b"callback", js_callback)
    define(env, exports, b"callbackAddress", js_callback_address)
    define(env, exports, b"callbackReference", js_callback_reference)
    define(env, exports, b"callbackClose", js_callback_close)
    define(env, exports, b"text", js_text)
    define(env, exports, b"bytes", js_bytes)
    define(env, exports, b"view", js_view)
    define(env, exports, b"clone", js_clone)
    define_helpers(env, exports)
    napi_add_env_cleanup_hook(env, end_thread, NULL)
    return exports


__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
