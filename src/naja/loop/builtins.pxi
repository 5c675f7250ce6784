# The built-in JavaScript: one file, mapped into memory, that holds every source and its code cache. With
# NAJA_BUILTINS=src in the environment the sources are read from the package's folder instead.
#
# Format (little-endian): "NAJABLT2", u32 count, then per built-in, sorted by id, eight u32: offset and length of the id,
# of the source, of the code cache (length 0: none), a flag (1: the source is ASCII), 0. Offsets from the file's start.

cdef extern from "<sys/mman.h>" nogil:
    void* mmap(void* addr, size_t length, int prot, int flags, int fd, long offset)
    int PROT_READ
    int MAP_PRIVATE
    void* MAP_FAILED

cdef extern from "<fcntl.h>" nogil:
    int c_open "open"(const char* path, int flags)
    int O_RDONLY
    int O_CLOEXEC

cdef extern from "<unistd.h>" nogil:
    int c_close "close"(int fd)
    long c_lseek "lseek"(int fd, long offset, int whence)
    void c__exit "_exit"(int status)
    ssize_t c_write "write"(int fd, const void* data, size_t length)

cdef struct BuiltinEntry:
    uint32_t id_at
    uint32_t id_length
    uint32_t source_at
    uint32_t source_length
    uint32_t cache_at
    uint32_t cache_length
    uint32_t ascii
    uint32_t reserved

cdef const char* blob = NULL
cdef const BuiltinEntry* entries = NULL
cdef uint32_t entry_count = 0
cdef const char* source_folder = NULL  # set: read sources from here


cdef int map_builtins(const char* path) noexcept nogil:
    """Maps the blob; 0, or -1 if it is not there or of another format."""
    global blob, entries, entry_count
    cdef int fd = c_open(path, O_RDONLY | O_CLOEXEC)
    if fd < 0:
        return -1
    cdef long size = c_lseek(fd, 0, 2)
    cdef void* memory = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0) if size > 12 else MAP_FAILED
    c_close(fd)
    if memory == MAP_FAILED:
        return -1
    if memcmp(memory, b"NAJABLT2", 8) != 0:
        return -1
    blob = <const char*>memory
    entry_count = (<const uint32_t*>(blob + 8))[0]
    entries = <const BuiltinEntry*>(blob + 12)
    return 0


cdef const BuiltinEntry* find_builtin(const char* name, size_t length) noexcept nogil:
    cdef uint32_t low = 0, high = entry_count, middle
    cdef int order
    cdef const BuiltinEntry* entry
    while low < high:
        middle = (low + high) // 2
        entry = &entries[middle]
        order = memcmp(blob + entry.id_at, name, min(<size_t>entry.id_length, length))
        if order == 0:
            order = (entry.id_length > length) - (entry.id_length < length)
        if order == 0:
            return entry
        if order < 0:
            low = middle + 1
        else:
            high = middle
    return NULL


ctypedef const char* literal
cdef literal[4] BUILTIN_PARAMS
BUILTIN_PARAMS[0] = b"exports"
BUILTIN_PARAMS[1] = b"require"
BUILTIN_PARAMS[2] = b"module"
BUILTIN_PARAMS[3] = b"binding"


cdef char* read_source(const char* name, size_t* length) noexcept nogil:
    """A built-in's source from the package's folder, to be freed by the caller; NULL if there is none."""
    cdef char[1024] path
    if snprintf(path, sizeof(path), b"%s/%s.js", source_folder, name) >= <int>sizeof(path):
        return NULL
    cdef int fd = c_open(path, O_RDONLY | O_CLOEXEC)
    if fd < 0:
        return NULL
    cdef long size = c_lseek(fd, 0, 2), got = 0, n
    c_lseek(fd, 0, 0)
    cdef char* text = <char*>malloc(size + 1)
    while got < size:
        n = c_read(fd, text + got, size - got)
        if n <= 0:
            break
        got += n
    c_close(fd)
    length[0] = got
    return text


cdef napi_value compile_builtin(napi_env env, const char* name, size_t length, bint use_cache) noexcept nogil:
    """The function of a built-in, or NULL (an exception is pending where its source is wrong)."""
    cdef napi_value source = NULL, function = NULL
    cdef const BuiltinEntry* entry
    cdef size_t size = 0
    cdef char* text
    cdef char[300] script
    cdef c_bool rejected = False
    # As Node names its own, which tools that read stacks know: node:events, node:internal/...
    if memcmp(name, b"node/", 5) == 0:
        snprintf(script, sizeof(script), b"node:%s", name + 5)
    else:
        snprintf(script, sizeof(script), b"node:internal/%s", name)
    if source_folder != NULL:
        text = read_source(name, &size)
        if text == NULL:
            return NULL
        napi_create_string_utf8(env, text, size, &source)
        free(text)
        naja_compile_function(env, source, script, 4, BUILTIN_PARAMS, NULL, 0, &rejected, &function)
        return function
    entry = find_builtin(name, length)
    if entry == NULL:
        return NULL
    if entry.ascii:
        naja_external_one_byte_string(env, blob + entry.source_at, entry.source_length, &source)
    else:
        napi_create_string_utf8(env, blob + entry.source_at, entry.source_length, &source)
    if use_cache and entry.cache_length:
        naja_compile_function(env, source, script, 4, BUILTIN_PARAMS, <const uint8_t*>blob + entry.cache_at,
                              entry.cache_length, &rejected, &function)
    else:
        naja_compile_function(env, source, script, 4, BUILTIN_PARAMS, NULL, 0, &rejected, &function)
    return function


# For the build, which wants the code of what has run: every function compiled, by id.
cdef struct Kept:
    char[128] name
    napi_value function
    Kept* next

cdef Kept* kept = NULL
cdef bint keep_functions = False


cdef void keep(napi_env env, const char* name, napi_value function) noexcept nogil:
    global kept
    cdef Kept* entry = <Kept*>calloc(1, sizeof(Kept))
    snprintf(entry.name, sizeof(entry.name), b"%s", name)
    entry.function = naja_hold(env, function)
    entry.next = kept
    kept = entry


cdef napi_value kept_function(const char* name) noexcept nogil:
    cdef Kept* entry = kept
    while entry != NULL:
        if strcmp(entry.name, name) == 0:
            return entry.function
        entry = entry.next
    return NULL


cdef napi_value js_compile(napi_env env, napi_callback_info info) noexcept nogil:
    """compile(id): the function of a built-in, undefined if there is none."""
    cdef size_t argc = 1, length = 0
    cdef napi_value arg
    cdef char[256] name
    napi_get_cb_info(env, info, &argc, &arg, NULL, NULL)
    if napi_get_value_string_utf8(env, arg, name, sizeof(name), &length) != napi_ok:
        return NULL
    cdef napi_value function = compile_builtin(env, name, length, True)
    if keep_functions and function != NULL:
        keep(env, name, function)
    return function


cdef napi_value js_has_builtin(napi_env env, napi_callback_info info) noexcept nogil:
    """has(id): whether there is such a built-in."""
    cdef size_t argc = 1, length = 0
    cdef napi_value arg, result = NULL
    cdef char[256] name
    cdef char* text
    cdef bint found = False
    napi_get_cb_info(env, info, &argc, &arg, NULL, NULL)
    if napi_get_value_string_utf8(env, arg, name, sizeof(name), &length) == napi_ok:
        if source_folder != NULL:
            text = read_source(name, &length)
            found = text != NULL
            free(text)
        else:
            found = find_builtin(name, length) != NULL
    napi_get_boolean(env, found, &result)
    return result
