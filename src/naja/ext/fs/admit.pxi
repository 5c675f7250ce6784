# What a restricted program may do: paths are judged, and then are the places that were judged (engine/permissions.h).
# Nothing here runs for a program without restrictions.

# What an operation does: to its path, and shifted by 8 to its second one; or to a descriptor.
cdef enum:
    READS = NAJA_AT_FILE | NAJA_TO_READ
    READS_ENTRY = NAJA_AT_ENTRY | NAJA_TO_READ
    WRITES = NAJA_AT_FILE | NAJA_TO_WRITE
    WRITES_ENTRY = NAJA_AT_ENTRY | NAJA_TO_WRITE
    MOVES_ENTRY = NAJA_AT_ENTRY | NAJA_TO_READ | NAJA_TO_WRITE
    MOVES_TREE = NAJA_AT_ENTRY | NAJA_TO_READ | NAJA_TO_WRITE | NAJA_TO_TREE
    WRITES_TREE = NAJA_AT_ENTRY | NAJA_TO_WRITE | NAJA_TO_TREE
    WRITES_PARENT = NAJA_AT_PARENT | NAJA_TO_WRITE
    WATCHES = NAJA_AT_FILE | NAJA_TO_READ | NAJA_TO_TREE
    DEST = 8             # how far what is done to the second path is shifted
    USES_FD = 1 << 16    # argument 0 is a descriptor
    CHANGES_FD = 1 << 17 # and its file is changed, whatever it was opened for
    LINKS_ANYWHERE = 1 << 18  # a link's target is resolved by whoever follows it: all files are concerned

cdef extern from "<fcntl.h>" nogil:
    int O_ACCMODE, O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND, O_TMPFILE, O_EXCL


cdef int opens(int flags) noexcept nogil:
    """What opening a file with these flags does to it."""
    cdef int how = NAJA_AT_OPEN
    cdef int mode = flags & O_ACCMODE
    if mode != O_WRONLY:
        how |= NAJA_TO_READ
    if mode != O_RDONLY or flags & (O_CREAT | O_TRUNC | O_APPEND) or flags & O_TMPFILE == O_TMPFILE:
        how |= NAJA_TO_WRITE
    return how


cdef int loads(Args* args, size_t index) noexcept nogil:
    """NAJA_TO_LOAD where a module loader says so (1) in an argument."""
    return NAJA_TO_LOAD if args.count > index and int_arg(args, <int>index) == 1 else 0


cdef napi_value admit_path(napi_env env, int how, const char* shown, int* flags, naja_place* place,
                           int* error) noexcept nogil:
    """Judges one path. An error for a program that may not; *error where the system would have one of its own."""
    cdef naja_permissions* permissions = naja_env_permissions(env)
    cdef napi_value denied = permissions.ask_path(env, permissions, how, shown, flags, place, error)
    if denied == NULL and (error[0] == -UV_NOTHING or error[0] == -UV_NO_DIRECTORY):
        # The operation itself is to find that out: some take it for an answer.
        place.text = strdup(b"/proc/self/fd/none/none" if error[0] == -UV_NOTHING else b"/dev/null/none")
        error[0] = 0
    return denied

cdef extern from "<errno.h>" nogil:
    int UV_NOTHING "ENOENT"
    int UV_NO_DIRECTORY "ENOTDIR"


cdef napi_value admit_args(Args* args, int wants, int* flags, int* error) noexcept nogil:
    """Judges a call's paths, or its descriptor. NULL and 0 in *error: it may be done, with the paths that are now in `args`."""
    cdef napi_env env = args.env
    cdef naja_permissions* permissions = naja_env_permissions(env)
    cdef napi_value denied = NULL
    cdef Judged* judged
    error[0] = 0
    if wants & USES_FD:
        return permissions.ask_fd(env, permissions, int_arg(args, 0))
    if wants & CHANGES_FD:
        return permissions.ask_fd_write(env, permissions, int_arg(args, 0))
    if wants & LINKS_ANYWHERE:
        denied = permissions.ask(env, permissions, NAJA_MAY_READ, NULL, False)
        if denied == NULL:
            denied = permissions.ask(env, permissions, NAJA_MAY_WRITE, NULL, False)
        if denied != NULL:
            return links_denied(env, denied)
    judged = <Judged*>calloc(1, sizeof(Judged))
    if judged == NULL:
        error[0] = UV_ENOMEM
        return NULL
    naja_place_init(&judged.path)
    naja_place_init(&judged.dest)
    args.judged = judged
    judged.shown = strdup(args.path.data)
    if args.dest.data != NULL:
        judged.shown_dest = strdup(args.dest.data)
    if wants & 0xff:
        denied = admit_path(env, wants & 0xff, args.path.data, flags, &judged.path, error)
        if denied == NULL and judged.path.text != NULL:
            args.path.data = judged.path.text
    if denied == NULL and error[0] == 0 and wants >> DEST & 0xff:
        denied = admit_path(env, wants >> DEST & 0xff, args.dest.data, flags, &judged.dest, error)
        if denied == NULL and judged.dest.text != NULL:
            args.dest.data = judged.dest.text
    return denied


