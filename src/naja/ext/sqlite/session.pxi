# Sessions, changesets and backups.


cdef void session_gone(napi_env env, void* data, void* hint) noexcept nogil:
    end_session(<Session*>data)
    free(data)


cdef napi_value js_session(napi_env env, napi_callback_info info) noexcept nogil:
    """session(database, name, table or undefined) -> session, or a code"""
    cdef size_t argc = 3, length = 0
    cdef napi_value[3] argv
    cdef napi_value result
    cdef Database* database
    cdef Session* session
    cdef sqlite3_session* handle = NULL
    cdef char* name
    cdef char* table
    cdef int code
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    database = database_of(env, argv[0])
    name = text_of(env, argv[1], &length)
    table = text_of(env, argv[2], &length)
    code = sqlite3session_create(database.handle, name, &handle)
    if code == SQLITE_OK:
        code = sqlite3session_attach(handle, table)
    free(name)
    free(table)
    if code != SQLITE_OK:
        if handle != NULL:
            sqlite3session_delete(handle)
        return number(env, code)
    session = <Session*>calloc(1, sizeof(Session))
    session.handle = handle
    session.database = database
    session.next = database.sessions
    database.sessions = session
    napi_create_external(env, session, session_gone, NULL, &result)
    return result


cdef Session* session_of(napi_env env, napi_value value) noexcept nogil:
    cdef void* result = NULL
    napi_get_value_external(env, value, &result)
    return <Session*>result


cdef napi_value js_changeset(napi_env env, napi_callback_info info) noexcept nogil:
    """changeset(session, isPatch) -> bytes, or a code"""
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef napi_value result
    cdef sqlite3_session* handle
    cdef int code, size = 0
    cdef void* data = NULL
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    handle = session_of(env, argv[0]).handle
    if truth(env, argv[1]):
        code = sqlite3session_patchset(handle, &size, &data)
    else:
        code = sqlite3session_changeset(handle, &size, &data)
    result = blob(env, data, size) if code == SQLITE_OK else number(env, code)
    sqlite3_free(data)
    return result


