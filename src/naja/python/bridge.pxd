# What other Cython modules may ask of the bridge. All of it is called with the GIL, on the thread of the environment.
from cpython.object cimport PyObject
from libc.stdint cimport uint64_t
from naja.loop.core cimport Loop
from naja.loop.engine cimport naja_context_frame, naja_handles, naja_turn
from naja.loop.napi cimport napi_deferred, napi_env, napi_value
from naja.loop.uv cimport uv_async_t, uv_work_t


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
    bint live       # its result is for the user's program


# The awaitables of an environment. All but `pending` is read and written with the GIL held.
cdef struct Jobs:
    Job* first      # those that have ended; nobody has told their Promises
    Job* last
    int pending     # how many have not been settled: they keep the environment alive
    bint turning    # its own asyncio loop is at it, and settles them when it is done
    uv_async_t* wake


# A runtime as the watchdog sees it (watchdog.pxi). Times are nanoseconds.
cdef struct Watch:
    int state
    int reason             # what it was stopped for: one of Stopped
    int asked              # an interrupt is on its way
    napi_env env
    Loop* loop
    void* owner            # the Environment; borrowed
    uint64_t timeout       # of each stay; 0: none
    uint64_t cpu_limit     # of each stay; 0: none
    uint64_t memory_limit  # in bytes; 0: none
    uint64_t deadline
    int cpu_clock
    uint64_t cpu_deadline
    int on_first           # the stay is one of the process's first thread
    uint64_t stay          # how many there have been
    uint64_t seen          # the one that the watchdog saw last
    Watch* next

cdef enum Stopped:
    STOPPED_BY_TIMEOUT = 1
    STOPPED_BY_CPU
    STOPPED_BY_MEMORY
    STOPPED_BY_SIGNAL
    STOPPED_BY_HOST

cdef int forks()
cdef int watch_add(Watch* watch) except -1
cdef void watch_remove(Watch* watch) noexcept nogil
cdef void watch_until(Watch* watch, uint64_t timeout) noexcept nogil
cdef bint watch_interrupt(Watch* watch) noexcept nogil
cdef void memory_exhausted(void* owner) noexcept nogil
cdef object interruption_of(Environment environment)


cdef class Environment:
    cdef napi_env env          # NULL once it has ended
    cdef unsigned long thread  # whose it is; 0: threads take turns in it (turns.pxi)
    cdef unsigned long turn_of # the thread whose turn it is; 0: nobody's. Guarded by the GIL, as the next two
    cdef int waiters           # threads that wait for theirs
    cdef int turns             # how often that has entered it
    cdef bint no_turns         # it is busy with what must not call it
    cdef object host           # what embeds it
    cdef bint guarded          # its programs get copies and functions of Python's, and no objects: they would lead anywhere
    cdef Watch* watch          # of embedded ones
    cdef int forks             # a process that was forked off later cannot use it
    cdef bint told             # the stay was stopped, and somebody has been told
    cdef napi_value forget     # a function of JavaScript's: after a stop, nothing is left of what was queued
    cdef object signal         # what a signal's handler raised meanwhile
    cdef object ended          # what every call raises from now on
    cdef list uncaught         # what nobody in JavaScript caught, raised when the stay ends
    cdef object driver         # what turns its loop within another one (aio_embed.py): told of new timers
    cdef list released         # held values that another thread let go of: [int, ...]
    cdef uv_async_t* door      # of those with a thread: calls from other threads wait there (threads.pxi)
    cdef list visits           # of such calls
    cdef list unseen           # held promises that Python was given and has not awaited
    cdef void* live            # what JavaScript has of Python: a Live (objects.pxi); NULL until it has something
    cdef Jobs* jobs
    cdef object aio            # the asyncio loop that its awaitables run on: naja.python.aio; None until there is one
    cdef size_t handles        # JSValues that hold something
    cdef size_t many           # how many of them call for a collection (cycles.pxi)
    cdef bint is_due
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
# to_python and to_javascript, where V8 may find no memory to go on with: raises MemoryLimitError then.
cdef object environment_to_python(Environment environment, napi_value value)
cdef napi_value environment_to_javascript(Environment environment, object value) except? NULL
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
    cdef bint handed           # an argument of Python's: it is Python's to await
    cdef bint seen             # it has been
    cdef object steps          # as a coroutine: what runs it


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

# Python objects in JavaScript (objects*.pxi): the object behind a proxy or None; what an exception is there.
cdef object unwrap_proxy(napi_env env, napi_value value)
cdef napi_value error_to_javascript(napi_env env, object error) except NULL
cdef void throw_to_javascript(napi_env env, object error) noexcept

# Awaitables as Promises (awaitables.pxi).
cdef napi_value promise_of(napi_env env, object awaitable, bint live=*) except? NULL
cdef bint cancel_promise(napi_env env, napi_value promise) except -1
cdef Job* take_finished(Jobs* jobs) noexcept
cdef void settle_all(Jobs* jobs, Job* first) noexcept nogil
cdef void report_uncaught(napi_env env, object error) noexcept
