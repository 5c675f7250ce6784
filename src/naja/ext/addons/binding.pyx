# cython: language_level=3
"""Loading native addons: shared libraries that speak Node-API."""
from cpython.pycapsule cimport PyCapsule_New
from libc.stdint cimport int32_t, uint16_t, uint32_t, uint64_t, uint8_t
from libc.stdio cimport snprintf
from libc.stdlib cimport free, malloc
from libc.string cimport strlen, strncmp, strstr
from naja.loop.core cimport define
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.permissions cimport NAJA_MAY_ADDONS, naja_may_load

include "elf.pxi"

cdef extern from "<dlfcn.h>" nogil:
    void* dlopen(const char* name, int flags)
    void* dlsym(void* handle, const char* name)
    int dlclose(void* handle)
    char* dlerror()
    int RTLD_LAZY
    int RTLD_NOW
    int RTLD_GLOBAL
    int RTLD_NOLOAD

cdef extern from "<pthread.h>" nogil:
    ctypedef struct pthread_mutex_t:
        pass
    int pthread_mutex_lock(pthread_mutex_t* mutex)
    int pthread_mutex_unlock(pthread_mutex_t* mutex)

cdef extern from *:
    "static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;"
    pthread_mutex_t loading

# Of node_version.h: what an addon that does not say gets, and the newest that there is.
cdef enum:
    DEFAULT_API_VERSION = 8
    NEWEST_API_VERSION = 10
    EXPERIMENTAL_API_VERSION = 2147483647

ctypedef int32_t (*version_fn)() noexcept nogil
ctypedef void* (*take_fn)() noexcept nogil
ctypedef void (*set_loop_fn)(void* function) noexcept nogil

cdef const char* folder_of_libraries = NULL

# An addon that is loaded again has registered itself only once: what it said is kept by its handle.
cdef struct Addon:
    void* handle
    napi_addon_register_func register
    int32_t version
    bint old  # registered with V8's API, whose functions Naja does not have
    Addon* next

# Of the whole process; `loading` is held to read or change it, and while a library's constructors run.
cdef Addon* addons = NULL
cdef take_fn take_old_module = NULL


cdef const char* open_globals() noexcept nogil:
    """Makes napi_* and libuv's functions visible to addons. NULL, or what went wrong."""
    global take_old_module
    cdef char[4096] path
    cdef void* library
    cdef void* engine
    cdef void** table
    cdef const char** names
    cdef size_t i = 0
    if take_old_module != NULL:
        return NULL
    snprintf(path, sizeof(path), b"%s/libnaja_napi.so", folder_of_libraries)
    library = dlopen(path, RTLD_NOW | RTLD_GLOBAL)
    if library == NULL:
        return dlerror()
    engine = dlopen(b"libnaja_engine.so", RTLD_LAZY | RTLD_NOLOAD)
    if engine == NULL:
        return dlerror()
    if dlopen(b"libuv.so.1", RTLD_LAZY | RTLD_NOLOAD | RTLD_GLOBAL) == NULL:
        return dlerror()
    table = <void**>dlsym(library, b"naja_napi_table")
    names = <const char**>dlsym(library, b"naja_napi_names")
    while names[i] != NULL:
        table[i] = dlsym(engine, names[i])
        i += 1
    (<set_loop_fn>dlsym(library, b"naja_set_default_loop"))(<void*>naja_default_loop)
    take_old_module = <take_fn>dlsym(library, b"naja_take_old_module")
    return NULL


cdef Addon* find_addon(void* handle) noexcept nogil:
    """What a library that has just been opened is. NULL where it is no addon."""
    global addons
    cdef Addon* entry = addons
    cdef napi_module* announced = naja_take_registered_module()
    cdef bint old = take_old_module() != NULL
    cdef version_fn version = NULL
    cdef napi_addon_register_func register = NULL
    while entry != NULL:
        if entry.handle == handle:
            return entry
        entry = entry.next
    if announced != NULL:
        register = announced.nm_register_func
    elif not old:
        register = <napi_addon_register_func>dlsym(handle, b"napi_register_module_v1")
        version = <version_fn>dlsym(handle, b"node_api_module_get_api_version_v1")
        if register == NULL:
            return NULL
    entry = <Addon*>malloc(sizeof(Addon))
    entry.handle = handle
    entry.register = register
    entry.version = version() if version != NULL else DEFAULT_API_VERSION
    entry.old = old and announced == NULL
    entry.next = addons
    addons = entry
    return entry


cdef Addon* open_addon(const char* filename, int32_t flags, char* problem, size_t room) noexcept nogil:
    """Opens a library. NULL where that cannot be done, which `problem` then tells: nothing, if it is no addon."""
    cdef Addon* addon = NULL
    cdef void* handle
    cdef const char* failed
    problem[0] = 0
    pthread_mutex_lock(&loading)
    failed = open_globals()
    if failed == NULL:
        naja_take_registered_module()
        take_old_module()
        handle = dlopen(filename, flags)
        if handle == NULL:
            failed = dlerror()
        else:
            addon = find_addon(handle)
            if addon == NULL:
                dlclose(handle)
    if failed != NULL:
        snprintf(problem, room, b"%s", failed)
    pthread_mutex_unlock(&loading)
    return addon