cdef napi_value js_end_session(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value value
    napi_get_cb_info(env, info, &argc, &value, NULL, NULL)
    end_session(session_of(env, value))
    return undefined(env)


cdef napi_value js_session_ended(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value value
    napi_get_cb_info(env, info, &argc, &value, NULL, NULL)
    return boolean(env, session_of(env, value).handle == NULL)


cdef struct Applying:
    napi_env env
    napi_value filter
    napi_value conflict


cdef int on_filter(void* context, const char* table) noexcept nogil:
    cdef Applying* a = <Applying*>context
    cdef naja_handles scope
    cdef napi_valuetype kind
    cdef napi_value argument, result
    cdef c_bool wanted = False
    napi_typeof(a.env, a.filter, &kind)
    if kind != napi_function:
        return 1
    if has_thrown(a.env):
        return 0
    naja_handles_open(a.env, &scope)
    argument = string_of(a.env, table)
    if napi_call_function(a.env, undefined(a.env), a.filter, 1, &argument, &result) == napi_ok:
        napi_coerce_to_bool(a.env, result, &result)
        napi_get_value_bool(a.env, result, &wanted)
    naja_handles_close(a.env, &scope)
    return 1 if wanted else 0


cdef int on_conflict(void* context, int kind, sqlite3_changeset_iter* i) noexcept nogil:
    cdef Applying* a = <Applying*>context
    cdef naja_handles scope
    cdef napi_valuetype is_function
    cdef napi_value argument, result
    cdef int32_t code = SQLITE_CHANGESET_ABORT
    napi_typeof(a.env, a.conflict, &is_function)
    if is_function != napi_function or has_thrown(a.env):
        return SQLITE_CHANGESET_ABORT
    naja_handles_open(a.env, &scope)
    argument = number(a.env, kind)
    if napi_call_function(a.env, undefined(a.env), a.conflict, 1, &argument, &result) == napi_ok:
        if napi_get_value_int32(a.env, result, &code) != napi_ok:
            code = -1
    naja_handles_close(a.env, &scope)
    return code


cdef napi_value js_apply(napi_env env, napi_callback_info info) noexcept nogil:
    """apply(database, changeset, filter, onConflict) -> code"""
    cdef size_t argc = 4, length = 0
    cdef napi_value[4] argv
    cdef Applying applying
    cdef Database* database
    cdef uint8_t* data = NULL
    cdef void* copied
    cdef int code
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    naja_get_bytes(env, argv[1], &data, &length)
    applying.env = env
    applying.filter = argv[2]
    applying.conflict = argv[3]
    # The callbacks may change what was given.
    copied = malloc(length if length > 0 else 1)
    if length > 0:
        memcpy(copied, data, length)
    database = database_of(env, argv[0])
    database.busy += 1
    code = sqlite3changeset_apply(database.handle, <int>length, copied, on_filter, on_conflict, &applying)
    database.busy -= 1
    free(copied)
    return NULL if has_thrown(env) else number(env, code)


cdef struct Backup:
    sqlite3_backup* handle
    sqlite3* target


cdef void end_backup(Backup* b) noexcept nogil:
    if b.handle != NULL:
        sqlite3_backup_finish(b.handle)
    if b.target != NULL:
        sqlite3_close_v2(b.target)
    b.handle = NULL
    b.target = NULL


cdef void backup_gone(napi_env env, void* data, void* hint) noexcept nogil:
    end_backup(<Backup*>data)
    free(data)


cdef Backup* backup_of(napi_env env, napi_value value) noexcept nogil:
    cdef void* result = NULL
    napi_get_value_external(env, value, &result)
    return <Backup*>result


cdef napi_value js_backup(napi_env env, napi_callback_info info) noexcept nogil:
    """backup(database, source, path, target, flags) -> backup, or [code, message]"""
    cdef size_t argc = 5, length = 0
    cdef napi_value[5] argv
    cdef napi_value[2] failure
    cdef napi_value result
    cdef Backup* b
    cdef char* source
    cdef char* path
    cdef char* name
    cdef int code
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    source = text_of(env, argv[1], &length)
    path = text_of(env, argv[2], &length)
    name = text_of(env, argv[3], &length)
    b = <Backup*>calloc(1, sizeof(Backup))
    code = sqlite3_open_v2(path, &b.target, integer(env, argv[4]), NULL)
    if code == SQLITE_OK:
        b.handle = sqlite3_backup_init(b.target, name, database_of(env, argv[0]).handle, source)
    free(source)
    free(path)
    free(name)
    if b.handle == NULL:
        failure[0] = number(env, sqlite3_extended_errcode(b.target) if b.target != NULL else code)
        failure[1] = string_of(env, sqlite3_errmsg(b.target) if b.target != NULL else sqlite3_errstr(code))
        end_backup(b)
        free(b)
        naja_create_array_from(env, 2, failure, &result)
        return result
    napi_create_external(env, b, backup_gone, NULL, &result)
    return result


cdef napi_value js_backup_step(napi_env env, napi_callback_info info) noexcept nogil:
    """backupStep(backup, pages) -> [code, pages that remain, pages in all, message]"""
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef napi_value[4] parts
    cdef napi_value result
    cdef Backup* b
    cdef int code
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    b = backup_of(env, argv[0])
    code = sqlite3_backup_step(b.handle, integer(env, argv[1]))
    parts[0] = number(env, code)
    parts[1] = number(env, sqlite3_backup_remaining(b.handle))
    parts[2] = number(env, sqlite3_backup_pagecount(b.handle))
    parts[3] = string_of(env, sqlite3_errmsg(b.target) if code == sqlite3_extended_errcode(b.target) else sqlite3_errstr(code))
    naja_create_array_from(env, 4, parts, &result)
    return result


cdef napi_value js_end_backup(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value value
    napi_get_cb_info(env, info, &argc, &value, NULL, NULL)
    end_backup(backup_of(env, value))
    return undefined(env)


cdef void define_session(napi_env env, napi_value exports) noexcept nogil:
    define(env, exports, b"session", js_session)
    define(env, exports, b"changeset", js_changeset)
    define(env, exports, b"endSession", js_end_session)
    define(env, exports, b"isSessionEnded", js_session_ended)
    define(env, exports, b"apply", js_apply)
    define(env, exports, b"backup", js_backup)
    define(env, exports, b"backupStep", js_backup_step)
    define(env, exports, b"endBackup", js_end_backup)
