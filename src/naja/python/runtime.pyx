# cython: language_level=3
"""naja.Runtime: JavaScript in a Python program. See docs/embedding.md."""
from libc.stdint cimport int32_t, uint8_t, uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memset
from naja.loop.core cimport (
    Loop, define, environment_begin, environment_close, environment_close_again, environment_open, javascript_enter, javascript_leave,
    options_to_js, python_enter, python_frame, python_leave,
)
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.permissions cimport naja_permissions, naja_env_set_permissions
from naja.loop.uv cimport *
from naja.python.bridge cimport (
    Environment, Turn, Watch, environment_adopt, environment_call, environment_enter, environment_leave,
    environment_left, environment_of, JSPromise, forks, interruption_of, memory_exhausted, pending_error, thrown_error,
    environment_to_javascript, environment_to_python, to_javascript, to_python, watch_add, watch_interrupt, watch_remove, watch_until,
)

import os
import sys
import warnings

from naja.loop import core
from naja.python.errors import ClosedError, Exit

cdef extern from "uv.h" nogil:
    int uv_backend_fd(const uv_loop_t*)
    int uv_backend_timeout(const uv_loop_t*)

cdef extern from *:
    """
    #include <uv.h>
    /* Whether there are descriptors that libuv has not begun to watch: it does when it next polls. */
    static int naja_has_unwatched(uv_loop_t* loop) {
      return loop->watcher_queue.next != &loop->watcher_queue;
    }
    """
    bint uv_has_unwatched "naja_has_unwatched"(uv_loop_t*) nogil

cdef extern from "Python.h":
    int PyErr_CheckSignals() except -1
    void PyErr_SetObject(object kind, object error)
    void PyErr_WriteUnraisable(object where)
    unsigned long thread_id "PyThread_get_thread_ident"()

cdef extern from "<unistd.h>" nogil:
    ssize_t c_write "write"(int fd, const void* data, size_t length)

cdef enum:
    GET
    SET
    HAS
    DELETE

cdef enum:
    LEAST_MEMORY = 8 * 1024 * 1024
    PATIENCE_MS = 1000  # for a request that a thread of the pool is stuck in, when a runtime is closed


