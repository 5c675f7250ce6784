# cython: language_level=3
"""An asyncio event loop on the thread, and in the turns, of an environment's libuv loop. Made by naja.python.aio."""
from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF, Py_XDECREF
from libc.math cimport ceil
from libc.stdint cimport uint64_t
from libc.stdlib cimport calloc, free
from naja.loop.core cimport Loop as TurningLoop, python_enter, python_leave
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.uv cimport *
from naja.python.bridge cimport Environment, Job, Jobs, report_uncaught, settle_all, take_finished

import asyncio
import selectors
import sys
import threading
from asyncio import events

# How often callbacks that make each other ready run before libuv (and so JavaScript's own work) has its turn again.
DEF ROUNDS = 16
# Longer than that is as good as never; libuv counts milliseconds.
DEF LONGEST_TIMER = 86400.0


cdef struct Handles:
    uv_poll_t poll       # of the selector's descriptor
    uv_timer_t timer     # until the first of asyncio's timers
    uv_idle_t idle       # running while callbacks are ready
    napi_env env
    Jobs* jobs
    PyObject* loop
    int open             # of those three
    bint attached        # libuv turns it; else it is closing, and turns itself
    bint turning         # inside turn(): nobody needs to be told of ready callbacks
    bint ready           # there are some
    bint readable        # the selector has something
    bint stays           # the thread is its own: it is the running loop of whatever Python runs there


cdef class Driver:
    """Owns the handles: both the loop and libuv know them."""
    cdef Handles* handles

    def __dealloc__(self):
        if self.handles != NULL and self.handles.open == 0:
            free(self.handles)

    cdef void wake(self) noexcept:
        """Callbacks are ready."""
        self.handles.ready = True
        if not self.handles.turning and self.handles.attached:
            uv_idle_start(&self.handles.idle, idle_ran)

    cdef void arm(self, object scheduled):
        """The timer, for the first entry of asyncio's heap."""
        cdef Handles* h = self.handles
        cdef double delay
        cdef uint64_t now, at
        if not h.attached:
            return
        if not scheduled:
            uv_timer_stop(&h.timer)
            return
        # Both clocks are CLOCK_MONOTONIC: the same number, in seconds and in milliseconds.
        uv_update_time(uv_handle_get_loop(<uv_handle_t*>&h.timer))
        now = uv_now(uv_handle_get_loop(<uv_handle_t*>&h.timer))
        delay = <double>scheduled[0]._when - <double>now / 1000
        if delay > LONGEST_TIMER:
            delay = LONGEST_TIMER
        at = <uint64_t>ceil(delay * 1000) if delay > 0 else 0
        uv_timer_start(&h.timer, timer_ran, at, 0)


class Selector(selectors.EpollSelector):
    """Never waits: libuv does, and says when there is something."""

    def select(self, timeout=None):
        cdef Driver driver = self.driver
        if not driver.handles.attached:
            return selectors.EpollSelector.select(self, timeout)
        if not driver.handles.readable:
            return []
        driver.handles.readable = False
        return selectors.EpollSelector.select(self, 0)


def is_process(Environment environment) -> bool:
    """Whether it is the process's own environment."""
    return (<TurningLoop*>naja_env_loop(environment.env).data).is_process


def is_embedded(Environment environment) -> bool:
    """Whether threads of a host take turns in it."""
    return (<TurningLoop*>naja_env_loop(environment.env).data).is_embedded


