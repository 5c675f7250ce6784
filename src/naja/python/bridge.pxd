# What other Cython modules may ask of the bridge. All of it is called with the GIL, on the thread of the environment.
from naja.loop.napi cimport napi_env, napi_value
from naja.loop.uv cimport uv_async_t


cdef class Environment:
    cdef napi_env env          # NULL once it has ended
    cdef unsigned long thread
    cdef list released         # held values that another thread let go of: [int, ...]
    # Coroutines finish on asyncio's thread: their jobs wait here for the loop to be woken.
    cdef uv_async_t* wake
    cdef list finished         # of job addresses
    cdef dict running          # job address -> its future


cdef class JSFunction:
    cdef Environment environment
    cdef napi_value held


cdef Environment environment_of(napi_env env)
cdef object from_js(napi_env env, napi_value value, int depth)
cdef napi_value to_js(napi_env env, object value, int depth) except? NULL
cdef object pending_error(napi_env env)
cdef napi_value error_to_js(napi_env env, object error)
