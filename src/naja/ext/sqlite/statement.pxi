# Prepared statements.


cdef void statement_gone(napi_env env, void* data, void* hint) noexcept nogil:
    cdef Statement* s = <Statement*>data
    end_statement(s)
    free(s)


cdef napi_value js_prepare(napi_env env, napi_callback_info info) noexcept nogil:
    """prepare(database, sql, flags, from) -> [statement, where the next one begins] (bytes), null where there is no statement
    (any more), or a code"""
    cdef size_t argc = 4, length = 0
    cdef napi_value[4] argv
    cdef napi_value[2] parts
    cdef napi_value result
    cdef Database* database
    cdef Statement* s
    cdef sqlite3_stmt* handle = NULL
    cdef const char* tail = NULL
    cdef char* sql
    cdef size_t begin
    cdef int code
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    database = database_of(env, argv[0])
    sql = text_of(env, argv[1], &length)
    begin = unsigned_integer(env, argv[3])
    if begin > length:
        begin = length
    database.busy += 1
    code = sqlite3_prepare_v3(database.handle, sql + begin, <int>(length - begin + 1), unsigned_integer(env, argv[2]),
                              &handle, &tail)
    database.busy -= 1
    begin = tail - sql if tail != NULL else length
    free(sql)
    if has_thrown(env):
        sqlite3_finalize(handle)
        return NULL
    if code != SQLITE_OK:
        return number(env, code)
    if handle == NULL:
        return null(env)
    s = <Statement*>calloc(1, sizeof(Statement))
    s.handle = handle
    s.database = database
    s.next = database.statements
    if s.next != NULL:
        s.next.previous = s
    database.statements = s
    # The database's external must outlive it: JavaScript holds both together.
    napi_create_external(env, s, statement_gone, NULL, &parts[0])
    parts[1] = number(env, <int>begin)
    naja_create_array_from(env, 2, parts, &result)
    return result


cdef napi_value js_finalize(napi_env env, napi_callback_info info) noexcept nogil:
    """finalize(statement) -> whether it is; not while it runs"""
    cdef size_t argc = 1
    cdef napi_value value
    cdef Statement* s
    napi_get_cb_info(env, info, &argc, &value, NULL, NULL)
    s = statement_of(env, value)
    if not s.running:
        end_statement(s)
    return boolean(env, s.handle == NULL)


