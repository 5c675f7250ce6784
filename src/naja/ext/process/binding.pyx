# cython: language_level=3
"""The process itself, through libuv and the C library: environment, working directory, identity, clocks, signals."""
from cpython.pycapsule cimport PyCapsule_New
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport atoi, calloc, free, malloc
from libc.string cimport memcpy, memset, strchr, strlen, strstr
from naja.loop.core cimport define
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.permissions cimport *

cdef extern from "uv.h" nogil:
    ctypedef struct uv_handle_t:
        void* data
    ctypedef struct uv_signal_t:
        void* data
    ctypedef struct uv_timeval_t:
        long tv_sec
        long tv_usec
    ctypedef struct uv_rusage_t:
        uv_timeval_t ru_utime
        uv_timeval_t ru_stime
        uint64_t ru_maxrss
        uint64_t ru_ixrss
        uint64_t ru_idrss
        uint64_t ru_isrss
        uint64_t ru_minflt
        uint64_t ru_majflt
        uint64_t ru_nswap
        uint64_t ru_inblock
        uint64_t ru_oublock
        uint64_t ru_msgsnd
        uint64_t ru_msgrcv
        uint64_t ru_nsignals
        uint64_t ru_nvcsw
        uint64_t ru_nivcsw
    ctypedef void (*uv_signal_cb)(uv_signal_t*, int) noexcept nogil
    ctypedef void (*uv_close_cb)(uv_handle_t*) noexcept nogil
    ctypedef void (*uv_walk_cb)(uv_handle_t*, void*) noexcept nogil
    ctypedef enum uv_handle_type:
        UV_UNKNOWN_HANDLE
        UV_TIMER
        UV_CHECK
        UV_PREPARE
        UV_IDLE
        UV_ASYNC
    int uv_signal_init(uv_loop_t*, uv_signal_t*)
    int uv_signal_start(uv_signal_t*, uv_signal_cb, int)
    int uv_signal_stop(uv_signal_t*)
    void uv_close(uv_handle_t*, uv_close_cb)
    void uv_ref(uv_handle_t*)
    void uv_unref(uv_handle_t*)
    void uv_walk(uv_loop_t*, uv_walk_cb, void*)
    int uv_is_active(const uv_handle_t*)
    int uv_has_ref(const uv_handle_t*)
    int uv_is_closing(const uv_handle_t*)
    uv_handle_type uv_handle_get_type(const uv_handle_t*)
    const char* uv_handle_type_name(uv_handle_type)
    int uv_cwd(char* buffer, size_t* size)
    int uv_chdir(const char* path)
    int uv_kill(int pid, int signum)
    int uv_getrusage(uv_rusage_t*)
    int uv_getrusage_thread(uv_rusage_t*)
    int uv_resident_set_memory(size_t*)
    uint64_t uv_get_constrained_memory()
    uint64_t uv_get_available_memory()
    int uv_set_process_title(const char*)
    int uv_get_process_title(char*, size_t)
    char** uv_setup_args(int, char**)
    int UV_ENOBUFS
    int UV_ENOENT

cdef extern from "<unistd.h>" nogil:
    ctypedef int pid_t
    ctypedef unsigned int uid_t
    ctypedef unsigned int gid_t
    char** environ
    pid_t getpid()
    pid_t getppid()
    uid_t getuid()
    uid_t geteuid()
    gid_t getgid()
    gid_t getegid()
    int setuid(uid_t)
    int seteuid(uid_t)
    int setgid(gid_t)
    int setegid(gid_t)
    int getgroups(int, gid_t*)

cdef extern from "<grp.h>" nogil:
    int setgroups(size_t, const gid_t*)
    int initgroups(const char*, gid_t)

cdef extern from "<unistd.h>" nogil:
    int execve(const char*, char**, char**)

cdef extern from "<fcntl.h>" nogil:
    int fcntl(int fd, int command, ...)
    int F_GETFD
    int F_SETFD
    int FD_CLOEXEC

