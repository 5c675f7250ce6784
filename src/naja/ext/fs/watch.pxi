# Watchers: uv_fs_event (the kernel tells) and uv_fs_poll (stat again and again).
#
# A watcher has two owners, the External that JavaScript holds and libuv; it is freed when both are done with it.

# The union's parts begin with libuv's common handle fields, so one pointer serves for closing.
ctypedef union AnyHandle:
    uv_fs_event_t event
    uv_fs_poll_t poll

ctypedef struct Watcher:
    AnyHandle handle
    State* state
    napi_value callback
    naja_context_frame* frame
    bint closed              # uv_close was called
    bint gone                # libuv is done with it
    bint collected           # the External is gone
    bint as_bytes
    bint big
    char* path               # of a restricted program
    bint is_file             # and whether it watches a file there, by another name


cdef void watcher_release(Watcher* watcher) noexcept nogil:
    if watcher.callback != NULL:
        naja_release(watcher.state.env, watcher.callback)
        watcher.callback = NULL
    if watcher.frame != NULL:
        naja_context_free(watcher.state.env, watcher.frame)
        watcher.frame = NULL
    free(watcher.path)
    watcher.path = NULL


cdef void watcher_gone(uv_handle_t* handle) noexcept nogil:
    cdef Watcher* watcher = <Watcher*>handle
    watcher.gone = True
    if watcher.collected:
        free(watcher)


cdef void watcher_close(Watcher* watcher) noexcept nogil:
    if watcher.closed:
        return
    watcher.closed = True
    watcher_release(watcher)
    if not uv_is_closing(<uv_handle_t*>watcher):
        uv_close(<uv_handle_t*>watcher, watcher_gone)


cdef void watcher_finalize(napi_env env, void* data, void* hint) noexcept nogil:
    cdef Watcher* watcher = <Watcher*>data
    watcher.collected = True
    if watcher.gone:
        free(watcher)
    else:
        watcher_close(watcher)


cdef Watcher* watcher_new(Args* args, int callback) noexcept nogil:
    cdef Watcher* watcher = <Watcher*>calloc(1, sizeof(Watcher))
    if watcher == NULL:
        naja_throw_uv_exception(args.env, UV_ENOMEM, b"watch", NULL, NULL)
        return NULL
    watcher.state = args.state
    watcher.callback = naja_hold(args.env, args.values[callback])
    watcher.frame = naja_context_capture(args.env)
    return watcher


cdef napi_value watcher_started(Args* args, Watcher* watcher, int error, bint persistent) noexcept nogil:
    """The External of a watcher, or an exception where it could not start."""
    cdef napi_value value = NULL
    if error == 0 and napi_create_external(args.env, watcher, watcher_finalize, NULL, &value) == napi_ok:
        if not persistent:
            uv_unref(<uv_handle_t*>watcher)
    else:
        watcher.collected = True
        watcher_close(watcher)
        if error < 0:
            naja_throw_uv_exception(args.env, error, b"watch", shown_path(args), NULL)
    args_free(args)
    return value


cdef void on_event(uv_fs_event_t* handle, const char* filename, int events, int status) noexcept nogil:
    """callback(status, 1 rename or 2 change, name or null)"""
    cdef Watcher* watcher = <Watcher*>handle
    cdef napi_env env = watcher.state.env
    cdef napi_handle_scope scope
    cdef napi_value values[3]
    if watcher.closed:
        return
    napi_open_handle_scope(env, &scope)
    napi_create_int32(env, status, &values[0])
    napi_create_int32(env, UV_RENAME if events & UV_RENAME else UV_CHANGE, &values[1])
    if watcher.is_file and watcher.path != NULL:
        filename = strrchr(watcher.path, 47)
        filename = filename + 1 if filename != NULL else watcher.path
    if filename == NULL:
        napi_get_null(env, &values[2])
    else:
        values[2] = text(env, filename, AS_BYTES if watcher.as_bytes else 0)
    naja_make_callback(env, watcher.frame, NULL, watcher.callback, 3, values)
    napi_close_handle_scope(env, scope)


