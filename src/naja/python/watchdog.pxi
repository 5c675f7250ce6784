# What stops JavaScript that runs for too long. A thread for all runtimes looks at those that are busy; it knows no
# Python. A stay in a runtime costs two exchanges of a word, and a look at the clock where there is a limit.

cdef extern from *:
    """
    #include <pthread.h>
    #include <sys/syscall.h>
    #include <time.h>
    #include <unistd.h>
    static inline int naja_swap(int* at, int value) { return __atomic_exchange_n(at, value, __ATOMIC_SEQ_CST); }
    static inline int naja_change(int* at, int from, int to) {
      return __atomic_compare_exchange_n(at, &from, to, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    }
    static inline int naja_load(int* at) { return __atomic_load_n(at, __ATOMIC_SEQ_CST); }
    static inline uint64_t naja_load64(uint64_t* at) { return __atomic_load_n(at, __ATOMIC_SEQ_CST); }
    static inline void naja_store64(uint64_t* at, uint64_t value) { __atomic_store_n(at, value, __ATOMIC_SEQ_CST); }
    /* Between the stay's thread and the watchdog; what they say is in order by way of `state`. */
    #define naja_put(at, value) __atomic_store_n(&(at), value, __ATOMIC_RELAXED)
    #define naja_get(at) __atomic_load_n(&(at), __ATOMIC_RELAXED)
    static uint64_t naja_cpu_time(clockid_t clock) {
      struct timespec t;
      return clock_gettime(clock, &t) ? 0 : (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
    }
    static clockid_t naja_cpu_clock(void) {
      clockid_t clock;
      return pthread_getcpuclockid(pthread_self(), &clock) ? CLOCK_THREAD_CPUTIME_ID : clock;
    }
    /* Python's signal handlers run on the process's first thread. */
    static NAJA_THREAD int naja_first = -1;
    static inline int naja_is_first_thread(void) {
      if (naja_first < 0) naja_first = syscall(SYS_gettid) == getpid();
      return naja_first;
    }
    static void naja_start_thread(void* (*run)(void*)) {
      pthread_t thread;
      pthread_attr_t attributes;
      sigset_t all, before;
      pthread_attr_init(&attributes);
      pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
      pthread_attr_setstacksize(&attributes, 256 * 1024);
      sigfillset(&all);
      pthread_sigmask(SIG_SETMASK, &all, &before);
      pthread_create(&thread, &attributes, run, NULL);
      pthread_sigmask(SIG_SETMASK, &before, NULL);
      pthread_attr_destroy(&attributes);
    }
    /* How often this process has been forked off another one. */
    static int naja_forks = 0;
    static void naja_forked(void) { naja_forks++; naja_first = -1; }
    static void naja_watch_forks(void) { pthread_atfork(NULL, NULL, naja_forked); }
    """
    int naja_swap(int* at, int value) nogil
    bint naja_change(int* at, int previous, int value) nogil
    int naja_load(int* at) nogil
    uint64_t naja_load64(uint64_t* at) nogil
    void naja_store64(uint64_t* at, uint64_t value) nogil
    void put64 "naja_put"(uint64_t& at, uint64_t value) nogil
    uint64_t get64 "naja_get"(uint64_t& at) nogil
    void put32 "naja_put"(int& at, int value) nogil
    int get32 "naja_get"(int& at) nogil
    ctypedef int clockid_t
    uint64_t naja_cpu_time(clockid_t clock) nogil
    clockid_t naja_cpu_clock() nogil
    bint naja_is_first_thread() nogil
    void naja_start_thread(void* (*run)(void*) noexcept nogil) nogil
    int naja_forks
    void naja_watch_forks() nogil

cdef extern from "uv.h" nogil:
    int uv_cond_timedwait(uv_cond_t*, uv_mutex_t*, uint64_t nanoseconds)

cdef enum:
    # What a runtime is doing, as its thread and the watchdog see it.
    IDLE
    BUSY
    STOPPING  # somebody is at it
    STOPPED

cdef enum:
    MILLISECOND = 1000000
    # Where there are no limits: how often Python may run the handlers of signals that have come meanwhile.
    LOOK_EVERY = 50 * MILLISECOND
    MEMORY_EVERY = 20 * MILLISECOND
    # What is stopped may go on with something else (the next event): it is stopped again.
    AGAIN_AFTER = 10 * MILLISECOND
    # So long nothing has run: the watchdog need not look any more until it is woken.
    SLEEPS_AFTER = 40

