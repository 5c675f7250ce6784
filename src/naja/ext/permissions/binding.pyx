# cython: language_level=3
"""The answers to engine/permissions.h, which `naja.permissions.Judge` gives, and binding('permissions').

Loaded where a program is restricted, or asks whether it is. The judge is Python, called with the GIL; how a path is found
and held is C (places.pxi).
"""
from cpython.object cimport PyObject
from cpython.pycapsule cimport PyCapsule_New
from cpython.ref cimport Py_DECREF, Py_INCREF
from libc.errno cimport EACCES, EEXIST, EISDIR, ELOOP, ENAMETOOLONG, ENOENT, ENOMEM, ENOTDIR, errno
from libc.stdint cimport uint32_t
from libc.stdio cimport snprintf
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcpy, memset, strchr, strdup, strlen, strrchr
from naja.loop.core cimport define, python_enter, python_leave
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.permissions cimport *
from naja.loop.values cimport boolean, undefined

from naja.permissions import KINDS, LOADER, Judge, Permissions

# Node's names of the permissions, and its flags; then the names in permissions.py's words, which Deno's flags have, too.
cdef list NAMES = [
    ("FileSystemRead", "--allow-fs-read", "read"),
    ("FileSystemWrite", "--allow-fs-write", "write"),
    ("Net", "--allow-net", "net"),
    ("Environment", "--allow-env", "env"),
    ("ChildProcess", "--allow-child-process", "run"),
    ("FFI", "--allow-ffi", "ffi"),
    ("System", "--allow-sys", "sys"),
    ("Import", "--allow-import", "import"),
    ("Python", "--allow-python", "python"),
    ("WorkerThreads", "--allow-worker", "worker"),
    ("Addon", "--allow-addons", "ffi"),
    ("WASI", "--allow-wasi", "all"),
    ("Inspector", "--allow-inspector", "sys"),
    ("All", "--allow-all", "all"),
]

cdef struct Files:
    int users
    unsigned char[8192] bits

cdef struct State:
    naja_permissions asked   # the first: what bindings know of it
    PyObject* judge
    Files* files
    napi_value make_error    # of the environment; NULL: errors stay as they are

cdef extern from * nogil:
    """
    #define naja_count_up(n) __atomic_add_fetch(&(n), 1, __ATOMIC_RELAXED)
    #define naja_count_down(n) __atomic_sub_fetch(&(n), 1, __ATOMIC_ACQ_REL)
    """
    int naja_count_up(int& n)
    int naja_count_down(int& n)

include "places.pxi"
include "net.pxi"


cdef str text_of(const char* data):
    return (<bytes>data).decode("utf-8", "surrogateescape")


cdef napi_value js_string(napi_env env, str value) noexcept:
    cdef napi_value result = NULL
    cdef bytes data = value.encode("utf-8", "replace")
    napi_create_string_utf8(env, data, len(data), &result)
    return result


cdef str refusal(str words, int kind, str resource):
    """What a program is told, in the words that it was started with."""
    _, node, name = NAMES[kind]
    if words == "node":
        return f"Access to this API has been restricted. Use {node} to manage permissions."
    needs = f'Requires {name} access to "{resource}"' if resource else f"Requires {name} access"
    if words == "embedded":
        argument = "import_" if name == "import" else name
        use = '"all"' if name == "all" else f'{{"{argument}": [...]}}'
        return f"{needs}, which naja.Runtime gives with permissions={use}"
    return f"{needs}, run again with the --allow-{name} flag"


cdef napi_value denied(napi_env env, State* state, int kind, str resource) noexcept:
    """The error for what a program may not do; the GIL is held."""
    cdef napi_value error = NULL
    napi_create_error(env, js_string(env, "ERR_ACCESS_DENIED"),
                      js_string(env, refusal((<object>state.judge).words, kind, resource)), &error)
    napi_set_named_property(env, error, b"permission", js_string(env, NAMES[kind][0]))
    napi_set_named_property(env, error, b"resource", js_string(env, resource))
    return error


