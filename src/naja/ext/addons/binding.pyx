# cython: language_level=3
"""Loading native addons: shared libraries that speak Node-API."""
from cpython.pycapsule cimport PyCapsule_New
from libc.stdint cimport int32_t, uint32_t
from libc.stdio cimport snprintf
from libc.stdlib cimport free, malloc
from naja.loop.engine cimport *
from naja.loop.napi cimport *

cdef extern from "<dlfcn.h>" nogil:
    void* dlopen(const char* name, int flags)
    void* dlsym(void* handle, const char* name)
    int dlclose(void* handle)
    char* dlerror()
    int RTLD_LAZY
    int RTLD_NOW
    int RTLD_GLOBAL
    int RTLD_NOLOAD

ctypedef int32_t (*version_fn)() noexcept nogil

cdef bint globals_ready = False
cdef bytes library_folder


cdef const char* open_globals(const char* folder) noexcept nogil:
    """Makes napi_* and libuv's functions visible to addons. NULL, or what went wrong."""
    global globals_ready
    cdef char[4096] path
    cdef void* library
    cdef void* engine
    cdef void** table
    cdef const char** names
    cdef size_t i = 0
    if globals_ready:
        return NULL
    snprintf(path, sizeof(path), b"%s/libnaja_napi.so", folder)
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
    globals_ready = True
    return NULL


cdef void throw_load_error(napi_env env, const char* message) noexcept nogil:
    napi_throw_error(env, b"ERR_DLOPEN_FAILED", message)


cdef const char* folder_of_libraries = NULL

# An addon that is loaded a second time has registered itself only once: what it said is kept by its handle.
cdef struct Loaded:
    void* handle
    napi_addon_register_func register
    Loaded* next

cdef Loaded* loaded = NULL


cdef napi_addon_register_func find_register(void* handle) noexcept nogil:
    global loaded
    cdef Loaded* entry = loaded
    cdef napi_module* announced = naja_take_registered_module()
    cdef napi_addon_register_func register = NULL
    if announced != NULL:
        register = announced.nm_register_func
    if register == NULL:
        register = <napi_addon_register_func>dlsym(handle, b"napi_register_module_v1")
    if register != NULL:
        entry = <Loaded*>malloc(sizeof(Loaded))
        entry.handle = handle
        entry.register = register
        entry.next = loaded
        loaded = entry
        return register
    while entry != NULL:
        if entry.handle == handle:
            return entry.register
        entry = entry.next
    return NULL


cdef napi_value js_dlopen(napi_env env, napi_callback_info info) noexcept nogil:
    """dlopen(exports, filename, flags): what the addon's registration function returns, else exports. Throws."""
    cdef size_t argc = 3, length = 0
    cdef napi_value[3] argv
    cdef int32_t flags = RTLD_LAZY
    cdef void* handle
    cdef char* filename
    cdef char[4400] message
    cdef const char* problem
    cdef napi_addon_register_func register
    cdef napi_env addon
    cdef napi_value result
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    napi_get_value_int32(env, argv[2], &flags)
    if napi_get_value_string_utf8(env, argv[1], NULL, 0, &length) != napi_ok:
        napi_throw_type_error(env, b"ERR_INVALID_ARG_TYPE", b"The \"filename\" argument must be of type string.")
        return NULL
    problem = open_globals(folder_of_libraries)
    if problem != NULL:
        throw_load_error(env, problem)
        return NULL
    filename = <char*>malloc(length + 1)
    napi_get_value_string_utf8(env, argv[1], filename, length + 1, &length)
    naja_take_registered_module()
    handle = dlopen(filename, flags)
    if handle == NULL:
        throw_load_error(env, dlerror())
        free(filename)
        return NULL
    register = find_register(handle)
    if register == NULL:
        snprintf(message, sizeof(message),
                 b"Module did not self-register: '%s'. It was built against the API of V8 or nan, which Naja does not "
                 b"have; build or install a version of it that uses Node-API.", filename)
        throw_load_error(env, message)
        dlclose(handle)
        free(filename)
        return NULL
    addon = naja_addon_env_new(env, filename)
    free(filename)
    result = register(addon, argv[0])
    cdef c_bool pending = False
    cdef napi_value error
    napi_is_exception_pending(addon, &pending)
    if pending:
        napi_get_and_clear_last_exception(addon, &error)
        napi_throw(env, error)
        return NULL
    return result if result != NULL else argv[0]


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    cdef napi_value function
    napi_create_function(env, b"dlopen", NAPI_AUTO_LENGTH, js_dlopen, NULL, &function)
    napi_set_named_property(env, exports, b"dlopen", function)
    return exports


library_folder = (__file__[: __file__.rfind("/ext/")] + "/lib").encode()
folder_of_libraries = library_folder
__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