cdef char* new_text(napi_env env, napi_value value) noexcept nogil:
    """A string's UTF-8, to be freed; NULL where it is none."""
    cdef size_t length = 0
    cdef char* text
    if napi_get_value_string_utf8(env, value, NULL, 0, &length) != napi_ok:
        return NULL
    text = <char*>malloc(length + 1)
    napi_get_value_string_utf8(env, value, text, length + 1, &length)
    return text


cdef bint is_own_addon(const char* path) noexcept nogil:
    """The caller's word is not enough: JavaScript of the program can reach what built-ins call."""
    cdef size_t length = strlen(folder_of_libraries)
    return path != NULL and strncmp(path, folder_of_libraries, length) == 0 and \
        strncmp(path + length, b"/node_modules/@oxc-", 19) == 0 and strstr(path, b"..") == NULL


cdef napi_value throw_failed(napi_env env, const char* message) noexcept nogil:
    napi_throw_error(env, b"ERR_DLOPEN_FAILED", message)
    return NULL


cdef napi_value register_addon(napi_env env, Addon* addon, const char* name, napi_value exports) noexcept nogil:
    """Runs an addon's registration function in an environment of its own."""
    cdef char[4400] message
    cdef int32_t version = addon.version
    cdef napi_env own
    cdef napi_value result
    cdef napi_value error
    cdef c_bool pending = False
    if addon.register == NULL:
        napi_throw_error(env, NULL, b"Module has no declared entry point.")
        return NULL
    if version < DEFAULT_API_VERSION:
        version = DEFAULT_API_VERSION
    if version > NEWEST_API_VERSION and version != EXPERIMENTAL_API_VERSION:
        snprintf(message, sizeof(message),
                 b"%s requires Node-API version %d, but this version of Node.js only supports version %d add-ons.",
                 name, version, <int>NEWEST_API_VERSION)
        napi_throw_error(env, NULL, message)
        return NULL
    own = naja_addon_env_new(env, name, version)
    result = addon.register(own, exports)
    napi_is_exception_pending(own, &pending)
    if pending:
        napi_get_and_clear_last_exception(own, &error)
        napi_throw(env, error)
        return NULL
    return result


cdef napi_value js_dlopen(napi_env env, napi_callback_info info) noexcept nogil:
    """dlopen(filename, flags, exports, url, whether it is one of Naja's own): what the addon's registration function returns, if anything. Throws
    `true` in place of an Error for an addon of V8's API."""
    cdef size_t argc = 5
    cdef napi_value[5] argv
    cdef napi_value yes
    cdef c_bool own = False
    cdef int32_t flags = RTLD_LAZY
    cdef char[4400] message
    cdef char[4300] problem
    cdef char* filename
    cdef char* url
    cdef Addon* addon
    cdef napi_value result
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    napi_get_value_int32(env, argv[1], &flags)
    filename = new_text(env, argv[0])
    napi_get_value_bool(env, argv[4], &own)
    if not (own and is_own_addon(filename)) and not naja_may_load(env, NAJA_MAY_ADDONS, &filename):
        free(filename)
        return NULL
    addon = open_addon(filename, flags, problem, sizeof(problem))
    if addon == NULL and problem[0] == 0:
        snprintf(message, sizeof(message), b"Module did not self-register: '%s'.", filename)
        free(filename)
        return throw_failed(env, message)
    free(filename)
    if addon == NULL:
        return throw_failed(env, problem)
    if addon.old:
        napi_get_boolean(env, True, &yes)
        napi_throw(env, yes)
        return NULL
    url = new_text(env, argv[3])
    result = register_addon(env, addon, url, argv[2])
    free(url)
    return result


cdef napi_value js_foreign_symbol(napi_env env, napi_callback_info info) noexcept nogil:
    """foreignSymbol(path, whether it is one of Naja's own): the first name of V8's or Node.js' C++ API that a library asks for, or undefined."""
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef c_bool own = False
    cdef napi_value result = NULL
    cdef char[300] name
    cdef char* path
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    path = new_text(env, argv[0])
    napi_get_value_bool(env, argv[1], &own)
    if not (own and is_own_addon(path)) and not naja_may_load(env, NAJA_MAY_ADDONS, &path):
        free(path)
        return NULL
    if foreign_symbol(path, name, sizeof(name)):
        napi_create_string_utf8(env, name, NAPI_AUTO_LENGTH, &result)
    free(path)
    return result


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    define(env, exports, b"dlopen", js_dlopen)
    define(env, exports, b"foreignSymbol", js_foreign_symbol)
    return exports


cdef bytes library_folder = (__file__[: __file__.rfind("/ext/")] + "/lib").encode()
folder_of_libraries = library_folder
__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