cdef class Runtime:
    """A JavaScript runtime of its own: heap, globals, modules, event loop."""

    cdef Environment environment
    cdef Loop* loop
    cdef napi_value hooks
    cdef dict functions    # of hooks: name -> held value
    cdef uv_timer_t* alarm
    cdef object free_permissions
    cdef size_t permissions  # a state of ext/permissions; 0: it may do everything
    cdef object on_error   # called with exceptions that nobody caught
    cdef object streams    # what standard output and error go to, by descriptor; None: the descriptor
    cdef object __weakref__

    def __cinit__(self):
        self.functions = {}

    def __init__(
        self, *, permissions=None, memory_limit=None, timeout=None, cpu_limit=None, modules=None, globals=None,
        stdout=None, stderr=None, on_error=None, argv=(), env=None, cwd=None, root=None,
    ):
        if self.environment is not None:
            raise RuntimeError("a Runtime is made once")
        prepare_process()
        end_left()
        from naja.permissions import embedded

        permissions = embedded(permissions)
        self.permissions = permission_state(permissions)
        if self.permissions:
            from naja.ext.permissions.binding import free_state

            self.free_permissions = free_state
        self.on_error = on_error
        self.streams = {1: stdout, 2: stderr}
        options = {
            "argv": [str(each) for each in argv],
            "execArgv": [],
            "flags": {},
            "argv0": "naja",
            "execPath": executable(),
            "libraries": LIBRARIES,
            "restricted": "embedded" if self.permissions else False,
            # Whoever has one object of Python has Python.
            "guarded": not permissions.allowed["python"],
            "embedded": {
                "root": os.path.abspath(os.fspath(root if root is not None else cwd if cwd is not None else os.getcwd())),
                "cwd": None if cwd is None else os.path.abspath(os.fspath(cwd)),
                "env": None if env is None else {str(key): str(value) for key, value in env.items()},
                "redirects": stdout is not None or stderr is not None,
                "memory": memory_limit,
            },
        }
        cdef Watch* watch = <Watch*>calloc(1, sizeof(Watch))
        watch.timeout = nanoseconds(timeout, "timeout")
        watch.cpu_limit = nanoseconds(cpu_limit, "cpu_limit")
        if memory_limit is not None:
            if memory_limit < LEAST_MEMORY:
                free(watch)
                raise ValueError(f"memory_limit must be at least {LEAST_MEMORY} bytes, not {memory_limit!r}")
            watch.memory_limit = memory_limit
        self.open(options, watch)
        if globals:
            for name, value in globals.items():
                self._set_global(name, value)
        if modules:
            for name, value in modules.items():
                self._offer(name, value)

    cdef int open(self, dict options, Watch* watch) except -1:
        cdef naja_env_options env_options
        cdef const char* problem = NULL
        cdef naja_turn turn
        cdef naja_handles scope
        cdef napi_value given, embedded, native, hooks, function
        cdef Environment environment
        memset(&env_options, 0, sizeof(env_options))
        env_options.is_embedded = True
        env_options.memory_limit = watch.memory_limit
        env_options.mark = python_frame
        env_options.near_heap_limit = memory_exhausted
        env_options.owner = watch
        naja_turn_save(&turn)
        javascript_enter()
        self.loop = environment_open(&env_options, False, &problem)
        javascript_leave()
        if self.loop == NULL:
            free(watch)
            raise RuntimeError(problem.decode())
        cdef napi_env env = self.loop.env
        if self.permissions:
            naja_env_set_permissions(env, <naja_permissions*>self.permissions)
        self.alarm = <uv_timer_t*>calloc(1, sizeof(uv_timer_t))
        uv_timer_init(&self.loop.uv, self.alarm)
        uv_unref(<uv_handle_t*>self.alarm)
        naja_at_delete(env, free, self.alarm)
        environment = environment_adopt(env, self)
        environment.guarded = options["guarded"]
        environment.watch = watch
        watch.env = env
        watch.loop = self.loop
        watch.owner = <void*>environment
        self.loop.limited = watch.timeout != 0 or watch.cpu_limit != 0 or watch.memory_limit != 0
        watch_add(watch)
        self.environment = environment
        naja_handles_open(env, &scope)
        given = options_to_js(env, options)
        napi_get_named_property(env, given, b"embedded", &embedded)
        napi_create_object(env, &native)
        define(env, native, b"report", js_report)
        define(env, native, b"write", js_write)
        napi_set_named_property(env, embedded, b"native", native)
        javascript_enter()
        hooks = environment_begin(self.loop, given)
        javascript_leave()
        if hooks != NULL:
            for name in (
                "evaluate", "evaluateAsync", "evaluateCell", "importModule", "main", "forget", "beforeExit", "exit",
                "globalNames", "offerModule",
            ):
                napi_get_named_property(env, hooks, name.encode(), &function)
                self.functions[name] = <size_t>naja_hold(env, function)
            environment.forget = <napi_value><size_t>self.functions["forget"]
        naja_handles_close(env, &scope)
        naja_env_exit(env, &turn)
        if hooks == NULL:
            raise RuntimeError("naja's own JavaScript could not be started")
        return 0

    cdef object invoke(self, str name, tuple arguments, uint64_t timeout=0):
        """Calls one of the hooks."""
        cdef Turn turn
        cdef napi_value[4] argv
        cdef napi_value result = NULL
        cdef Py_ssize_t i
        cdef napi_env env
        self.check_open()
        environment_enter(self.environment, &turn)
        try:
            if timeout:
                watch_until(self.environment.watch, timeout)
            env = self.environment.env
            for i in range(len(arguments)):
                argv[i] = environment_to_javascript(self.environment, arguments[i])
            environment_call(self.environment, NULL, <napi_value><size_t>self.functions[name], len(arguments), argv, &result)
            return environment_to_python(self.environment, result)
        finally:
            environment_leave(self.environment, &turn)

    cdef int turn_loop(self, uv_run_mode mode) except -1:
        """Runs the event loop: what has happened (UV_RUN_NOWAIT), the next (ONCE), or until nothing is left (DEFAULT)
        or something is to be raised or seen to. Returns whether there is something left."""
        cdef Turn turn
        cdef Turning turning
        turning.loop = self.loop
        turning.mode = mode
        turning.alive = False
        environment_enter(self.environment, &turn)
        try:
            javascript_enter()
            if not naja_guarded(self.loop.env, turn_within, &turning):
                naja_break(self.loop.env)  # the loop itself was left in the middle of its work
            javascript_leave()
            if naja_is_stopping(self.loop.env) or naja_is_interrupted(self.loop.env):
                raise interruption_of(self.environment)
            PyErr_CheckSignals()
        finally:
            environment_leave(self.environment, &turn)
        return turning.alive

    def run(self, file, *argv: str) -> int:
        """Runs a file as the main program, to its end: until its event loop has nothing left. Its exit code."""
        cdef Turn turn
        self.check_open()
        environment_enter(self.environment, &turn)
        try:
            self.invoke("main", (os.fspath(file), list(argv)))
            while not self.environment.uncaught:
                self.turn_until_idle()
                self.invoke("beforeExit", ())
                if not self.turn_loop(UV_RUN_NOWAIT):
                    break
            return self.invoke("exit", ())
        except Exit as end:
            return end.code
        finally:
            environment_leave(self.environment, &turn)

    cdef int check_open(self) except -1:
        if self.environment is None:
            raise ClosedError("the runtime is closed")
        return 0

    cdef int turn_until_idle(self) except -1:
        """Within a stay: until nothing is left, or something is to be raised at its end."""
        while self.turn_loop(UV_RUN_DEFAULT) and not self.environment.uncaught:
            continue
        return 0

    async def run_async(self, file, *argv: str) -> int:
        """run(), while the asyncio loop that awaits it goes on with other things."""
        try:
            self.invoke("main", (os.fspath(file), list(argv)))
            while True:
                await self._idle()
                self.invoke("beforeExit", ())
                if not self.turn_loop(UV_RUN_NOWAIT):
                    break
            return self.invoke("exit", ())
        except Exit as end:
            return end.code

    def run_until(self, done, timeout=None) -> bool:
        """Runs the event loop until `done()` is true; False where that took longer than `timeout` seconds. Raises
        RuntimeError where the loop has nothing left that could make it true."""
        cdef uint64_t end = uv_hrtime() + nanoseconds(timeout, "timeout") if timeout else 0
        cdef uint64_t now
        cdef Turn turn
        cdef bint alive = True
        self.check_open()
        if self.environment.turns and self.environment.turn_of == thread_id():
            raise RuntimeError("this would wait for the call that it is made from: await the Promise instead")
        environment_enter(self.environment, &turn)
        try:
            while not done():
                now = uv_hrtime()
                if timeout is not None and now >= end:
                    return False
                if not alive:
                    raise RuntimeError("nothing is left in the event loop that could settle this Promise")
                if self.environment.uncaught:
                    return False  # raised by leaving
                if end:
                    uv_update_time(&self.loop.uv)
                    uv_timer_start(self.alarm, alarm_rang, (end - now) // 1000000 + 1, 0)
                self.turn_loop(UV_RUN_ONCE)
                uv_timer_stop(self.alarm)
                alive = uv_loop_alive(&self.loop.uv)
            return True
        finally:
            environment_leave(self.environment, &turn)

    def run_until_complete(self, promise, timeout=None):
        """Runs the event loop until a Promise is settled; its value. TimeoutError after `timeout` seconds."""
        if not isinstance(promise, JSPromise):
            return promise
        return promise.result(timeout)

    def run_until_idle(self) -> None:
        """Runs the event loop until nothing is left in it."""
        cdef Turn turn
        self.check_open()
        environment_enter(self.environment, &turn)
        try:
            self.turn_until_idle()
        finally:
            environment_leave(self.environment, &turn)

    # What drives it from another event loop: when the descriptor is readable, or the time has come, _turn().

    def _fd(self) -> int:
        """A descriptor that is readable when the loop has something to do."""
        return uv_backend_fd(&self.loop.uv)

    def _timeout(self):
        """Seconds until it has something to do anyway; None: there is no such time."""
        cdef int milliseconds
        uv_update_time(&self.loop.uv)
        milliseconds = 0 if uv_has_unwatched(&self.loop.uv) else uv_backend_timeout(&self.loop.uv)
        return None if milliseconds < 0 else milliseconds / 1000

    def _alive(self) -> bool:
        """Whether something is left to wait for."""
        return uv_loop_alive(&self.loop.uv)

    def _turn(self) -> bool:
        """What has happened. Whether something is left to wait for."""
        return self.turn_loop(UV_RUN_NOWAIT)

    def attend(self, future=None) -> None:
        """The asyncio loop that runs now drives this runtime from now on. `future` waits for something in it: it is
        told where the runtime ends, or what it did was stopped."""
        from naja.python import aio_embed

        aio_embed.attach(self, future)

    async def _idle(self) -> None:
        from naja.python import aio_embed

        await aio_embed.idle(self)

    @property
    def _driver(self):
        """What turns it in an asyncio loop (naja.python.aio_embed); None: nothing does."""
        return self.environment.driver

    @_driver.setter
    def _driver(self, driver):
        self.environment.driver = driver

    @property
    def globals(self):
        """The global object's properties, as a mapping."""
        from naja.python.globals import Globals

        return Globals(self)

    def eval(self, str code, *, str filename="<eval>", timeout=None):
        """Runs a script in the global scope and gives its completion value."""
        return self.invoke("evaluate", (code, filename), nanoseconds(timeout, "timeout"))

    async def eval_async(self, str code, *, str filename="<eval>", timeout=None):
        """eval(), with `await` at the top of the script, too; and where its value is a Promise, what that gives."""
        value = self.invoke("evaluateAsync", (code, filename), nanoseconds(timeout, "timeout"))
        return await value if isinstance(value, JSPromise) else value

    def _evaluate_cell(self, str code, publish, timeout):
        """For notebooks: a Promise of what shows a cell's value; `publish(bundle)` is what its `display` calls."""
        return self.invoke("evaluateCell", (code, publish), nanoseconds(timeout, "timeout"))

    def import_(self, str specifier, *, timeout=None):
        """The namespace of a module: a package, `./file.mjs` (from the root), `node:fs` ... The event loop runs until
        it is there, `timeout` seconds at most."""
        return self.run_until_complete(self.invoke("importModule", (specifier,)), timeout)

    async def import_async(self, str specifier):
        """import_(), while the asyncio loop that awaits it goes on with other things."""
        return await self.invoke("importModule", (specifier,))

    def call(self, function, *args, timeout=None):
        """Calls a function: one from JavaScript, or a global's name, `"Math.max"`."""
        cdef Turn turn
        environment_enter(self.environment, &turn)
        try:
            if timeout is not None:
                watch_until(self.environment.watch, nanoseconds(timeout, "timeout"))
            if isinstance(function, str):
                names = function.split(".")
                value = self.globals[names[0]]
                for name in names[1:]:
                    value = getattr(value, name)
                function = value
            return function(*args)
        finally:
            environment_leave(self.environment, &turn)

    def interrupt(self) -> bool:
        """From any thread, or a signal's handler: stops what runs in the runtime, whose caller gets naja.Interrupted.
        False where nothing does."""
        cdef Environment environment = self.environment
        if environment is None or environment.env == NULL:
            return False
        return watch_interrupt(environment.watch)

    def _get_global(self, str name):
        """Whether there is one, and its value."""
        cdef napi_value value = NULL
        cdef c_bool found = False
        cdef Turn turn
        environment_enter(self.environment, &turn)
        try:
            self.of_global(name, GET, NULL, &value, &found)
            return found, environment_to_python(self.environment, value) if found else None
        finally:
            environment_leave(self.environment, &turn)

    def _set_global(self, str name, object value) -> None:
        cdef napi_value item
        cdef Turn turn
        environment_enter(self.environment, &turn)
        try:
            item = environment_to_javascript(self.environment, value)
            self.of_global(name, SET, item, NULL, NULL)
        finally:
            environment_leave(self.environment, &turn)

    def _offer(self, str specifier, object module) -> None:
        """Makes a Python module, or a mapping of names, a module of JavaScript's."""
        cdef Turn turn
        cdef napi_value[3] argv
        cdef napi_value item, result = NULL
        cdef napi_env env
        cdef int i
        if hasattr(module, "keys"):
            members = {str(name): module[name] for name in module.keys()}
        else:
            names = getattr(module, "__all__", None)
            if names is None:
                names = [name for name in dir(module) if not name.startswith("_")]
            members = {name: getattr(module, name) for name in names}
        environment_enter(self.environment, &turn)
        try:
            env = self.environment.env
            argv[0] = environment_to_javascript(self.environment, specifier)
            argv[1] = environment_to_javascript(self.environment, list(members))
            napi_create_array(env, &argv[2])
            for i, each in enumerate(members.values()):
                item = environment_to_javascript(self.environment, each)
                napi_set_element(env, argv[2], i, item)
            environment_call(self.environment, NULL, <napi_value><size_t>self.functions["offerModule"], 3, argv, &result)
        finally:
            environment_leave(self.environment, &turn)

    def _has_global(self, str name) -> bool:
        cdef c_bool found = False
        cdef Turn turn
        environment_enter(self.environment, &turn)
        try:
            self.of_global(name, HAS, NULL, NULL, &found)
        finally:
            environment_leave(self.environment, &turn)
        return found

    def _delete_global(self, str name) -> bool:
        cdef c_bool found = False
        cdef Turn turn
        environment_enter(self.environment, &turn)
        try:
            self.of_global(name, DELETE, NULL, NULL, &found)
        finally:
            environment_leave(self.environment, &turn)
        return found

    def _global_names(self) -> list:
        return self.invoke("globalNames", ())

    cdef int of_global(self, str name, int what, napi_value item, napi_value* value, c_bool* found) except -1:
        """Asks the global object, without the GIL: there may be accessors."""
        cdef napi_value global_object, key
        cdef napi_env env = self.environment.env
        cdef napi_status status = napi_ok
        cdef c_bool there = True
        napi_get_global(env, &global_object)
        key = to_javascript(env, name)
        javascript_enter()
        if what == SET:
            status = napi_set_property(env, global_object, key, item)
        else:
            status = napi_has_property(env, global_object, key, &there)
            if status == napi_ok and there and what == GET:
                status = napi_get_property(env, global_object, key, value)
            elif status == napi_ok and there and what == DELETE:
                status = napi_delete_property(env, global_object, key, &there)
        javascript_leave()
        if status == napi_pending_exception:
            raise pending_error(env)
        if found != NULL:
            found[0] = there
        return 0

    @property
    def closed(self) -> bool:
        """Whether it has been closed."""
        return self.environment is None or self.environment.env == NULL

    def close(self) -> None:
        """Ends the runtime and gives its memory back. Closing twice does nothing."""
        cdef Turn turn
        cdef Environment environment = self.environment
        cdef int failed
        cdef napi_env env
        if environment is None or environment.env == NULL or environment.forks != forks():
            return
        environment.ended = None
        environment_enter(environment, &turn)
        if environment.turns > 1:
            environment_leave(environment, &turn)
            raise RuntimeError("a runtime cannot be closed from within")
        env = environment.env
        naja_handles_close(env, &turn.handles)
        watch_remove(environment.watch)
        javascript_enter()
        failed = environment_close(self.loop, PATIENCE_MS)
        javascript_leave()
        if failed:
            naja_env_exit(env, &turn.engine)
        environment_left(environment, &turn)
        if failed == -1:
            left.append((<size_t>self.loop, environment, self.permissions, self.free_permissions))
        elif self.permissions and not failed:
            self.free_permissions(self.permissions)
        self.loop = NULL
        end_left()

    def __repr__(self) -> str:
        state = "closed" if self.closed else "ended" if self.environment.ended is not None else "open"
        return f"<naja.Runtime at {<size_t><void*>self:#x}, {state}>"

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def __del__(self):
        if self.environment is None or self.environment.env == NULL:
            return
        try:
            warnings.warn(f"unclosed {self!r}", ResourceWarning, source=self, stacklevel=1)
        except Exception as error:  # python -W error
            unraisable(error, self)
        try:
            self.close()
        except BaseException as error:
            unraisable(error, self)


cdef void unraisable(object error, object where) noexcept:
    """Nobody is there to raise it to. Cython's own way prints it twice, and at the end of the process not even that."""
    PyErr_SetObject(type(error), error)
    PyErr_WriteUnraisable(where)


# Runtimes that were closed while a thread of the pool was stuck in a request of theirs: their loop, environment, permissions,
# and what frees those. They end when one is made or closed after that request.
cdef list left = []


cdef int end_left() except -1:
    cdef naja_turn turn
    cdef Loop* loop
    cdef napi_env env
    cdef int failed
    for _ in range(len(left)):
        if not left:  # another thread is here, too
            break
        entry = left.pop(0)
        address, environment, permissions, free_permissions = entry
        if (<Environment>environment).forks != forks():
            continue
        loop = <Loop*><size_t>address
        env = loop.env
        naja_env_enter(env, &turn)
        javascript_enter()
        failed = environment_close_again(loop)
        javascript_leave()
        if failed:
            naja_env_exit(env, &turn)
            left.append(entry)
            continue
        naja_turn_restore(&turn)
        if permissions:
            free_permissions(permissions)
    return 0


cdef struct Turning:
    Loop* loop
    uv_run_mode mode
    bint alive


cdef void turn_within(void* data) noexcept nogil:
    cdef Turning* turning = <Turning*>data
    cdef Loop* loop = turning.loop
    turning.alive = uv_run(&loop.uv, turning.mode) != 0
    if naja_pump(loop.env):
        naja_run_ticks(loop.env)
    turning.alive = turning.alive or uv_loop_alive(&loop.uv)


cdef void alarm_rang(uv_timer_t* handle) noexcept nogil:
    pass


cdef uint64_t nanoseconds(object seconds, str name) except? 0:
    """Of a limit; 0 for None."""
    if seconds is None:
        return 0
    if not seconds > 0:
        raise ValueError(f"{name} must be a positive number of seconds, not {seconds!r}")
    return max(1, <uint64_t>(min(<double>seconds, 1e9) * 1e9))


# --- what JavaScript calls

cdef napi_value js_report(napi_env env, napi_callback_info info) noexcept nogil:
    """report(error, fromPromise): nobody caught it"""
    cdef size_t argc = 2
    cdef napi_value[2] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef int entered = python_enter()
    (<two_fn><void*>report)(env, argv)
    python_leave(entered)
    return NULL


cdef napi_value js_write(napi_env env, napi_callback_info info) noexcept nogil:
    """write(fd, text or bytes)"""
    cdef size_t argc = 2
    cdef napi_value[2] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef int entered = python_enter()
    (<two_fn><void*>write)(env, argv)
    python_leave(entered)
    return NULL


# Called with the GIL, from what Cython takes for nogil.
ctypedef void (*two_fn)(napi_env env, napi_value* argv) noexcept nogil


cdef void report(napi_env env, napi_value* argv) noexcept:
    cdef Runtime runtime = environment_of(env).host
    tell(runtime, thrown_error(env, argv[0]))


cdef void tell(Runtime runtime, object error) noexcept:
    """Of an exception that nobody caught: who is to hear of it, or who has called JavaScript."""
    if runtime.on_error is not None:
        try:
            runtime.on_error(error)
            return
        except BaseException as another:
            error = another
    runtime.environment.uncaught.append(error)
    uv_stop(&runtime.loop.uv)


cdef void write(napi_env env, napi_value* argv) noexcept:
    cdef Runtime runtime = environment_of(env).host
    cdef napi_value error
    try:
        emit(runtime, to_python(env, argv[0]), to_python(env, argv[1]))
    except BaseException as raised:
        tell(runtime, raised)


cdef object emit(Runtime runtime, int fd, object data):
    stream = runtime.streams.get(fd)
    if stream is None:
        stream = fd
    if isinstance(stream, int):
        view = memoryview(data.encode("utf-8", "replace") if isinstance(data, str) else data)
        while view:
            view = view[os.write(stream, view):]
        return
    put = getattr(stream, "write", stream)
    text = data if isinstance(data, str) else bytes(data).decode("utf-8", "replace")
    put(text)


# --- once a process

from naja.runtime import FOLDER, LIBRARIES, V8_FLAGS


cdef int prepared_at = -1


def prepare_process():
    global prepared_at
    if prepared_at < 0:
        prepared_at = forks()
    elif prepared_at != forks():
        raise RuntimeError("naja.Runtime cannot be made in a process that was forked after the first one was: make it "
                           "after the fork, or start the process anew (multiprocessing's 'spawn')")
    core.prepare(LIBRARIES, FOLDER, os.environ.get("NAJA_BUILTINS") == "src", V8_FLAGS.encode())


cdef size_t permission_state(object permissions) except? 0:
    """What bindings ask, for naja.Permissions; 0: everything."""
    if permissions.unlimited:
        return 0
    from naja.ext.permissions.binding import new_state
    from naja.permissions import Judge

    judge = Judge(permissions)
    judge.admit(None, LIBRARIES)
    return new_state(judge, False)


cdef str executable():
    path = os.path.join(os.path.dirname(sys.executable), "naja")
    return path