cdef napi_value js_is_finalized(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value value
    napi_get_cb_info(env, info, &argc, &value, NULL, NULL)
    return boolean(env, statement_of(env, value).handle == NULL)


cdef napi_value js_reset(napi_env env, napi_callback_info info) noexcept nogil:
    """reset(statement) -> code, of the last step"""
    cdef size_t argc = 1
    cdef napi_value value
    cdef Statement* s
    napi_get_cb_info(env, info, &argc, &value, NULL, NULL)
    s = statement_of(env, value)
    if s.running:
        return number(env, BUSY)
    return number(env, SQLITE_OK if s.handle == NULL else sqlite3_reset(s.handle))


cdef napi_value js_begin(napi_env env, napi_callback_info info) noexcept nogil:
    """begin(statement) -> 0 and it can be bound anew, 21 where it runs, -1 where it is finalized"""
    cdef size_t argc = 1
    cdef napi_value value
    cdef Statement* s
    napi_get_cb_info(env, info, &argc, &value, NULL, NULL)
    s = statement_of(env, value)
    if s.handle == NULL or s.running:
        return number(env, BUSY if s.handle != NULL else -1)
    sqlite3_reset(s.handle)
    sqlite3_clear_bindings(s.handle)
    return number(env, 0)


cdef napi_value js_clear_bindings(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value value
    napi_get_cb_info(env, info, &argc, &value, NULL, NULL)
    return number(env, sqlite3_clear_bindings(statement_of(env, value).handle))


cdef napi_value js_parameters(napi_env env, napi_callback_info info) noexcept nogil:
    """parameters(statement) -> the name of each, null for those without"""
    cdef size_t argc = 1
    cdef napi_value value, result
    cdef sqlite3_stmt* s
    cdef int i
    napi_get_cb_info(env, info, &argc, &value, NULL, NULL)
    s = statement_of(env, value).handle
    napi_create_array(env, &result)
    for i in range(sqlite3_bind_parameter_count(s)):
        napi_set_element(env, result, i, string_of(env, sqlite3_bind_parameter_name(s, i + 1)))
    return result


cdef int bind_one(napi_env env, sqlite3_stmt* s, int index, napi_value value) noexcept nogil:
    """Binds a number, BigInt, string, null, boolean or bytes. A number is an integer where it is one and AS_INTEGERS says
    so; TOO_LARGE for a BigInt of more than 64 bits, THROWN for what cannot be bound."""
    cdef napi_valuetype kind
    cdef double d
    cdef int64_t i
    cdef c_bool flag
    cdef size_t length = 0
    cdef uint8_t* data = NULL
    cdef char* text
    napi_typeof(env, value, &kind)
    if kind == napi_number:
        napi_get_value_double(env, value, &d)
        return sqlite3_bind_double(s, index, d)
    if kind == napi_string:
        text = text_of(env, value, &length)
        if text == NULL:
            return SQLITE_NOMEM
        return sqlite3_bind_text(s, index, text, <int>length, free)
    if kind == napi_null:
        return sqlite3_bind_null(s, index)
    if kind == napi_bigint:
        napi_get_value_bigint_int64(env, value, &i, &flag)
        return sqlite3_bind_int64(s, index, i) if flag else TOO_LARGE
    if kind == napi_boolean:
        napi_get_value_bool(env, value, &flag)
        return sqlite3_bind_int64(s, index, 1 if flag else 0)
    if kind == napi_object and naja_get_bytes(env, value, &data, &length):
        return sqlite3_bind_blob64(s, index, <const void*>data if data != NULL else <const void*>EMPTY, length, SQLITE_TRANSIENT)
    return THROWN


cdef napi_value js_bind(napi_env env, napi_callback_info info) noexcept nogil:
    """bind(statement, index, value) -> code; index counts from 1"""
    cdef size_t argc = 3
    cdef napi_value[3] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    return number(env, bind_one(env, statement_of(env, argv[0]).handle, integer(env, argv[1]), argv[2]))


cdef napi_value js_bind_integer(napi_env env, napi_callback_info info) noexcept nogil:
    """bindInteger(statement, index, value) -> code; a number without a fraction becomes an INTEGER"""
    cdef size_t argc = 3
    cdef napi_value[3] argv
    cdef double d = 0
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    napi_get_value_double(env, argv[2], &d)
    return number(env, sqlite3_bind_int64(statement_of(env, argv[0]).handle, integer(env, argv[1]), <int64_t>d))


cdef napi_value js_columns(napi_env env, napi_callback_info info) noexcept nogil:
    """columns(statement) -> their names"""
    cdef size_t argc = 1
    cdef napi_value value, result
    cdef sqlite3_stmt* s
    cdef int i
    napi_get_cb_info(env, info, &argc, &value, NULL, NULL)
    s = statement_of(env, value).handle
    napi_create_array(env, &result)
    for i in range(sqlite3_column_count(s)):
        napi_set_element(env, result, i, string_of(env, sqlite3_column_name(s, i)))
    return result


cdef napi_value js_column_facts(napi_env env, napi_callback_info info) noexcept nogil:
    """columnFacts(statement) -> of each: origin, database, name, table, declared type"""
    cdef size_t argc = 1
    cdef napi_value value, result
    cdef sqlite3_stmt* s
    cdef int i
    napi_get_cb_info(env, info, &argc, &value, NULL, NULL)
    s = statement_of(env, value).handle
    napi_create_array(env, &result)
    for i in range(sqlite3_column_count(s)):
        napi_set_element(env, result, 5 * i, string_of(env, sqlite3_column_origin_name(s, i)))
        napi_set_element(env, result, 5 * i + 1, string_of(env, sqlite3_column_database_name(s, i)))
        napi_set_element(env, result, 5 * i + 2, string_of(env, sqlite3_column_name(s, i)))
        napi_set_element(env, result, 5 * i + 3, string_of(env, sqlite3_column_table_name(s, i)))
        napi_set_element(env, result, 5 * i + 4, string_of(env, sqlite3_column_decltype(s, i)))
    return result


cdef napi_value js_column_types(napi_env env, napi_callback_info info) noexcept nogil:
    """columnTypes(statement) -> SQLite's number for each value of the row that it is at"""
    cdef size_t argc = 1
    cdef napi_value value, result
    cdef sqlite3_stmt* s
    cdef int i
    napi_get_cb_info(env, info, &argc, &value, NULL, NULL)
    s = statement_of(env, value).handle
    napi_create_array(env, &result)
    for i in range(sqlite3_column_count(s)):
        napi_set_element(env, result, i, number(env, sqlite3_column_type(s, i)))
    return result


cdef napi_value js_is_readonly(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value value
    napi_get_cb_info(env, info, &argc, &value, NULL, NULL)
    return boolean(env, sqlite3_stmt_readonly(statement_of(env, value).handle) != 0)


cdef napi_value js_status(napi_env env, napi_callback_info info) noexcept nogil:
    """status(statement, counter, reset) -> what SQLite has counted"""
    cdef size_t argc = 3
    cdef napi_value[3] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    return number(env, sqlite3_stmt_status(statement_of(env, argv[0]).handle, integer(env, argv[1]), truth(env, argv[2])))


cdef napi_value js_sql(napi_env env, napi_callback_info info) noexcept nogil:
    """sql(statement, expanded) -> what it was made of, with what is bound where that is wanted"""
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef napi_value result
    cdef sqlite3_stmt* s
    cdef char* expanded
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    s = statement_of(env, argv[0]).handle
    if not truth(env, argv[1]):
        return string_of(env, sqlite3_sql(s))
    expanded = sqlite3_expanded_sql(s)
    result = string_of(env, expanded)
    sqlite3_free(expanded)
    return result


cdef int read_rows(napi_env env, Statement* s, int mode, int rows, napi_value* values, int room, size_t* count) noexcept nogil:
    """Steps for as many rows, or until `values` is full. SQLITE_ROW: there may be more."""
    cdef int columns, code, i
    cdef sqlite3_stmt* handle = s.handle
    if s.running:
        return BUSY
    while rows > 0:
        s.running = True
        s.database.busy += 1
        code = sqlite3_step(handle)
        s.database.busy -= 1
        s.running = False
        if has_thrown(env):
            return THROWN
        if code != SQLITE_ROW:
            return code
        rows -= 1
        # Only now: a schema that has changed makes SQLite prepare the statement anew.
        columns = sqlite3_column_count(handle)
        if count[0] + columns > <size_t>room:
            return SQLITE_NOMEM
        for i in range(columns):
            values[count[0]] = column_of(env, handle, i, mode, s.database)
            if values[count[0]] == NULL:
                return TOO_LARGE
            count[0] += 1
        if count[0] + columns > <size_t>room:
            break
    return SQLITE_ROW


cdef napi_value js_rows(napi_env env, napi_callback_info info) noexcept nogil:
    """rows(statement, mode, most) -> the values of up to so many rows, one behind the other, and a code at the end: 100 where
    there may be more rows, 101 where there are none"""
    cdef size_t argc = 3, count = 0
    cdef napi_value[3] argv
    cdef napi_value[64] few
    cdef napi_value* values = few
    cdef napi_value result = NULL
    cdef int most, room, columns, code
    cdef Statement* s
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    s = statement_of(env, argv[0])
    most = integer(env, argv[2])
    columns = sqlite3_column_count(s.handle)
    room = 63
    if most > 1 or columns >= 63:
        room = MANY if columns <= MANY else columns
        room += columns  # those that come with a new schema
        values = <napi_value*>malloc((room + 1) * sizeof(napi_value))
        if values == NULL:
            return number(env, SQLITE_NOMEM)
    code = read_rows(env, s, integer(env, argv[1]), most, values, room, &count)
    if code != THROWN:
        values[count] = number(env, code)
        naja_create_array_from(env, count + 1, values, &result)
    if values != few:
        free(values)
    return result


cdef napi_value js_run(napi_env env, napi_callback_info info) noexcept nogil:
    """run(statement) -> code: steps to the end, and resets"""
    cdef size_t argc = 1
    cdef napi_value value
    cdef Statement* s
    cdef int code = SQLITE_ROW
    napi_get_cb_info(env, info, &argc, &value, NULL, NULL)
    s = statement_of(env, value)
    if s.running:
        return number(env, BUSY)
    s.running = True
    s.database.busy += 1
    while code == SQLITE_ROW:
        code = sqlite3_step(s.handle)
        if has_thrown(env):
            break
    s.database.busy -= 1
    s.running = False
    if code == SQLITE_DONE or has_thrown(env):
        sqlite3_reset(s.handle)
    return NULL if has_thrown(env) else number(env, code)


cdef void define_statement(napi_env env, napi_value exports) noexcept nogil:
    define(env, exports, b"prepare", js_prepare)
    define(env, exports, b"finalize", js_finalize)
    define(env, exports, b"isFinalized", js_is_finalized)
    define(env, exports, b"reset", js_reset)
    define(env, exports, b"begin", js_begin)
    define(env, exports, b"clearBindings", js_clear_bindings)
    define(env, exports, b"parameters", js_parameters)
    define(env, exports, b"bind", js_bind)
    define(env, exports, b"bindInteger", js_bind_integer)
    define(env, exports, b"columns", js_columns)
    define(env, exports, b"columnFacts", js_column_facts)
    define(env, exports, b"columnTypes", js_column_types)
    define(env, exports, b"isReadonly", js_is_readonly)
    define(env, exports, b"status", js_status)
    define(env, exports, b"sql", js_sql)
    define(env, exports, b"rows", js_rows)
    define(env, exports, b"run", js_run)