cdef uint64_t NEVER = <uint64_t>-1
cdef uv_mutex_t watch_lock
cdef uv_cond_t watch_wake
cdef Watch* watches = NULL
cdef uint64_t next_look = NEVER  # when the watchdog next looks; NEVER: when it is woken
cdef bint watching = False
uv_mutex_init(&watch_lock)
uv_cond_init(&watch_wake)
naja_watch_forks()


cdef int forks():
    """How often this process has been forked off another one."""
    return naja_forks


cdef int watch_add(Watch* watch) except -1:
    """Before a runtime is used."""
    global watches, watching
    uv_mutex_lock(&watch_lock)
    watch.next = watches
    watches = watch
    if not watching:
        watching = True
        naja_start_thread(watch_main)
    uv_mutex_unlock(&watch_lock)
    return 0


cdef void watch_remove(Watch* watch) noexcept nogil:
    global watches
    uv_mutex_lock(&watch_lock)
    cdef Watch** at = &watches
    while at[0] != NULL and at[0] != watch:
        at = &at[0].next
    if at[0] == watch:
        at[0] = watch.next
    uv_mutex_unlock(&watch_lock)


cdef inline void watch_begin(Watch* watch) noexcept nogil:
    """The stay of a thread in a runtime begins."""
    cdef uint64_t deadline = NEVER
    if watch.timeout:
        deadline = uv_hrtime() + watch.timeout
    put64(watch.deadline, deadline)
    if watch.cpu_limit:
        put32(watch.cpu_clock, naja_cpu_clock())
        put64(watch.cpu_deadline, naja_cpu_time(watch.cpu_clock) + watch.cpu_limit)
    put32(watch.on_first, naja_is_first_thread())
    put64(watch.stay, watch.stay + 1)
    naja_swap(&watch.state, BUSY)
    if deadline < naja_load64(&next_look) or (naja_load64(&next_look) == NEVER and watch_needed(watch)):
        watch_hurry()


cdef inline bint watch_needed(Watch* watch) noexcept nogil:
    return watch.on_first or watch.cpu_limit != 0 or watch.memory_limit != 0


cdef void watch_until(Watch* watch, uint64_t timeout) noexcept nogil:
    """Another limit for the stay that has begun, in nanoseconds from now."""
    cdef uint64_t deadline = uv_hrtime() + timeout
    naja_store64(&watch.deadline, deadline)
    if deadline < naja_load64(&next_look):
        watch_hurry()


cdef void watch_hurry() noexcept nogil:
    uv_mutex_lock(&watch_lock)
    uv_cond_signal(&watch_wake)
    uv_mutex_unlock(&watch_lock)


cdef inline bint watch_end(Watch* watch) noexcept nogil:
    """The stay ends. True: it was stopped, for `watch.reason`."""
    if naja_change(&watch.state, BUSY, IDLE):
        return False
    while not naja_change(&watch.state, STOPPED, IDLE):
        if naja_change(&watch.state, BUSY, IDLE):
            return False
    return True


cdef bint watch_stop(Watch* watch, int reason, uint64_t stay=0) noexcept nogil:
    """Stops what a runtime does, if it does anything (`stay`: that one). With the lock held, or on its own thread."""
    cdef int before = naja_load(&watch.state)
    if before == BUSY and naja_change(&watch.state, BUSY, STOPPING):
        if stay != 0 and get64(watch.stay) != stay:  # that one was over a moment ago
            naja_swap(&watch.state, BUSY)
            return False
        naja_swap(&watch.reason, reason)
    elif not (before == STOPPED and naja_change(&watch.state, STOPPED, STOPPING)):
        return False
    elif reason == STOPPED_BY_MEMORY:
        naja_swap(&watch.reason, reason)
    naja_interrupt(watch.env)
    uv_async_send(&watch.loop.stop)
    naja_swap(&watch.state, STOPPED)
    return True


cdef bint watch_interrupt(Watch* watch) noexcept nogil:
    """From any thread: stops what a runtime does. False: it does nothing."""
    uv_mutex_lock(&watch_lock)
    cdef bint done = watch_stop(watch, STOPPED_BY_HOST)
    uv_mutex_unlock(&watch_lock)
    return done


