# Databases: opening, closing, what is asked of them as a whole.


cdef void end_statement(Statement* s) noexcept nogil:
    """Finalizes what a Statement stands for; the Statement itself belongs to its external."""
    if s.handle == NULL:
        return
    sqlite3_finalize(s.handle)
    s.handle = NULL
    if s.previous != NULL:
        s.previous.next = s.next
    else:
        s.database.statements = s.next
    if s.next != NULL:
        s.next.previous = s.previous


cdef void end_session(Session* session) noexcept nogil:
    cdef Session** at
    if session.handle == NULL:
        return
    sqlite3session_delete(session.handle)
    session.handle = NULL
    at = &session.database.sessions
    while at[0] != session:
        at = &at[0].next
    at[0] = session.next


cdef int end_database(Database* database) noexcept nogil:
    cdef int code
    if database.handle == NULL:
        return SQLITE_OK
    while database.sessions != NULL:
        end_session(database.sessions)
    while database.statements != NULL:
        end_statement(database.statements)
    code = sqlite3_close_v2(database.handle)
    database.handle = NULL
    if database.authorizer != NULL:
        napi_delete_reference(database.env, database.authorizer)
        database.authorizer = NULL
    return code


cdef void database_gone(napi_env env, void* data, void* hint) noexcept nogil:
    cdef Database* database = <Database*>data
    end_database(database)
    free(database)


cdef napi_value js_open(napi_env env, napi_callback_info info) noexcept nogil:
    """open(path, flags) -> database, or [code, extended code, message]"""
    cdef size_t argc = 2, length = 0
    cdef napi_value[2] argv
    cdef napi_value result
    cdef napi_value[3] failure
    cdef sqlite3* handle = NULL
    cdef Database* database
    cdef char* path
    cdef int code
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    path = text_of(env, argv[0], &length)
    code = sqlite3_open_v2(path, &handle, integer(env, argv[1]), NULL)
    free(path)
    if code != SQLITE_OK or handle == NULL:
        failure[0] = number(env, code)
        failure[1] = number(env, code if handle == NULL else sqlite3_extended_errcode(handle))
        failure[2] = string_of(env, sqlite3_errstr(code) if handle == NULL else sqlite3_errmsg(handle))
        sqlite3_close_v2(handle)
        naja_create_array_from(env, 3, failure, &result)
        return result
    sqlite3_extended_result_codes(handle, 1)
    database = <Database*>calloc(1, sizeof(Database))
    database.handle = handle
    database.env = env
    napi_create_external(env, database, database_gone, NULL, &result)
    return result


cdef napi_value js_close(napi_env env, napi_callback_info info) noexcept nogil:
    """close(database) -> code; its statements and sessions end with it"""
    cdef size_t argc = 1
    cdef napi_value db
    cdef Database* database
    napi_get_cb_info(env, info, &argc, &db, NULL, NULL)
    database = database_of(env, db)
    return number(env, BUSY if database.busy > 0 else end_database(database))


cdef napi_value js_failure(napi_env env, napi_callback_info info) noexcept nogil:
    """failure(database) -> [extended code, message, what the code means, offset into the SQL]"""
    cdef size_t argc = 1
    cdef napi_value db, result
    cdef napi_value[4] parts
    cdef sqlite3* handle
    napi_get_cb_info(env, info, &argc, &db, NULL, NULL)
    handle = database_of(env, db).handle
    parts[0] = number(env, sqlite3_extended_errcode(handle))
    parts[1] = string_of(env, sqlite3_errmsg(handle))
    parts[2] = string_of(env, sqlite3_errstr(sqlite3_extended_errcode(handle)))
    parts[3] = number(env, sqlite3_error_offset(handle))
    naja_create_array_from(env, 4, parts, &result)
    return result


cdef napi_value js_error_text(napi_env env, napi_callback_info info) noexcept nogil:
    """errorText(code) -> what it means"""
    cdef size_t argc = 1
    cdef napi_value code
    napi_get_cb_info(env, info, &argc, &code, NULL, NULL)
    return string_of(env, sqlite3_errstr(integer(env, code)))


