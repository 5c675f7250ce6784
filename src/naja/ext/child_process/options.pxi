# What to start, read from JavaScript: spawn and spawnSync share it.

cdef struct Command:
    uv_process_options_t uv
    char** arguments
    char** environment
    char* file
    char* cwd


cdef char* text_of(napi_env env, napi_value value) noexcept nogil:
    """A string as UTF-8, to be freed; NULL if it is not a string."""
    cdef size_t size = 0
    if napi_get_value_string_utf8(env, value, NULL, 0, &size) != napi_ok:
        return NULL
    cdef char* text = <char*>malloc(size + 1)
    napi_get_value_string_utf8(env, value, text, size + 1, &size)
    return text


cdef char** texts_of(napi_env env, napi_value value) noexcept nogil:
    """An array of strings, NULL at its end; NULL if it is no array."""
    cdef c_bool is_array = False
    cdef uint32_t count = 0, i
    cdef napi_value item
    napi_is_array(env, value, &is_array)
    if not is_array:
        return NULL
    napi_get_array_length(env, value, &count)
    cdef char** texts = <char**>calloc(count + 1, sizeof(char*))
    for i in range(count):
        napi_get_element(env, value, i, &item)
        texts[i] = text_of(env, item)
    return texts


cdef extern from "<unistd.h>" nogil:
    char** environ


cdef bint names_same(const char* a, const char* b) noexcept nogil:
    """Whether two of "NAME=value" are of one name."""
    while a[0] == b[0] and a[0] != 0 and a[0] != 61:
        a += 1
        b += 1
    return a[0] == b[0]


cdef char** environment_of(napi_env env, napi_value value) noexcept nogil:
    """The same; a `null` that it begins with stands for the variables of this process that are not among the others."""
    cdef c_bool is_array = False
    cdef uint32_t count = 0, own = 0, i, n = 0
    cdef napi_value item
    cdef napi_valuetype type
    cdef char** texts
    cdef bint known
    napi_is_array(env, value, &is_array)
    if not is_array:
        return NULL
    napi_get_array_length(env, value, &count)
    if count == 0:
        return texts_of(env, value)
    napi_get_element(env, value, 0, &item)
    napi_typeof(env, item, &type)
    if type != napi_null:
        return texts_of(env, value)
    while environ[own] != NULL:
        own += 1
    texts = <char**>calloc(count + own + 1, sizeof(char*))
    for i in range(1, count):
        napi_get_element(env, value, i, &item)
        texts[n] = text_of(env, item)
        if texts[n] != NULL:
            n += 1
    count = n
    while environ[0] != NULL and own > 0:
        own -= 1
        known = False
        for i in range(count):
            known = known or names_same(environ[own], texts[i])
        if not known:
            texts[n] = strdup(environ[own])
            n += 1
    return texts


cdef void free_texts(char** texts) noexcept nogil:
    cdef size_t i = 0
    if texts == NULL:
        return
    while texts[i] != NULL:
        free(texts[i])
        i += 1
    free(texts)


cdef void read_command(napi_env env, napi_value* argv, Command* command) noexcept nogil:
    """argv: file, args, env ("NAME=value"...) or undefined, cwd or undefined, detached, uid or undefined, gid or undefined."""
    cdef c_bool detached = False
    cdef uint32_t id = 0
    memset(command, 0, sizeof(Command))
    command.file = text_of(env, argv[0])
    command.arguments = texts_of(env, argv[1])
    command.environment = environment_of(env, argv[2])
    command.cwd = text_of(env, argv[3])
    command.uv.file = command.file
    command.uv.args = command.arguments
    command.uv.env = command.environment
    command.uv.cwd = command.cwd
    napi_get_value_bool(env, argv[4], &detached)
    if detached:
        command.uv.flags |= UV_PROCESS_DETACHED
    if napi_get_value_uint32(env, argv[5], &id) == napi_ok:
        command.uv.flags |= UV_PROCESS_SETUID
        command.uv.uid = id
    if napi_get_value_uint32(env, argv[6], &id) == napi_ok:
        command.uv.flags |= UV_PROCESS_SETGID
        command.uv.gid = id


cdef bint may_run(napi_env env, Command* command, napi_value stdio) noexcept nogil:
    """Whether a program may be started, and get the descriptors that are named. Throws. The program is then the one that was
    judged: its path may have taken the place of its name."""
    cdef napi_value entry, item
    cdef uint32_t count = 0, i
    cdef int32_t kind, fd
    cdef char* found = NULL
    if command.file != NULL and not naja_may_run(env, command.file, command.cwd, command.environment, &found):
        return False
    if found != NULL:
        free(command.file)
        command.file = found
        command.uv.file = found
    napi_get_array_length(env, stdio, &count)
    for i in range(count):
        kind = 0
        fd = -1
        napi_get_element(env, stdio, i, &entry)
        napi_get_element(env, entry, 0, &item)
        napi_get_value_int32(env, item, &kind)
        if kind == 2:
            napi_get_element(env, entry, 1, &item)
            napi_get_value_int32(env, item, &fd)
            if not naja_may_use_fd(env, fd):
                return False
    return True


cdef void free_command(Command* command) noexcept nogil:
    free(command.file)
    free(command.cwd)
    free_texts(command.arguments)
    free_texts(command.environment)