cdef napi_value links_denied(napi_env env, napi_value denied) noexcept nogil:
    cdef napi_value message
    napi_create_string_utf8(env, b"fs.symlink API requires full fs.read and fs.write permissions.", NAPI_AUTO_LENGTH,
                            &message)
    napi_set_named_property(env, denied, b"message", message)
    napi_create_string_utf8(env, b"", 0, &message)
    napi_set_named_property(env, denied, b"permission", message)
    napi_set_named_property(env, denied, b"resource", message)
    return denied


# An error for a callback, in a later turn of the loop.
ctypedef struct Late:
    uv_work_t work
    State* state
    napi_value callback
    napi_value error
    naja_context_frame* frame


cdef void late_work(uv_work_t* work) noexcept nogil:
    pass


cdef void late_done(uv_work_t* work, int status) noexcept nogil:
    cdef Late* late = <Late*>work
    cdef napi_env env = late.state.env
    cdef napi_handle_scope scope
    cdef napi_value values[1]
    napi_open_handle_scope(env, &scope)
    values[0] = late.error
    call_back(env, late.frame, late.callback, 1, values)
    naja_release(env, late.callback)
    naja_release(env, late.error)
    if late.frame != NULL:
        naja_context_free(env, late.frame)
    free(late)
    napi_close_handle_scope(env, scope)


cdef void refuse(Args* args, napi_value callback, napi_value error) noexcept nogil:
    """Throws an error, or hands it to a callback (NULL: there is none) that is about to be released."""
    cdef napi_env env = args.env
    cdef Late* late
    if callback == NULL:
        napi_throw(env, error)
        return
    late = <Late*>calloc(1, sizeof(Late))
    if late != NULL:
        late.state = args.state
        late.callback = naja_hold(env, callback)
        late.error = naja_hold(env, error)
        late.frame = naja_context_capture(env)
        if uv_queue_work(args.state.loop, &late.work, late_work, late_done) == 0:
            return
        naja_release(env, late.callback)
        naja_release(env, late.error)
        free(late)
    napi_throw(env, error)


cdef bint admit_call(Call* call, int wants, int* flags) noexcept nogil:
    """Judges what a call is about to do; False: it is over, and its error thrown or on its way."""
    cdef Args* args = &call.args
    cdef napi_env env = args.env
    cdef int error = 0
    cdef napi_value refused = admit_args(args, wants, flags, &error)
    if refused == NULL and error == 0:
        return True
    if refused == NULL:
        refused = naja_uv_exception(env, error, call.request.syscall, shown_path(args), shown_dest(args))
    refuse(args, call.request.callback, refused)
    request_free(env, call.request)
    if call.request != &call.local:
        free(call.request)
    args_free(args)
    return False


cdef bint admit_job(Args* args, int callback, const char* syscall, int wants, int* flags) noexcept nogil:
    """The same for a job, before it is made."""
    cdef int error = 0
    cdef napi_value refused
    if naja_env_permissions(args.env) == NULL:
        return True
    refused = admit_args(args, wants, flags, &error)
    if refused == NULL and error == 0:
        return True
    if refused == NULL:
        refused = naja_uv_exception(args.env, error, syscall, shown_path(args), shown_dest(args))
    refuse(args, args.values[callback] if is_function(args, callback) else NULL, refused)
    args_free(args)
    return False


cdef napi_value given_text(napi_env env, Judged* judged, const char* path, int flags) noexcept nogil:
    """A path that an operation gave back, in the words of the program: what held it is left out."""
    cdef size_t length = strlen(path)
    cdef size_t kept
    cdef char* whole
    cdef napi_value value
    if judged == NULL or judged.path.text == NULL or length < judged.path.pinned:
        return text(env, path, flags)
    kept = judged.path.replaced
    whole = <char*>malloc(kept + length + 1)
    if whole == NULL:
        return text(env, b"", flags)
    memcpy(whole, judged.shown, kept)
    memcpy(whole + kept, path + judged.path.pinned, length - judged.path.pinned + 1)
    value = text(env, whole, flags)
    free(whole)
    return value
