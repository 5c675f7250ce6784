# cython: language_level=3
"""What process.report asks the system: the C library, the loop's handles, the native stack, loaded libraries."""
from cpython.pycapsule cimport PyCapsule_New
from libc.stdint cimport uint64_t
from libc.stdio cimport snprintf
from naja.loop.core cimport define
from naja.loop.engine cimport *
from naja.loop.napi cimport *

cdef extern from "<gnu/libc-version.h>" nogil:
    const char* gnu_get_libc_version()
    int __GLIBC__
    int __GLIBC_MINOR__

cdef extern from "<execinfo.h>" nogil:
    int backtrace(void** frames, int size)

cdef extern from "<dlfcn.h>" nogil:
    ctypedef struct Dl_info:
        const char* dli_fname
        const char* dli_sname
    int dladdr(const void* address, Dl_info* info)

cdef extern from "<link.h>" nogil:
    struct dl_phdr_info:
        unsigned long dlpi_addr
        const char* dlpi_name
    int dl_iterate_phdr(int (*callback)(dl_phdr_info*, size_t, void*) noexcept nogil, void* data)

cdef extern from "uv.h" nogil:
    ctypedef struct uv_loop_t:
        pass
    ctypedef struct uv_handle_t:
        pass
    ctypedef struct uv_timer_t:
        pass
    ctypedef int uv_os_fd_t
    void uv_walk(uv_loop_t* loop, void (*callback)(uv_handle_t*, void*) noexcept nogil, void* data)
    const char* uv_handle_type_name(int type)
    int uv_handle_get_type(const uv_handle_t* handle)
    int uv_is_active(const uv_handle_t* handle)
    int uv_is_closing(const uv_handle_t* handle)
    int uv_has_ref(const uv_handle_t* handle)
    int uv_fileno(const uv_handle_t* handle, uv_os_fd_t* fd)
    uint64_t uv_timer_get_repeat(const uv_timer_t* timer)
    uint64_t uv_timer_get_due_in(const uv_timer_t* timer)
    int UV_TIMER

cdef enum:
    MOST_FRAMES = 128

cdef struct List:
    napi_env env
    napi_value array
    unsigned int length


cdef void append(List* to, napi_value value) noexcept nogil:
    napi_set_element(to.env, to.array, to.length, value)
    to.length += 1


cdef void append_text(List* to, const char* text) noexcept nogil:
    """A string; empty for NULL."""
    cdef napi_value value
    napi_create_string_utf8(to.env, text, NAPI_AUTO_LENGTH if text != NULL else 0, &value)
    append(to, value)


cdef void append_number(List* to, double number) noexcept nogil:
    cdef napi_value value
    napi_create_double(to.env, number, &value)
    append(to, value)


cdef List new_list(napi_env env) noexcept nogil:
    cdef List made
    made.env = env
    made.length = 0
    napi_create_array(env, &made.array)
    return made


cdef napi_value js_libc(napi_env env, napi_callback_info info) noexcept nogil:
    """libc(): the version of the C library that runs, and of the one that Naja was compiled with."""
    cdef List found = new_list(env)
    cdef char[32] compiled
    append_text(&found, gnu_get_libc_version())
    snprintf(compiled, sizeof(compiled), b"%d.%d", __GLIBC__, __GLIBC_MINOR__)
    append_text(&found, compiled)
    return found.array


cdef void add_handle(uv_handle_t* handle, void* data) noexcept nogil:
    cdef List* found = <List*>data
    cdef char[32] address
    cdef uv_os_fd_t fd = -1
    if uv_is_closing(handle):
        return
    append_text(found, uv_handle_type_name(uv_handle_get_type(handle)))
    append_number(found, uv_is_active(handle))
    append_number(found, uv_has_ref(handle))
    snprintf(address, sizeof(address), b"0x%016lx", <unsigned long>handle)
    append_text(found, address)
    if uv_handle_get_type(handle) == UV_TIMER:
        append_number(found, <double>uv_timer_get_repeat(<uv_timer_t*>handle))
        append_number(found, <double>uv_timer_get_due_in(<uv_timer_t*>handle))
    else:
        append_number(found, fd if uv_fileno(handle, &fd) != 0 else fd)
        append_number(found, 0)


cdef napi_value js_handles(napi_env env, napi_callback_info info) noexcept nogil:
    """handles(): six for each of the loop's: type, active, referenced, address, and a timer's repeat and the
    milliseconds until it is due, or another's file descriptor (-1) and 0."""
    cdef List found = new_list(env)
    uv_walk(<uv_loop_t*>naja_env_loop(env), add_handle, &found)
    return found.array


cdef napi_value js_native_stack(napi_env env, napi_callback_info info) noexcept nogil:
    """nativeStack(): three for each frame: address, symbol or '', file or ''."""
    cdef List found = new_list(env)
    cdef void* frames[MOST_FRAMES]
    cdef int count = backtrace(frames, MOST_FRAMES)
    cdef int i
    cdef Dl_info place
    cdef char[32] address
    for i in range(1, count):
        snprintf(address, sizeof(address), b"0x%016lx", <unsigned long>frames[i])
        append_text(&found, address)
        if dladdr(frames[i], &place) == 0:
            place.dli_sname = NULL
            place.dli_fname = NULL
        append_text(&found, place.dli_sname)
        append_text(&found, place.dli_fname)
    return found.array


cdef int add_library(dl_phdr_info* library, size_t size, void* data) noexcept nogil:
    if library.dlpi_name != NULL and library.dlpi_name[0] != 0:
        append_text(<List*>data, library.dlpi_name)
    return 0


cdef napi_value js_libraries(napi_env env, napi_callback_info info) noexcept nogil:
    """libraries(): the paths of the shared libraries that are loaded."""
    cdef List found = new_list(env)
    dl_iterate_phdr(add_library, &found)
    return found.array


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    define(env, exports, b"libc", js_libc)
    define(env, exports, b"handles", js_handles)
    define(env, exports, b"nativeStack", js_native_stack)
    define(env, exports, b"libraries", js_libraries)
    return exports


__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
