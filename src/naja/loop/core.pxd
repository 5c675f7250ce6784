# What other Cython modules may ask of the loop.
from cpython.pystate cimport PyThreadState
from naja.loop.napi cimport napi_env, napi_callback, napi_value

# Enter and leave Python from a callback of JavaScript, on the thread that runs the loop. `python_enter` gives what
# `python_leave` wants back; both may nest. Cheaper than PyGILState_Ensure.
cdef int python_enter() noexcept nogil
cdef void python_leave(int entered) noexcept nogil

# Adds a function to an object.
cdef void define(napi_env env, napi_value target, const char* name, napi_callback callback) noexcept nogil