cdef napi_value told(napi_env env, naja_permissions* self, int entered, napi_value answer) noexcept nogil:
    """Leaves Python with an answer; an error as JavaScript has it (ext/permissions/denied.js)."""
    cdef State* state = <State*>self
    cdef napi_value made = NULL
    cdef napi_valuetype kind = napi_undefined
    python_leave(entered)
    if answer == NULL or state.make_error == NULL:
        return answer
    napi_typeof(env, answer, &kind)
    if kind != napi_object or naja_call(env, NULL, state.make_error, 1, &answer, &made) != napi_ok:
        return answer
    return made


cdef napi_value broken(napi_env env, State* state, object problem) noexcept:
    """Where a question could not be answered, the answer is no."""
    cdef napi_value error = NULL
    napi_create_error(env, js_string(env, "ERR_ACCESS_DENIED"), js_string(env, f"A permission could not be judged: {problem}"),
                      &error)
    return error


cdef napi_value answer_ask(napi_env env, State* state, int kind, const char* resource, bint some) noexcept with gil:
    try:
        judge = <object>state.judge
        name = text_of(resource) if resource != NULL else ""
        if kind == NAJA_MAY_ALL:
            may = judge.all()
        elif some:
            may = judge.some(KINDS[kind])
        else:
            may = judge.has(KINDS[kind], name)
        return NULL if may else denied(env, state, kind, name)
    except BaseException as problem:
        return broken(env, state, problem)


cdef napi_value ask(napi_env env, naja_permissions* self, int kind, const char* resource, c_bool some) noexcept nogil:
    cdef int entered = python_enter()
    return told(env, self, entered, answer_ask(env, <State*>self, kind, resource, some))


cdef napi_value answer_program(napi_env env, State* state, const char* name, const char* cwd, char** variables,
                               char** found) noexcept with gil:
    cdef int at = 0
    cdef napi_value error
    try:
        from os import getcwd

        names = []
        search = "/usr/local/bin:/bin:/usr/bin"  # libuv's, and execvp's
        while variables[at] != NULL:
            variable, _, value = text_of(variables[at]).partition("=")
            names.append(variable)
            if variable == "PATH":
                search = value
            at += 1
        folder = text_of(cwd) if cwd != NULL else getcwd()
        answer = (<object>state.judge).program(text_of(name), search, folder, names)
        if answer is None:
            error = denied(env, state, NAJA_MAY_RUN, text_of(name))
            loaders = [each for each in names if each.startswith(LOADER)]
            if loaders and (<object>state.judge).words == "deno":
                napi_set_named_property(env, error, b"message", js_string(env, (
                    f"Requires --allow-run permissions to spawn subprocess with {loaders[0]} environment variable. "
                    "Alternatively, spawn with the environment variable unset."
                )))
            return error
        found[0] = strdup(answer.encode("utf-8", "surrogateescape"))
        return NULL
    except BaseException as problem:
        return broken(env, state, problem)


cdef napi_value ask_program(napi_env env, naja_permissions* self, const char* name, const char* cwd, char** variables,
                            char** found) noexcept nogil:
    cdef int entered = python_enter()
    return told(env, self, entered, answer_program(env, <State*>self, name, cwd, variables, found))


# --- the life of a state

cdef State* state_new(object judge, Files* files) noexcept:
    """A state for a judge. The GIL is held. NULL where there is no memory."""
    cdef State* state = <State*>calloc(1, sizeof(State))
    if state == NULL:
        return NULL
    if files == NULL:
        files = <Files*>calloc(1, sizeof(Files))
        if files == NULL:
            free(state)
            return NULL
    naja_count_up(files.users)
    state.files = files
    state.judge = <PyObject*>judge
    Py_INCREF(judge)
    state.asked.files = files.bits
    state.asked.ask = ask
    state.asked.ask_path = ask_path
    state.asked.ask_address = ask_address
    state.asked.ask_host = ask_host
    state.asked.resolved = resolved
    state.asked.ask_program = ask_program
    state.asked.ask_fd = ask_fd
    state.asked.ask_fd_write = ask_fd_write
    state.asked.inherit = inherit
    state.asked.release = release
    return state