cdef napi_value fs_watch(napi_env env, napi_callback_info info) noexcept nogil:
    """watch(path, persistent, asBytes, callback) -> watcher"""
    cdef Args args
    cdef Watcher* watcher
    cdef int error
    cdef int mode
    if not args_begin(&args, env, info, 1) or not admit_job(&args, MAX_ARGS, b"watch", WATCHES, NULL):
        return NULL
    watcher = watcher_new(&args, 3)
    if watcher == NULL:
        args_free(&args)
        return NULL
    watcher.as_bytes = bool_arg(&args, 2)
    if args.judged != NULL:
        mode = stat_mode(args.path.data, True)
        watcher.is_file = mode >= 0 and (mode & S_IFMT) != S_IFDIR
        watcher.path = strdup(args.judged.shown)
    uv_fs_event_init(args.state.loop, &watcher.handle.event)
    error = uv_fs_event_start(&watcher.handle.event, on_event, args.path.data, 0)
    return watcher_started(&args, watcher, error, bool_arg(&args, 1))


cdef bint still_may(Watcher* watcher) noexcept nogil:
    """Whether the program may know of what is now at the path that it watches."""
    cdef napi_env env = watcher.state.env
    cdef naja_permissions* permissions = naja_env_permissions(env)
    cdef naja_place place
    cdef int error = 0
    cdef napi_value refused
    if permissions == NULL:
        return True
    naja_place_init(&place)
    refused = permissions.ask_path(env, permissions, READS | NAJA_TO_KNOW, watcher.path, NULL, &place, &error)
    naja_place_free(&place)
    return refused == NULL


cdef void on_poll(uv_fs_poll_t* handle, int status, const uv_stat_t* previous, const uv_stat_t* current) noexcept nogil:
    """callback(status): the current stats and, after them, the previous ones are in the shared array"""
    cdef Watcher* watcher = <Watcher*>handle
    cdef napi_env env = watcher.state.env
    cdef napi_handle_scope scope
    cdef napi_value values[1]
    if watcher.closed:
        return
    napi_open_handle_scope(env, &scope)
    if watcher.path != NULL and not still_may(watcher):
        napi_close_handle_scope(env, scope)
        return
    if watcher.big:
        fill_stats_big(watcher.state.stats_big, current)
        fill_stats_big(watcher.state.stats_big + STAT_FIELDS, previous)
    else:
        fill_stats(watcher.state.stats, current)
        fill_stats(watcher.state.stats + STAT_FIELDS, previous)
    napi_create_int32(env, status, &values[0])
    naja_make_callback(env, watcher.frame, NULL, watcher.callback, 1, values)
    napi_close_handle_scope(env, scope)


cdef napi_value fs_watch_stat(napi_env env, napi_callback_info info) noexcept nogil:
    """watchStat(path, interval in ms, bigint, persistent, callback) -> watcher"""
    cdef Args args
    cdef Watcher* watcher
    cdef int error
    if not args_begin(&args, env, info, 1) or not admit_job(&args, MAX_ARGS, b"watch", WATCHES, NULL):
        return NULL
    if args.judged != NULL:
        args.path.data = args.judged.shown  # what is there is to be found each time
    watcher = watcher_new(&args, 4)
    if watcher == NULL:
        args_free(&args)
        return NULL
    if args.judged != NULL:
        watcher.path = strdup(args.judged.shown)
    watcher.big = bool_arg(&args, 2)
    uv_fs_poll_init(args.state.loop, &watcher.handle.poll)
    error = uv_fs_poll_start(&watcher.handle.poll, on_poll, args.path.data, uint_arg(&args, 1))
    return watcher_started(&args, watcher, error, bool_arg(&args, 3))


cdef napi_value fs_watch_close(napi_env env, napi_callback_info info) noexcept nogil:
    """watchClose(watcher); again does nothing"""
    cdef Args args
    cdef void* data = NULL
    if args_begin(&args, env, info, 0) and napi_get_value_external(env, args.values[0], &data) == napi_ok:
        watcher_close(<Watcher*>data)
    return NULL


cdef napi_value fs_watch_ref(napi_env env, napi_callback_info info) noexcept nogil:
    """watchRef(watcher, whether it keeps the process alive)"""
    cdef Args args
    cdef void* data = NULL
    if args_begin(&args, env, info, 0) and napi_get_value_external(env, args.values[0], &data) == napi_ok:
        if not (<Watcher*>data).closed:
            if bool_arg(&args, 1):
                uv_ref(<uv_handle_t*>data)
            else:
                uv_unref(<uv_handle_t*>data)
    return NULL
