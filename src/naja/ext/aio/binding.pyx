# cython: language_level=3
"""binding('aio'): what JavaScript may ask of the awaitables behind its Promises."""
from cpython.pycapsule cimport PyCapsule_New
from naja.loop.core cimport define, python_enter, python_leave
from naja.loop.napi cimport *
from naja.python.bridge cimport cancel_promise

ctypedef int (*cancel_fn)(napi_env env, napi_value promise) noexcept nogil


cdef int cancel_with_gil(napi_env env, napi_value promise) noexcept:
    return cancel_promise(env, promise)


cdef napi_value js_cancel(napi_env env, napi_callback_info info) noexcept nogil:
    """cancel(promise): false where nothing runs behind it."""
    cdef size_t argc = 1
    cdef napi_value promise, result = NULL
    cdef int entered
    cdef bint cancelled
    napi_get_cb_info(env, info, &argc, &promise, NULL, NULL)
    entered = python_enter()
    cancelled = (<cancel_fn><void*>cancel_with_gil)(env, promise)
    python_leave(entered)
    napi_get_boolean(env, cancelled, &result)
    return result


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    define(env, exports, b"cancel", js_cancel)
    return exports


__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