class Loop(asyncio.SelectorEventLoop):
    """asyncio's own loop but for who turns it. It runs for as long as its environment lives."""

    def __init__(self, Environment environment, stays):
        cdef Driver driver = Driver()
        cdef Handles* h = <Handles*>calloc(1, sizeof(Handles))
        cdef uv_loop_t* loop = naja_env_loop(environment.env)
        driver.handles = h  # closed, and freed, by close_handles
        selector = Selector()
        selector.driver = driver
        self._driver = driver
        asyncio.SelectorEventLoop.__init__(self, selector)
        h.env = environment.env
        h.jobs = environment.jobs
        self._environment = environment  # whose jobs they are
        h.stays = stays
        h.poll.data = h.timer.data = h.idle.data = h
        cdef int status = uv_poll_init(loop, &h.poll, selector.fileno())
        if status == 0:
            h.open += 1
            status = uv_poll_start(&h.poll, UV_READABLE, poll_ran)
        if status != 0:
            raise OSError(-status, "asyncio's selector cannot be watched")
        uv_timer_init(loop, &h.timer)
        uv_idle_init(loop, &h.idle)
        h.open += 2
        # What keeps the environment alive is said by the coroutines that JavaScript has started (bridge: Jobs).
        uv_unref(<uv_handle_t*>&h.poll)
        uv_unref(<uv_handle_t*>&h.timer)
        uv_unref(<uv_handle_t*>&h.idle)
        h.attached = True
        Py_INCREF(self)
        h.loop = <PyObject*>self
        if stays:
            self._enter()

    def _enter(self):
        """From here on it is the thread's running loop, as in run_forever()."""
        self._thread_id = threading.get_ident()
        self._outer = (events._get_running_loop(), sys.get_asyncgen_hooks())
        sys.set_asyncgen_hooks(firstiter=self._asyncgen_firstiter_hook, finalizer=self._asyncgen_finalizer_hook)
        self._set_coroutine_origin_tracking(self._debug)
        events._set_running_loop(self)

    def _leave(self):
        running, hooks = self._outer
        self._thread_id = None
        self._set_coroutine_origin_tracking(False)
        sys.set_asyncgen_hooks(*hooks)
        events._set_running_loop(running)

    def call_soon(self, callback, *args, context=None):
        if self._debug or self._closed:
            handle = asyncio.SelectorEventLoop.call_soon(self, callback, *args, context=context)
        else:
            handle = events.Handle(callback, args, self, context)
            self._ready.append(handle)
        (<Driver>self._driver).wake()
        return handle

    def call_at(self, when, callback, *args, context=None):
        timer = asyncio.SelectorEventLoop.call_at(self, when, callback, *args, context=context)
        cdef Driver driver = self._driver
        if not driver.handles.turning:
            driver.arm(self._scheduled)
        return timer

    def stop(self):
        if (<Driver>self._driver).handles.attached:
            raise RuntimeError("Naja's event loop cannot be stopped: it ends with the program or thread that it serves")
        asyncio.SelectorEventLoop.stop(self)

    def end(self, patience):
        """Cancels what runs, gives it `patience` seconds to clean up, and closes. On the loop's own thread."""
        cdef Handles* h = (<Driver>self._driver).handles
        if h.turning or self._closed:
            return  # called by one of its own callbacks: there is no way to wait for that
        if h.stays:
            self._leave()
        h.attached = False
        close_handles(h)
        outer = events._get_running_loop()
        events._set_running_loop(None)
        try:
            self.run_until_complete(self._finish(patience))
        finally:
            if self._default_executor is not None:
                self._default_executor.shutdown(wait=False)
            self.close()
            events._set_running_loop(outer)

    async def _finish(self, patience):
        tasks = asyncio.all_tasks(self) - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=patience)
        await asyncio.wait([self.create_task(self.shutdown_asyncgens())], timeout=patience)


# --- libuv's callbacks

cdef void poll_ran(uv_poll_t* handle, int status, int events) noexcept nogil:
    cdef Handles* h = <Handles*>handle.data
    h.readable = True
    turn(h)


cdef void timer_ran(uv_timer_t* handle) noexcept nogil:
    turn(<Handles*>handle.data)


cdef void idle_ran(uv_idle_t* handle) noexcept nogil:
    turn(<Handles*>handle.data)


ctypedef Job* (*round_fn)(Handles* h) noexcept nogil


cdef void turn(Handles* h) noexcept nogil:
    """Runs what is ready, and then what JavaScript does with it, for some rounds."""
    cdef naja_callback_scope scope
    cdef Job* finished
    cdef int entered, count = 0
    if h.turning or not h.attached:
        return
    h.turning = True
    while True:
        # Python may call JavaScript: its ticks and microtasks run when the scope closes.
        naja_callback_scope_open(h.env, &scope, NULL)
        entered = python_enter()
        finished = (<round_fn><void*>run_round)(h)
        python_leave(entered)
        naja_callback_scope_close(h.env, &scope)
        settle_all(h.jobs, finished)
        count += 1
        if not h.ready or count == ROUNDS or naja_is_stopping(h.env):
            break
    entered = python_enter()
    (<turned_fn><void*>turned)(h)
    python_leave(entered)


ctypedef void (*turned_fn)(Handles* h) noexcept nogil


cdef Job* run_round(Handles* h) noexcept:
    """With the GIL: one of asyncio's rounds; the jobs that have finished."""
    loop = <object>h.loop
    h.ready = False
    h.jobs.turning = True
    try:
        if h.stays:
            loop._run_once()
        else:
            loop._enter()
            try:
                loop._run_once()
            finally:
                loop._leave()
    except BaseException as error:  # SystemExit and KeyboardInterrupt; asyncio handles all others
        report_uncaught(h.env, error)
    if loop._ready:
        h.ready = True
    h.jobs.turning = False
    return take_finished(h.jobs)


cdef void turned(Handles* h) noexcept:
    """With the GIL: what shall make the loop turn again."""
    loop = <object>h.loop
    h.turning = False
    if h.ready:
        uv_idle_start(&h.idle, idle_ran)
    else:
        uv_idle_stop(&h.idle)
    (<Driver>loop._driver).arm(loop._scheduled)


cdef void close_handles(Handles* h) noexcept:
    uv_close(<uv_handle_t*>&h.poll, closed)
    uv_close(<uv_handle_t*>&h.timer, closed)
    uv_close(<uv_handle_t*>&h.idle, closed)


cdef void closed(uv_handle_t* handle) noexcept nogil:
    cdef Handles* h = <Handles*>handle.data
    cdef int entered
    h.open -= 1
    if h.open == 0:
        entered = python_enter()
        (<turned_fn><void*>forget)(h)
        python_leave(entered)


cdef void forget(Handles* h) noexcept:
    """With the GIL, when libuv has let go: the last of them goes with the loop."""
    Py_XDECREF(h.loop)