cdef napi_value js_exec(napi_env env, napi_callback_info info) noexcept nogil:
    """exec(database, sql) -> code"""
    cdef size_t argc = 2, length = 0
    cdef napi_value[2] argv
    cdef Database* database
    cdef char* sql
    cdef int code
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    sql = text_of(env, argv[1], &length)
    database = database_of(env, argv[0])
    database.busy += 1
    code = sqlite3_exec(database.handle, sql, NULL, NULL, NULL)
    database.busy -= 1
    free(sql)
    return NULL if has_thrown(env) else number(env, code)


cdef napi_value js_busy_timeout(napi_env env, napi_callback_info info) noexcept nogil:
    """busyTimeout(database, ms)"""
    cdef size_t argc = 2
    cdef napi_value[2] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    return number(env, sqlite3_busy_timeout(database_of(env, argv[0]).handle, integer(env, argv[1])))


cdef napi_value js_is_transaction(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value db
    napi_get_cb_info(env, info, &argc, &db, NULL, NULL)
    return boolean(env, sqlite3_get_autocommit(database_of(env, db).handle) == 0)


cdef napi_value js_limit(napi_env env, napi_callback_info info) noexcept nogil:
    """limit(database, id, value) -> the value before; -1 changes nothing"""
    cdef size_t argc = 3
    cdef napi_value[3] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    return number(env, sqlite3_limit(database_of(env, argv[0]).handle, integer(env, argv[1]), integer(env, argv[2])))


cdef napi_value js_configure(napi_env env, napi_callback_info info) noexcept nogil:
    """configure(database, operation, on) -> code: sqlite3_db_config"""
    cdef size_t argc = 3
    cdef napi_value[3] argv
    cdef int on
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    on = truth(env, argv[2])
    return number(env, sqlite3_db_config(database_of(env, argv[0]).handle, integer(env, argv[1]), on, NULL))


cdef napi_value js_filename(napi_env env, napi_callback_info info) noexcept nogil:
    """filename(database, name) -> its path, null where it has none"""
    cdef size_t argc = 2, length = 0
    cdef napi_value[2] argv
    cdef const char* found
    cdef char* name
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    name = text_of(env, argv[1], &length)
    found = sqlite3_db_filename(database_of(env, argv[0]).handle, name)
    free(name)
    return null(env) if found == NULL or found[0] == 0 else string_of(env, found)


cdef napi_value js_changes(napi_env env, napi_callback_info info) noexcept nogil:
    """changes(database, mode): rows that the last statement has changed"""
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef Database* database
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    database = database_of(env, argv[0])
    return whole(env, sqlite3_changes64(database.handle), integer(env, argv[1]) | AS_FITS, database)


cdef napi_value js_total_changes(napi_env env, napi_callback_info info) noexcept nogil:
    """totalChanges(database): rows that were changed since it was opened"""
    cdef size_t argc = 1
    cdef napi_value db
    napi_get_cb_info(env, info, &argc, &db, NULL, NULL)
    return real(env, <double>sqlite3_total_changes64(database_of(env, db).handle))


cdef napi_value js_last_rowid(napi_env env, napi_callback_info info) noexcept nogil:
    """lastRowid(database, mode)"""
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef Database* database
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    database = database_of(env, argv[0])
    return whole(env, sqlite3_last_insert_rowid(database.handle), integer(env, argv[1]) | AS_FITS, database)


cdef napi_value js_too_large(napi_env env, napi_callback_info info) noexcept nogil:
    """tooLarge(database) -> the integer that was no safe number, as a string"""
    cdef size_t argc = 1
    cdef napi_value db
    napi_get_cb_info(env, info, &argc, &db, NULL, NULL)
    return big(env, database_of(env, db).too_large)


cdef napi_value js_load_extension(napi_env env, napi_callback_info info) noexcept nogil:
    """loadExtension(database, path, entry) -> null, or what is wrong"""
    cdef size_t argc = 3, length = 0
    cdef napi_value[3] argv
    cdef napi_value result = NULL
    cdef char* message = NULL
    cdef char* path
    cdef char* entry
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    path = text_of(env, argv[1], &length)
    entry = text_of(env, argv[2], &length)
    if sqlite3_load_extension(database_of(env, argv[0]).handle, path, entry, &message) == SQLITE_OK:
        result = null(env)
    elif message != NULL:
        result = string_of(env, message)
    else:
        result = string_of(env, b"not authorized")
    sqlite3_free(message)
    free(path)
    free(entry)
    return result


cdef napi_value js_serialize(napi_env env, napi_callback_info info) noexcept nogil:
    """serialize(database, name) -> its file's bytes; undefined where there is no such"""
    cdef size_t argc = 2, length = 0
    cdef napi_value[2] argv
    cdef napi_value result
    cdef int64_t size = 0
    cdef unsigned char* data
    cdef char* name
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    name = text_of(env, argv[1], &length)
    data = sqlite3_serialize(database_of(env, argv[0]).handle, name, &size, 0)
    free(name)
    if data == NULL and size != 0:
        return undefined(env)
    result = blob(env, data, <size_t>size if size > 0 else 0)
    sqlite3_free(data)
    return result


cdef napi_value js_deserialize(napi_env env, napi_callback_info info) noexcept nogil:
    """deserialize(database, name, bytes) -> code"""
    cdef size_t argc = 3, length = 0, size = 0
    cdef napi_value[3] argv
    cdef uint8_t* data = NULL
    cdef unsigned char* copied
    cdef char* name
    cdef int code
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    naja_get_bytes(env, argv[2], &data, &size)
    copied = <unsigned char*>sqlite3_malloc64(size if size > 0 else 1)
    if copied == NULL:
        return number(env, SQLITE_NOMEM)
    if size > 0:
        memcpy(copied, data, size)
    name = text_of(env, argv[1], &length)
    code = sqlite3_deserialize(database_of(env, argv[0]).handle, name, copied, size, size,
                               SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE)
    free(name)
    return number(env, code)


cdef napi_value js_file_control(napi_env env, napi_callback_info info) noexcept nogil:
    """fileControl(database, name, operation, value) -> [code, the value then]: those with an integer"""
    cdef size_t argc = 4, length = 0
    cdef napi_value[4] argv
    cdef napi_value[2] parts
    cdef napi_value result
    cdef int value
    cdef char* name
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    value = integer(env, argv[3])
    name = text_of(env, argv[1], &length)
    parts[0] = number(env, sqlite3_file_control(database_of(env, argv[0]).handle, name, integer(env, argv[2]), &value))
    parts[1] = number(env, value)
    free(name)
    naja_create_array_from(env, 2, parts, &result)
    return result


cdef napi_value js_finalize_all(napi_env env, napi_callback_info info) noexcept nogil:
    """finalizeAll(database): its statements and sessions end"""
    cdef size_t argc = 1
    cdef napi_value db
    cdef Database* database
    napi_get_cb_info(env, info, &argc, &db, NULL, NULL)
    database = database_of(env, db)
    if database.busy == 0:
        while database.sessions != NULL:
            end_session(database.sessions)
        while database.statements != NULL:
            end_statement(database.statements)
    return boolean(env, database.busy == 0)


cdef void define_database(napi_env env, napi_value exports) noexcept nogil:
    define(env, exports, b"open", js_open)
    define(env, exports, b"close", js_close)
    define(env, exports, b"finalizeAll", js_finalize_all)
    define(env, exports, b"failure", js_failure)
    define(env, exports, b"errorText", js_error_text)
    define(env, exports, b"exec", js_exec)
    define(env, exports, b"busyTimeout", js_busy_timeout)
    define(env, exports, b"isTransaction", js_is_transaction)
    define(env, exports, b"limit", js_limit)
    define(env, exports, b"configure", js_configure)
    define(env, exports, b"filename", js_filename)
    define(env, exports, b"changes", js_changes)
    define(env, exports, b"totalChanges", js_total_changes)
    define(env, exports, b"lastRowid", js_last_rowid)
    define(env, exports, b"tooLarge", js_too_large)
    define(env, exports, b"loadExtension", js_load_extension)
    define(env, exports, b"serialize", js_serialize)
    define(env, exports, b"deserialize", js_deserialize)
    define(env, exports, b"fileControl", js_file_control)