cdef void* watch_main(void* unused) noexcept nogil:
    global next_look
    cdef Watch* watch
    cdef uint64_t now, at, spent
    cdef bint busy
    cdef int quiet = 0
    uv_mutex_lock(&watch_lock)
    while True:
        now = uv_hrtime()
        at = NEVER
        busy = False
        watch = watches
        while watch != NULL:
            at = min(at, watch_look(watch, now, &busy))
            watch = watch.next
        quiet = 0 if busy else quiet + 1
        if at == NEVER and quiet < SLEEPS_AFTER:
            at = now + LOOK_EVERY
        if at == NEVER:
            naja_store64(&next_look, NEVER)
            # Who began meanwhile saw another time, and wakes nobody.
            watch = watches
            while watch != NULL:
                at = min(at, watch_look(watch, now, &busy))
                watch = watch.next
            if at == NEVER:
                uv_cond_wait(&watch_wake, &watch_lock)
                quiet = 0
                continue
        naja_store64(&next_look, at)
        now = uv_hrtime()
        if at > now:
            uv_cond_timedwait(&watch_wake, &watch_lock, at - now)


cdef uint64_t watch_look(Watch* watch, uint64_t now, bint* busy) noexcept nogil:
    """Does what is due for one runtime; when it is to be looked at again."""
    cdef int state = naja_load(&watch.state)
    cdef uint64_t deadline, spent, at, stay = get64(watch.stay)
    cdef bint same = stay == watch.seen, on_first = get32(watch.on_first)
    if not same:
        busy[0] = True
    watch.seen = stay
    if state == IDLE:
        return NEVER
    if state == STOPPED:
        watch_stop(watch, 0)
        return now + AGAIN_AFTER
    deadline = naja_load64(&watch.deadline)
    if deadline <= now:
        watch_stop(watch, STOPPED_BY_TIMEOUT, stay)
        return now + AGAIN_AFTER
    at = deadline
    if watch.cpu_limit:
        spent = naja_cpu_time(get32(watch.cpu_clock))
        deadline = get64(watch.cpu_deadline)
        if spent >= deadline:
            watch_stop(watch, STOPPED_BY_CPU, stay)
            return now + AGAIN_AFTER
        at = min(at, now + deadline - spent)
    if on_first or watch.memory_limit:
        at = min(at, now + (MEMORY_EVERY if watch.memory_limit else LOOK_EVERY))
        if same:
            if not naja_swap(&watch.asked, 1):
                naja_request_interrupt(watch.env, watch_within, watch)
            if on_first:
                uv_async_send(&watch.loop.stop)  # from its sleep, if it does
    return at


cdef void watch_within(napi_env env, void* data) noexcept nogil:
    """On the runtime's own thread, between two steps of JavaScript."""
    cdef Watch* watch = <Watch*>data
    cdef int entered
    naja_swap(&watch.asked, 0)
    if watch.memory_limit and naja_memory_in_use(env) > watch.memory_limit:
        watch_stop(watch, STOPPED_BY_MEMORY)
        return
    if not naja_is_first_thread():
        return
    entered = python_enter()
    (<watch_fn><void*>run_signal_handlers)(watch)
    python_leave(entered)


ctypedef void (*watch_fn)(Watch* watch) noexcept nogil


cdef void run_signal_handlers(Watch* watch) noexcept:
    cdef Environment environment = <Environment>watch.owner
    environment.no_turns = True
    try:
        PyErr_CheckSignals()
    except BaseException as error:
        environment.signal = error
        watch_stop(watch, STOPPED_BY_SIGNAL)
    environment.no_turns = False


cdef void memory_exhausted(void* owner) noexcept nogil:
    """On the runtime's own thread, inside V8."""
    cdef Watch* watch = <Watch*>owner
    watch_stop(watch, STOPPED_BY_MEMORY)


cdef object interruption_of(Environment environment):
    """The exception for what a stay was stopped by."""
    cdef Watch* watch = environment.watch
    cdef int reason
    if watch == NULL:
        return Interrupted("JavaScript was stopped: its thread ends")
    reason = naja_load(&watch.reason)
    if environment.ended is not None:
        return environment.ended
    if watch.loop != NULL and watch.loop.exited:
        environment.ended = Exit(watch.loop.exit_code)
        return environment.ended
    if reason == STOPPED_BY_MEMORY or naja_is_dead(environment.env):
        environment.ended = MemoryLimitError("JavaScript needed more memory than it was given; its runtime has ended")
        naja_stop(environment.env)
        return environment.ended
    if reason == STOPPED_BY_TIMEOUT:
        return TimeoutError("JavaScript ran for longer than it was given")
    if reason == STOPPED_BY_CPU:
        return TimeoutError("JavaScript used more processor time than it was given")
    if reason == STOPPED_BY_SIGNAL and environment.signal is not None:
        return environment.signal
    return Interrupted("JavaScript was interrupted")