cdef State* copy_state(State* state) noexcept with gil:
    cdef State* copy
    try:
        copy = state_new((<object>state.judge).copy(), state.files)
    except BaseException:
        return NULL
    if copy != NULL:
        copy.asked.own_process = state.asked.own_process
    return copy


cdef naja_permissions* inherit(naja_permissions* self) noexcept nogil:
    cdef int entered = python_enter()
    cdef State* state = copy_state(<State*>self)
    python_leave(entered)
    return <naja_permissions*>state


cdef void drop_judge(State* state) noexcept with gil:
    Py_DECREF(<object>state.judge)


cdef void release(naja_permissions* self) noexcept nogil:
    cdef State* state = <State*>self
    cdef int entered = python_enter()
    drop_judge(state)
    python_leave(entered)
    if naja_count_down(state.files.users) == 0:
        free(state.files)
    free(state)


def new_state(judge: Judge, bint loading, tuple descriptors=()) -> int:
    """A state for naja_env_options.permissions, as an address.

    loading: the modules that are read before any of the program runs are the program, and need no permission to be read;
    descriptors: those that it finds open and may use."""
    cdef State* state = state_new(judge, NULL)
    if state == NULL:
        raise MemoryError
    state.asked.loading = loading
    state.asked.own_process = judge.words != "embedded"
    for fd in descriptors:
        state.files.bits[<size_t>fd >> 3] |= 1 << (<size_t>fd & 7)
    return <size_t>state


def free_state(size_t address) -> None:
    """Gives a state back whose environment has ended."""
    if address:
        with nogil:
            release(<naja_permissions*>address)


# --- JavaScript's side

cdef str string_argument(napi_env env, napi_value value):
    cdef size_t length = 0
    cdef bytes data
    if napi_get_value_string_utf8(env, value, NULL, 0, &length) != napi_ok:
        return ""
    data = bytes(length + 1)
    napi_get_value_string_utf8(env, value, data, length + 1, &length)
    return data[:length].decode("utf-8", "surrogateescape")


cdef str resource_of(str kind, str text):
    """What a program names, as rules have it."""
    from naja.permissions import PATHS, Rules, canonical, program

    if not text:
        return text
    Rules(kind, [text])  # raises ValueError for what cannot be meant
    if kind in PATHS:
        return canonical(text)
    if kind == "run":
        from os import environ, getcwd

        return program(text, environ.get("PATH", ""), getcwd()) or text
    return text


cdef napi_value answer_query(napi_env env, napi_value* argv, int what) noexcept with gil:
    """0: whether it may; 1: Deno's word; 2: gives it up; 3: the same for what was named so."""
    cdef State* state = <State*>naja_env_permissions(env)
    cdef napi_value problem_value = NULL
    try:
        kind = string_argument(env, argv[0])
        name = string_argument(env, argv[1])
        if kind == "all":
            return boolean(env, state == NULL or (<object>state.judge).all())
        if kind not in KINDS:
            raise ValueError(f"no such permission: {kind}")
        if state == NULL:
            if what == 0:
                return boolean(env, True)
            if what == 1:
                return js_string(env, "granted")
            state = state_new(Judge(Permissions.everything()), NULL)
            if state == NULL:
                raise MemoryError
            # What the program has opened before is its own.
            memset(state.files.bits, 255, sizeof(state.files.bits))
            naja_env_set_permissions(env, &state.asked)
        judge = <object>state.judge
        resource = resource_of(kind, name)
        if what == 0:
            if name and kind in ("read", "write"):
                return boolean(env, judge.path(kind, resource, name, False) is True)
            return boolean(env, judge.has(kind, resource))
        if what == 1:
            return js_string(env, judge.state(kind, resource))
        judge.revoke(kind, resource, what == 3)
        return undefined(env)
    except BaseException as problem:
        napi_create_error(env, NULL, js_string(env, str(problem)), &problem_value)
        napi_throw(env, problem_value)
        return NULL


