# What other Cython modules may ask of the bridge. All of it is called with the GIL, on the thread of the environment.
from cpython.object cimport PyObject
from naja.loop.engine cimport naja_context_frame, naja_handles, naja_turn
from naja.loop.napi cimport napi_deferred, napi_env, napi_value
from naja.loop.uv cimport uv_async_t, uv_mutex_t, uv_work_t


# What a Promise waits for: a function on the thread pool, or an awaitable.
cdef struct Job:
    uv_work_t work
    napi_env env
    napi_deferred deferred
    naja_context_frame* frame
    PyObject* function
    PyObject* arguments
    PyObject* result
    PyObject* error
    Job* next


# The awaitables of an environment. All but `pending` is read and written with the GIL held.
cdef struct Jobs:
    Job* first      # those that have ended; nobody has told their Promises
    Job* last
    int pending     # how many have not been settled: they keep the environment alive
    bint turning    # its own asyncio loop is at it, and settles them when it is done
    uv_async_t* wake


cdef class Environment:
    cdef napi_env env          # NULL once it has ended
    cdef unsigned long thread  # whose it is; 0: threads take turns in it (turns.pxi)
    cdef uv_mutex_t turn_lock
    cdef unsigned long turn_of # the thread whose turn it is
    cdef int turns             # how often that has entered it
    cdef bint no_turns         # it is busy with what must not call it
    cdef object host           # what embeds it: told of the end of each turn
    cdef list released         # held values that another thread let go of: [int, ...]
    cdef Jobs* jobs
    cdef object aio            # the asyncio loop that its awaitables run on: naja.python.aio; None until there is one
    cdef napi_value inspect    # util.inspect, held; NULL until it is used
    cdef dict running          # Completion -> its task or future, which asyncio itself does not keep


# A stay of Python code in an environment. Every use of its values by Python stands between environment_enter and
# environment_leave, with the GIL; both nest, and other environments may be entered in between. Within, there is a
# handle scope. Enter raises RuntimeError where it is another thread's or has ended; leave raises what the stay was
# interrupted with, in the place of anything else.
cdef struct Turn:
    void* previous
    bint switched
    naja_turn engine
    naja_handles handles

cdef int environment_enter(Environment environment, Turn* turn) except -1
cdef int environment_leave(Environment environment, Turn* turn) except -1
# Leaves one that has ended meanwhile.
cdef void environment_left(Environment environment, Turn* turn)
# Makes a new embedded environment known.
cdef Environment environment_adopt(napi_env env, object host)
# Between the two: calls a function, without the GIL; raises what it throws. `recv` NULL: undefined.
cdef int environment_call(
    Environment environment, napi_value recv, napi_value function, size_t argc, const napi_value* argv, napi_value* result
) except -1
# Lets go of a held value, on whatever thread.
cdef void environment_release(Environment environment, napi_value held)


# JavaScript values that stay JavaScript values in Python (js_*.pxi).
cdef class JSValue:
    cdef Environment environment
    cdef napi_value held       # NULL once it is released
    cdef object __weakref__


cdef class JSSymbol(JSValue):
    pass


cdef class JSObject(JSValue):
    pass


cdef class JSFunction(JSObject):
    cdef void* vectorcall
    cdef JSObject receiver     # `this`; None: undefined


cdef class JSPromise(JSObject):
    pass


cdef Environment environment_of(napi_env env)
cdef object from_js(napi_env env, napi_value value, int depth)
cdef napi_value to_js(napi_env env, object value, int depth) except? NULL
# As programs see values; from_js and to_js are for ops. to_python: NULL is undefined; raises what a getter throws.
cdef object to_python(napi_env env, napi_value value)
cdef napi_value to_javascript(napi_env env, object value) except? NULL
cdef JSFunction js_function(napi_env env, napi_value value, JSObject receiver)
# What was thrown, as the exception to raise.
cdef object pending_error(napi_env env)
cdef object thrown_error(napi_env env, napi_value error)
cdef napi_value error_to_js(napi_env env, object error)

# Awaitables as Promises (awaitables.pxi).
cdef napi_value promise_of(napi_env env, object awaitable) except? NULL
cdef bint cancel_promise(napi_env env, napi_value promise) except -1
cdef Job* take_finished(Jobs* jobs) noexcept
cdef void settle_all(Jobs* jobs, Job* first) noexcept nogil
cdef void report_uncaught(napi_env env, object error) noexcept