cdef extern from "<sys/stat.h>" nogil:
    unsigned int umask(unsigned int)

cdef extern from "<errno.h>" nogil:
    int errno

cdef extern from "<string.h>" nogil:
    char* strndup(const char*, size_t)

cdef extern from "<stdlib.h>" nogil:
    char* getenv(const char*)
    int setenv(const char*, const char*, int)
    int unsetenv(const char*)
    void abort()


cdef char* text_argument(napi_env env, napi_value value, size_t* length) noexcept nogil:
    """A string as UTF-8, to be freed by the caller; NULL if it is not a string."""
    cdef size_t size = 0
    if napi_get_value_string_utf8(env, value, NULL, 0, &size) != napi_ok:
        return NULL
    cdef char* text = <char*>malloc(size + 1)
    napi_get_value_string_utf8(env, value, text, size + 1, &size)
    if length != NULL:
        length[0] = size
    return text


cdef napi_value text_value(napi_env env, const char* text, size_t length) noexcept nogil:
    cdef napi_value result = NULL
    napi_create_string_utf8(env, text, length, &result)
    return result


cdef napi_value number_value(napi_env env, double number) noexcept nogil:
    cdef napi_value result = NULL
    napi_create_double(env, number, &result)
    return result


cdef napi_value argument(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value arg
    napi_get_cb_info(env, info, &argc, &arg, NULL, NULL)
    return arg


cdef bint may_change_process(napi_env env) noexcept nogil:
    """Whether what is the whole process's may be changed: a host's is not its guest's. Throws."""
    return naja_is_own_process(env) or naja_may(env, NAJA_MAY_ALL, NULL)


# --- environment

# What built-ins look at for themselves, with a space before and after each. No other name is answered: JavaScript of the
# program can reach what built-ins call, by way of the prototypes that they share.
cdef const char* OWN_VARIABLES = (
    b" AGENT_NAME APPVEYOR BUILDKITE BUN_PORT CC CI CIRCLECI CI_NAME COLORTERM DRONE FORCE_COLOR "
    b"GITEA_ACTIONS GITHUB_ACTIONS GITLAB_CI HOME NAJA_REUSE_PORT NAJA_WORKER NODE_COMPILE_CACHE "
    b"NODE_DISABLE_COMPILE_CACHE NODE_COMPILE_CACHE_PORTABLE NODE_PENDING_DEPRECATION "
    b"NODE_DEBUG NODE_DISABLE_COLORS NODE_ENV NODE_EXTRA_CA_CERTS NODE_OPTIONS NODE_PATH NODE_PORT "
    b"NODE_REDIRECT_WARNINGS NODE_REPL_HISTORY NODE_TLS_REJECT_UNAUTHORIZED NODE_USE_ENV_PROXY "
    b"NODE_USE_SYSTEM_CA NODE_V8_COVERAGE NO_COLOR PATH PORT SSL_CERT_FILE TEAMCITY_VERSION TERM "
    b"TERM_PROGRAM TERM_PROGRAM_VERSION TF_BUILD TMPDIR TMUX TRAVIS XDG_CACHE_HOME "
)


cdef bint is_own_variable(const char* name) noexcept nogil:
    cdef char[64] padded
    cdef size_t length = strlen(name)
    if length == 0 or length > sizeof(padded) - 3 or strchr(name, 32) != NULL:
        return False
    padded[0] = padded[length + 1] = 32
    memcpy(padded + 1, name, length)
    padded[length + 2] = 0
    return strstr(OWN_VARIABLES, padded) != NULL


cdef napi_value get_variable(napi_env env, napi_callback_info info, bint asks) noexcept nogil:
    cdef char* name = text_argument(env, argument(env, info), NULL)
    if name == NULL:
        return NULL
    cdef const char* value = NULL
    if naja_may(env, NAJA_MAY_ENV, name) if asks else naja_env_permissions(env) == NULL or is_own_variable(name):
        value = getenv(name)
    free(name)
    return NULL if value == NULL else text_value(env, value, NAPI_AUTO_LENGTH)


cdef napi_value js_get_env(napi_env env, napi_callback_info info) noexcept nogil:
    return get_variable(env, info, True)


cdef napi_value js_own_env(napi_env env, napi_callback_info info) noexcept nogil:
    """ownEnv(name): the same for what built-ins read for themselves, whatever the program may see."""
    return get_variable(env, info, False)


cdef napi_value js_set_env(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef char* name = text_argument(env, argv[0], NULL)
    cdef char* value = text_argument(env, argv[1], NULL)
    if name != NULL and value != NULL and naja_may(env, NAJA_MAY_ENV, name):
        setenv(name, value, 1)
    free(name)
    free(value)
    return NULL


cdef napi_value js_unset_env(napi_env env, napi_callback_info info) noexcept nogil:
    cdef char* name = text_argument(env, argument(env, info), NULL)
    if name != NULL and naja_may(env, NAJA_MAY_ENV, name):
        unsetenv(name)
    free(name)
    return NULL


cdef napi_value js_env_keys(napi_env env, napi_callback_info info) noexcept nogil:
    return all_keys(env) if naja_may(env, NAJA_MAY_ENV, NULL) else NULL


cdef napi_value js_visible_env(napi_env env, napi_callback_info info) noexcept nogil:
    """visibleEnv(): [name, value, ...] of the variables that the program may see."""
    cdef naja_permissions* permissions = naja_env_permissions(env)
    cdef napi_value result
    cdef uint32_t n = 0
    cdef char** entry = environ
    cdef const char* end
    cdef char* name
    napi_create_array(env, &result)
    while entry[0] != NULL:
        end = strchr(entry[0] + 1, b'=') if entry[0][0] != 0 else NULL
        name = strndup(entry[0], end - entry[0]) if end != NULL else NULL
        if name != NULL and (permissions == NULL or permissions.ask(env, permissions, NAJA_MAY_ENV, name, False) == NULL):
            napi_set_element(env, result, n, text_value(env, name, NAPI_AUTO_LENGTH))
            napi_set_element(env, result, n + 1, text_value(env, end + 1, NAPI_AUTO_LENGTH))
            n += 2
        free(name)
        entry += 1
    return result


cdef napi_value all_keys(napi_env env) noexcept nogil:
    cdef napi_value result, name
    cdef uint32_t n = 0
    cdef char** entry = environ
    cdef const char* end
    napi_create_array(env, &result)
    while entry[0] != NULL:
        end = strchr(entry[0] + 1, b'=') if entry[0][0] != 0 else NULL
        if end != NULL:
            name = text_value(env, entry[0], end - entry[0])
            napi_set_element(env, result, n, name)
            n += 1
        entry += 1
    return result


cdef napi_value js_is_restricted(napi_env env, napi_callback_info info) noexcept nogil:
    """isRestricted(): whether there is anything that the program may not do. hidesEnv() is the same, but where the
    variables are not the process's."""
    cdef napi_value result
    napi_get_boolean(env, naja_env_permissions(env) != NULL, &result)
    return result


cdef bint channel_taken = False


cdef napi_value js_take_channel(napi_env env, napi_callback_info info) noexcept nogil:
    """takeChannel(): [descriptor, serialization] of the channel that the parent process gave this one, once; undefined where
    there is none. It is the program's from now on."""
    cdef napi_value[2] values
    cdef napi_value result
    cdef const char* mode = getenv(b"NODE_CHANNEL_SERIALIZATION_MODE")
    global channel_taken
    cdef const char* value = getenv(b"NODE_CHANNEL_FD")
    cdef int fd
    # The second time, it is somebody who wants a descriptor to be the program's.
    if channel_taken or not naja_is_own_process(env):
        return NULL
    channel_taken = True
    if value == NULL:
        return NULL
    fd = atoi(value)
    naja_fd_opened(env, fd)
    values[0] = number_value(env, fd)
    if mode == NULL or mode[0] == 0:
        mode = b"json"
    values[1] = text_value(env, mode, NAPI_AUTO_LENGTH)
    unsetenv(b"NODE_CHANNEL_FD")
    unsetenv(b"NODE_CHANNEL_SERIALIZATION_MODE")
    naja_create_array_from(env, 2, values, &result)
    return result


# --- working directory, identity

cdef napi_value js_cwd(napi_env env, napi_callback_info info) noexcept nogil:
    cdef char[4097] path
    cdef size_t size = sizeof(path)
    cdef int error = uv_cwd(path, &size)
    if error:
        naja_throw_uv_exception(env, error, b"uv_cwd", NULL, NULL)
        return NULL
    return text_value(env, path, size)


cdef napi_value js_chdir(napi_env env, napi_callback_info info) noexcept nogil:
    cdef char* path = text_argument(env, argument(env, info), NULL)
    if path == NULL:
        return NULL
    cdef char[4097] before
    cdef size_t size = sizeof(before)
    cdef naja_place place
    cdef int error
    naja_place_init(&place)
    if may_change_process(env) and naja_may_place(env, NAJA_AT_FILE | NAJA_TO_READ, path, &place, &error):
        if error == 0:
            error = uv_chdir(place.text if place.text != NULL else path)
        if error:
            if uv_cwd(before, &size):
                before[0] = 0
            naja_throw_uv_exception(env, error, b"chdir", before, path)
    naja_place_free(&place)
    free(path)
    return NULL


cdef napi_value js_umask(napi_env env, napi_callback_info info) noexcept nogil:
    """umask(mask | undefined): the mask before."""
    cdef napi_value arg = argument(env, info)
    cdef uint32_t mask = 0
    cdef unsigned int old
    if not naja_may(env, NAJA_MAY_SYS, b"umask"):
        return NULL
    if napi_get_value_uint32(env, arg, &mask) == napi_ok:
        if not may_change_process(env):
            return NULL
        old = umask(mask)
    else:
        old = umask(0)
        umask(old)
    return number_value(env, old)


cdef napi_value js_id(napi_env env, napi_callback_info info) noexcept nogil:
    """id(which): 0 pid, 1 ppid, 2 uid, 3 euid, 4 gid, 5 egid."""
    cdef uint32_t which = 0
    cdef const char* kind = NULL  # as Deno calls them
    cdef double id
    napi_get_value_uint32(env, argument(env, info), &which)
    if which == 0:
        id = getpid()
    elif which == 1:
        id = getppid()
    elif which == 2:
        id, kind = getuid(), b"uid"
    elif which == 3:
        id, kind = geteuid(), b"uid"
    elif which == 4:
        id, kind = getgid(), b"gid"
    else:
        id, kind = getegid(), b"getegid"
    if kind != NULL and not naja_may(env, NAJA_MAY_SYS, kind):
        return NULL
    return number_value(env, id)


cdef napi_value js_set_id(napi_env env, napi_callback_info info) noexcept nogil:
    """setId(which, id): which is 0 uid, 1 euid, 2 gid, 3 egid. Gives 0 or a negative error number."""
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef uint32_t which = 0, id = 0
    cdef const char* name
    cdef int result
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    napi_get_value_uint32(env, argv[0], &which)
    napi_get_value_uint32(env, argv[1], &id)
    if which == 0:
        name = b"setuid"
    elif which == 1:
        name = b"seteuid"
    elif which == 2:
        name = b"setgid"
    else:
        name = b"setegid"
    if not naja_may(env, NAJA_MAY_SYS, name):
        return NULL
    if which == 0:
        result = setuid(id)
    elif which == 1:
        result = seteuid(id)
    elif which == 2:
        result = setgid(id)
    else:
        result = setegid(id)
    return number_value(env, -errno if result else 0)


cdef napi_value js_get_groups(napi_env env, napi_callback_info info) noexcept nogil:
    cdef gid_t[65537] groups
    cdef int i, count
    cdef napi_value result
    cdef bint seen = False
    cdef gid_t effective = getegid()
    if not naja_may(env, NAJA_MAY_SYS, b"gid"):
        return NULL
    count = getgroups(65536, groups)
    napi_create_array(env, &result)
    for i in range(count):
        napi_set_element(env, result, i, number_value(env, groups[i]))
        seen = seen or groups[i] == effective
    if not seen:
        napi_set_element(env, result, count if count > 0 else 0, number_value(env, effective))
    return result


cdef napi_value js_set_groups(napi_env env, napi_callback_info info) noexcept nogil:
    """setGroups(array of numbers): 0 or a negative error number."""
    cdef napi_value arg = argument(env, info), item
    cdef uint32_t count = 0, i, id = 0
    if not naja_may(env, NAJA_MAY_SYS, b"setgroups"):
        return NULL
    napi_get_array_length(env, arg, &count)
    cdef gid_t* groups = <gid_t*>malloc((count + 1) * sizeof(gid_t))
    for i in range(count):
        napi_get_element(env, arg, i, &item)
        napi_get_value_uint32(env, item, &id)
        groups[i] = id
    cdef int result = -errno if setgroups(count, groups) else 0
    free(groups)
    return number_value(env, result)


cdef napi_value js_init_groups(napi_env env, napi_callback_info info) noexcept nogil:
    """initGroups(user, gid): 0 or a negative error number."""
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef uint32_t id = 0
    if not naja_may(env, NAJA_MAY_SYS, b"setgroups"):
        return NULL
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef char* user = text_argument(env, argv[0], NULL)
    napi_get_value_uint32(env, argv[1], &id)
    cdef int result = -errno if user == NULL or initgroups(user, id) else 0
    free(user)
    return number_value(env, result)


cdef napi_value js_get_title(napi_env env, napi_callback_info info) noexcept nogil:
    cdef char[1024] title
    if uv_get_process_title(title, sizeof(title)):
        return NULL
    return text_value(env, title, NAPI_AUTO_LENGTH)


cdef napi_value js_set_title(napi_env env, napi_callback_info info) noexcept nogil:
    cdef char* title = text_argument(env, argument(env, info), NULL)
    if title != NULL and may_change_process(env):
        uv_set_process_title(title)
    free(title)
    return NULL


# --- what it costs

cdef napi_value js_rusage(napi_env env, napi_callback_info info) noexcept nogil:
    """rusage(out: Float64Array(16), ofThread): libuv's fields in their order, times in microseconds."""
    cdef size_t argc = 2, length = 0
    cdef napi_value[2] argv
    cdef uint8_t* data = NULL
    cdef uv_rusage_t usage
    cdef double* out
    cdef c_bool thread = False
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    napi_get_value_bool(env, argv[1], &thread)
    cdef int error = uv_getrusage_thread(&usage) if thread else uv_getrusage(&usage)
    if error:
        naja_throw_uv_exception(env, error, b"uv_getrusage", NULL, NULL)
        return NULL
    if naja_get_bytes(env, argv[0], &data, &length) and length >= 16 * sizeof(double):
        out = <double*>data
        out[0] = usage.ru_utime.tv_sec * 1e6 + usage.ru_utime.tv_usec
        out[1] = usage.ru_stime.tv_sec * 1e6 + usage.ru_stime.tv_usec
        out[2] = usage.ru_maxrss
        out[3] = usage.ru_ixrss
        out[4] = usage.ru_idrss
        out[5] = usage.ru_isrss
        out[6] = usage.ru_minflt
        out[7] = usage.ru_majflt
        out[8] = usage.ru_nswap
        out[9] = usage.ru_inblock
        out[10] = usage.ru_oublock
        out[11] = usage.ru_msgsnd
        out[12] = usage.ru_msgrcv
        out[13] = usage.ru_nsignals
        out[14] = usage.ru_nvcsw
        out[15] = usage.ru_nivcsw
    return NULL


cdef napi_value js_rss(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t rss = 0
    cdef int error = uv_resident_set_memory(&rss)
    if error:
        naja_throw_uv_exception(env, error, b"uv_resident_set_memory", NULL, NULL)
        return NULL
    return number_value(env, rss)


cdef napi_value js_constrained_memory(napi_env env, napi_callback_info info) noexcept nogil:
    if not naja_may(env, NAJA_MAY_SYS, b"systemMemoryInfo"):
        return NULL
    return number_value(env, <double>uv_get_constrained_memory())


cdef napi_value js_available_memory(napi_env env, napi_callback_info info) noexcept nogil:
    if not naja_may(env, NAJA_MAY_SYS, b"systemMemoryInfo"):
        return NULL
    return number_value(env, <double>uv_get_available_memory())


# --- signals

cdef struct Watcher:
    uv_signal_t handle
    napi_env env
    napi_value callback


cdef void watcher_closed(uv_handle_t* handle) noexcept nogil:
    free(handle.data)


cdef void signalled(uv_signal_t* handle, int number) noexcept nogil:
    cdef Watcher* watcher = <Watcher*>handle.data
    cdef naja_callback_scope scope
    cdef napi_value arg
    naja_callback_scope_open(watcher.env, &scope, NULL)
    napi_create_int32(watcher.env, number, &arg)
    naja_call(watcher.env, NULL, watcher.callback, 1, &arg, NULL)
    naja_callback_scope_close(watcher.env, &scope)


cdef napi_value js_watch_signal(napi_env env, napi_callback_info info) noexcept nogil:
    """watchSignal(number, callback): an external for unwatchSignal. It does not keep the process alive. Throws."""
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef int32_t number = 0
    cdef int error
    cdef napi_value result
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    napi_get_value_int32(env, argv[0], &number)
    if not may_change_process(env):
        return NULL
    cdef Watcher* watcher = <Watcher*>calloc(1, sizeof(Watcher))
    watcher.env = env
    watcher.handle.data = watcher
    uv_signal_init(naja_env_loop(env), &watcher.handle)
    uv_unref(<uv_handle_t*>&watcher.handle)
    error = uv_signal_start(&watcher.handle, signalled, number)
    if error:
        uv_close(<uv_handle_t*>&watcher.handle, watcher_closed)
        naja_throw_uv_exception(env, error, b"uv_signal_start", NULL, NULL)
        return NULL
    watcher.callback = naja_hold(env, argv[1])
    napi_create_external(env, watcher, NULL, NULL, &result)
    return result


cdef napi_value js_unwatch_signal(napi_env env, napi_callback_info info) noexcept nogil:
    cdef void* data = NULL
    if napi_get_value_external(env, argument(env, info), &data) == napi_ok:
        naja_release(env, (<Watcher*>data).callback)
        uv_close(<uv_handle_t*>&(<Watcher*>data).handle, watcher_closed)
    return NULL


cdef napi_value js_kill(napi_env env, napi_callback_info info) noexcept nogil:
    """kill(pid, signal): 0 or a negative error number."""
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef int32_t pid = 0, number = 0
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    napi_get_value_int32(env, argv[0], &pid)
    napi_get_value_int32(env, argv[1], &number)
    # A program may end itself; all else is whoever's who may start programs.
    if (pid != getpid() or not naja_is_own_process(env)) and not naja_may(env, NAJA_MAY_RUN, NULL):
        return NULL
    return number_value(env, uv_kill(pid, number))


cdef napi_value js_abort(napi_env env, napi_callback_info info) noexcept nogil:
    if may_change_process(env):
        abort()
    return NULL


cdef char** text_list(napi_env env, napi_value value) noexcept nogil:
    """An array of strings with NULL at its end."""
    cdef uint32_t count = 0, i
    cdef napi_value item
    napi_get_array_length(env, value, &count)
    cdef char** texts = <char**>calloc(count + 1, sizeof(char*))
    for i in range(count):
        napi_get_element(env, value, i, &item)
        texts[i] = text_argument(env, item, NULL)
    return texts


cdef char** variable_list(napi_env env, napi_value value) noexcept nogil:
    """The same; [null] stands for the process's own."""
    cdef napi_value item
    cdef napi_valuetype type = napi_undefined
    cdef size_t count = 0
    cdef char** texts
    if napi_get_element(env, value, 0, &item) != napi_ok or napi_typeof(env, item, &type) != napi_ok or type != napi_null:
        return text_list(env, value)
    while environ[count] != NULL:
        count += 1
    texts = <char**>calloc(count + 1, sizeof(char*))
    memcpy(texts, environ, count * sizeof(char*))
    return texts


cdef napi_value js_execve(napi_env env, napi_callback_info info) noexcept nogil:
    """execve(path, args, "NAME=value"...): returns only where it fails, with a negative error number."""
    cdef size_t argc = 3
    cdef napi_value[3] argv
    cdef int fd
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef char* path = text_argument(env, argv[0], NULL)
    cdef char** variables = variable_list(env, argv[2])
    cdef char* found = NULL
    if not naja_may_run(env, path, NULL, variables, &found):
        free(path)
        free(variables)  # its texts are few, and this is an error
        return NULL
    # What the next program shall not inherit: everything but the standard streams is closed on exec; those are not.
    for fd in range(3):
        fcntl(fd, F_SETFD, fcntl(fd, F_GETFD) & ~FD_CLOEXEC)
    execve(found if found != NULL else path, text_list(env, argv[1]), variables)
    return number_value(env, -errno)


# --- what keeps the process alive

cdef struct Listing:
    napi_env env
    napi_value list
    uint32_t count


cdef void list_handle(uv_handle_t* handle, void* data) noexcept nogil:
    cdef Listing* listing = <Listing*>data
    if uv_is_active(handle) and uv_has_ref(handle) and not uv_is_closing(handle):
        napi_set_element(listing.env, listing.list, listing.count,
                         text_value(listing.env, uv_handle_type_name(uv_handle_get_type(handle)), NAPI_AUTO_LENGTH))
        listing.count += 1


cdef napi_value js_active_handles(napi_env env, napi_callback_info info) noexcept nogil:
    """activeHandles(): libuv's type names of the open handles that keep the loop alive."""
    cdef Listing listing
    listing.env = env
    listing.count = 0
    napi_create_array(env, &listing.list)
    uv_walk(naja_env_loop(env), list_handle, &listing)
    return listing.list


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    define(env, exports, b"getEnv", js_get_env)
    define(env, exports, b"setEnv", js_set_env)
    define(env, exports, b"unsetEnv", js_unset_env)
    define(env, exports, b"envKeys", js_env_keys)
    define(env, exports, b"ownEnv", js_own_env)
    define(env, exports, b"visibleEnv", js_visible_env)
    define(env, exports, b"hidesEnv", js_is_restricted)
    define(env, exports, b"isRestricted", js_is_restricted)
    define(env, exports, b"takeChannel", js_take_channel)
    define(env, exports, b"cwd", js_cwd)
    define(env, exports, b"chdir", js_chdir)
    define(env, exports, b"umask", js_umask)
    define(env, exports, b"id", js_id)
    define(env, exports, b"setId", js_set_id)
    define(env, exports, b"getGroups", js_get_groups)
    define(env, exports, b"setGroups", js_set_groups)
    define(env, exports, b"initGroups", js_init_groups)
    define(env, exports, b"getTitle", js_get_title)
    define(env, exports, b"setTitle", js_set_title)
    define(env, exports, b"rusage", js_rusage)
    define(env, exports, b"rss", js_rss)
    define(env, exports, b"constrainedMemory", js_constrained_memory)
    define(env, exports, b"availableMemory", js_available_memory)
    define(env, exports, b"watchSignal", js_watch_signal)
    define(env, exports, b"unwatchSignal", js_unwatch_signal)
    define(env, exports, b"kill", js_kill)
    define(env, exports, b"execve", js_execve)
    define(env, exports, b"abort", js_abort)
    define(env, exports, b"activeHandles", js_active_handles)
    return exports


__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