cdef napi_value query(napi_env env, napi_callback_info info, int what) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef napi_value result
    cdef int entered
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    entered = python_enter()
    result = answer_query(env, argv, what)
    python_leave(entered)
    return result


cdef napi_value js_has(napi_env env, napi_callback_info info) noexcept nogil:
    """has(kind, resource) -> boolean; resource '': all of the kind. The kind 'all': everything"""
    return query(env, info, 0)


cdef napi_value js_state(napi_env env, napi_callback_info info) noexcept nogil:
    """state(kind, resource) -> 'granted', 'partial', 'denied' or 'prompt'"""
    return query(env, info, 1)


cdef napi_value js_revoke(napi_env env, napi_callback_info info) noexcept nogil:
    """revoke(kind, resource): from now on it may not; never the other way"""
    return query(env, info, 2)


cdef napi_value js_drop(napi_env env, napi_callback_info info) noexcept nogil:
    """drop(kind, resource): the same, but a resource is given up only where it was allowed by that name"""
    return query(env, info, 3)


cdef napi_value js_restricted(napi_env env, napi_callback_info info) noexcept nogil:
    """restricted() -> whether there is anything that the program may not do"""
    return boolean(env, naja_env_permissions(env) != NULL)


cdef napi_value answer_demand(napi_env env, napi_value* argv) noexcept with gil:
    cdef State* state = <State*>naja_env_permissions(env)
    try:
        kind = string_argument(env, argv[0])
        name = string_argument(env, argv[1])
        if (<object>state.judge).has(kind, resource_of(kind, name)):
            return NULL
        return denied(env, state, KINDS.index(kind), name)
    except BaseException as problem:
        return broken(env, state, problem)


cdef napi_value js_demand(napi_env env, napi_callback_info info) noexcept nogil:
    """demand(kind, resource): throws where the program may not. For what JavaScript does without native code."""
    cdef size_t argc = 2, length = 0
    cdef napi_value[2] argv
    cdef napi_value answer
    cdef int entered
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    if naja_env_permissions(env) == NULL:
        return NULL
    entered = python_enter()
    answer = told(env, naja_env_permissions(env), entered, answer_demand(env, argv))
    naja_throw_denied(env, answer)
    return NULL


cdef napi_value sys_kinds(napi_env env) noexcept with gil:
    cdef napi_value result = NULL
    from naja.permissions import SYS_KINDS

    napi_create_array(env, &result)
    for i, name in enumerate(sorted(SYS_KINDS)):
        napi_set_element(env, result, <uint32_t>i, js_string(env, name))
    return result


cdef napi_value js_sys_kinds(napi_env env, napi_callback_info info) noexcept nogil:
    """sysKinds() -> [name, ...]"""
    cdef int entered = python_enter()
    cdef napi_value result = sys_kinds(env)
    python_leave(entered)
    return result


cdef napi_value js_set_make_error(napi_env env, napi_callback_info info) noexcept nogil:
    """setMakeError(fn(error) -> error): what errors are made into"""
    cdef size_t argc = 1
    cdef napi_value[1] argv
    cdef State* state = <State*>naja_env_permissions(env)
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    if state != NULL and state.make_error == NULL:
        state.make_error = naja_hold(env, argv[0])
    return NULL


cdef napi_value js_loaded(napi_env env, napi_callback_info info) noexcept nogil:
    """loaded(): the program begins; what is read from now on is asked for"""
    cdef naja_permissions* permissions = naja_env_permissions(env)
    if permissions != NULL:
        permissions.loading = False
    return NULL


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    define(env, exports, b"has", js_has)
    define(env, exports, b"state", js_state)
    define(env, exports, b"revoke", js_revoke)
    define(env, exports, b"drop", js_drop)
    define(env, exports, b"restricted", js_restricted)
    define(env, exports, b"demand", js_demand)
    define(env, exports, b"loaded", js_loaded)
    define(env, exports, b"sysKinds", js_sys_kinds)
    define(env, exports, b"setMakeError", js_set_make_error)
    return exports


__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
