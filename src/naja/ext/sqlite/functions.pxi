# JavaScript that SQLite calls: functions, aggregates, the authorizer.

# Of one function, or of one aggregate. The references are weak, or a function that knows its database would keep it for ever:
# who makes one here keeps what it gives (`keeper` in JavaScript).
cdef struct Function:
    napi_env env
    Database* database
    int mode
    napi_ref call     # the function; of an aggregate its step
    napi_ref inverse  # or NULL
    napi_ref result   # or NULL
    napi_ref start    # a value, or a function that gives it; in an array, since references are to objects

# What an aggregate keeps while it counts.
cdef struct Total:
    napi_ref value  # in an array
    bint begun
    bint windowed  # its value was asked for before the end


cdef void forget(napi_env env, napi_ref reference) noexcept nogil:
    if reference != NULL:
        napi_delete_reference(env, reference)


cdef void function_gone(void* data) noexcept nogil:
    cdef Function* f = <Function*>data
    forget(f.env, f.call)
    forget(f.env, f.inverse)
    forget(f.env, f.result)
    forget(f.env, f.start)
    free(f)


cdef void too_large(napi_env env, int64_t value) noexcept nogil:
    cdef char[128] text
    snprintf(text, sizeof(text), b"Value is too large to be represented as a JavaScript number: %lld", <long long>value)
    napi_throw_range_error(env, b"ERR_OUT_OF_RANGE", text)


cdef void give(sqlite3_context* c, napi_env env, napi_value value) noexcept nogil:
    """A value of JavaScript's as the result."""
    cdef napi_valuetype kind
    cdef double d
    cdef int64_t i
    cdef c_bool flag = False
    cdef size_t length = 0
    cdef uint8_t* data = NULL
    cdef char* text
    napi_typeof(env, value, &kind)
    if kind == napi_undefined or kind == napi_null:
        sqlite3_result_null(c)
    elif kind == napi_number:
        napi_get_value_double(env, value, &d)
        sqlite3_result_double(c, d)
    elif kind == napi_string:
        text = text_of(env, value, &length)
        sqlite3_result_text(c, text, <int>length, free)
    elif kind == napi_bigint:
        napi_get_value_bigint_int64(env, value, &i, &flag)
        if flag:
            sqlite3_result_int64(c, i)
        else:
            sqlite3_result_error(c, b"BigInt value is too large for SQLite", -1)
    elif kind == napi_object and naja_get_bytes(env, value, &data, &length):
        sqlite3_result_blob64(c, <const void*>data if data != NULL else <const void*>EMPTY, length, SQLITE_TRANSIENT)
    else:
        napi_is_promise(env, value, &flag)
        if flag:
            sqlite3_result_error(c, b"Asynchronous user-defined functions are not supported", -1)
        else:
            sqlite3_result_error(c, b"Returned JavaScript value cannot be converted to a SQLite value", -1)


cdef bint call_js(Function* f, sqlite3_context* c, napi_ref reference, napi_value first, int argc, sqlite3_value** given,
                  napi_value* result) noexcept nogil:
    """Calls with `first`, where it is not NULL, and SQLite's values. False: SQLite has been told that it failed."""
    cdef napi_env env = f.env
    cdef napi_value[64] few
    cdef napi_value* argv = few
    cdef napi_value function
    cdef int i, count = 0
    cdef bint well = True
    if has_thrown(env):
        sqlite3_result_error(c, b"", 0)
        return False
    if argc >= 63:
        argv = <napi_value*>malloc((argc + 1) * sizeof(napi_value))
    if first != NULL:
        argv[0] = first
        count = 1
    for i in range(argc):
        argv[count] = value_of(env, given[i], f.mode, f.database)
        if argv[count] == NULL:
            too_large(env, f.database.too_large)
            well = False
            break
        count += 1
    if well:
        napi_get_reference_value(env, reference, &function)
        well = napi_call_function(env, undefined(env), function, count, argv, result) == napi_ok
    if argv != few:
        free(argv)
    if not well:
        sqlite3_result_error(c, b"", 0)
    return well


cdef void on_call(sqlite3_context* c, int argc, sqlite3_value** argv) noexcept nogil:
    cdef Function* f = <Function*>sqlite3_user_data(c)
    cdef naja_handles scope
    cdef napi_value result
    naja_handles_open(f.env, &scope)
    if call_js(f, c, f.call, NULL, argc, argv, &result):
        give(c, f.env, result)
    naja_handles_close(f.env, &scope)


cdef napi_value boxed(napi_env env, napi_ref reference) noexcept nogil:
    """The value that a reference's array has."""
    cdef napi_value box, result
    napi_get_reference_value(env, reference, &box)
    napi_get_element(env, box, 0, &result)
    return result


cdef napi_ref box_of(napi_env env, napi_value value) noexcept nogil:
    cdef napi_value box
    cdef napi_ref result = NULL
    naja_create_array_from(env, 1, &value, &box)
    napi_create_reference(env, box, 1, &result)
    return result


cdef Total* total_of(Function* f, sqlite3_context* c) noexcept nogil:
    """The aggregate's value so far, which begins with what `start` says; NULL where that failed."""
    cdef napi_env env = f.env
    cdef Total* total = <Total*>sqlite3_aggregate_context(c, sizeof(Total))
    cdef napi_value value
    cdef napi_valuetype kind
    if total == NULL or total.begun:
        return total
    value = boxed(env, f.start)
    napi_typeof(env, value, &kind)
    if kind == napi_function:
        if has_thrown(env) or napi_call_function(env, undefined(env), value, 0, NULL, &value) != napi_ok:
            sqlite3_result_error(c, b"", 0)
            return NULL
    total.value = box_of(env, value)
    total.begun = True
    return total


cdef void count_in(sqlite3_context* c, int argc, sqlite3_value** argv, bint backwards) noexcept nogil:
    cdef Function* f = <Function*>sqlite3_user_data(c)
    cdef naja_handles scope
    cdef napi_value result
    cdef Total* total
    naja_handles_open(f.env, &scope)
    total = total_of(f, c)
    if total != NULL:
        if call_js(f, c, f.inverse if backwards else f.call, boxed(f.env, total.value), argc, argv, &result):
            forget(f.env, total.value)
            total.value = box_of(f.env, result)
    naja_handles_close(f.env, &scope)


cdef void on_step(sqlite3_context* c, int argc, sqlite3_value** argv) noexcept nogil:
    count_in(c, argc, argv, False)


cdef void on_inverse(sqlite3_context* c, int argc, sqlite3_value** argv) noexcept nogil:
    count_in(c, argc, argv, True)


cdef void tell_total(sqlite3_context* c, bint last) noexcept nogil:
    cdef Function* f = <Function*>sqlite3_user_data(c)
    cdef naja_handles scope
    cdef napi_value result
    cdef Total* total
    naja_handles_open(f.env, &scope)
    total = total_of(f, c)
    if total != NULL:
        result = boxed(f.env, total.value)
        if not last:
            total.windowed = True
        if has_thrown(f.env):
            sqlite3_result_error(c, b"", 0)
        elif last and total.windowed:
            sqlite3_result_null(c)
        elif f.result == NULL or call_js(f, c, f.result, result, 0, NULL, &result):
            give(c, f.env, result)
        if last:
            forget(f.env, total.value)
            total.value = NULL
            total.begun = False
    naja_handles_close(f.env, &scope)


cdef void on_value(sqlite3_context* c) noexcept nogil:
    tell_total(c, False)


cdef void on_final(sqlite3_context* c) noexcept nogil:
    tell_total(c, True)


cdef napi_ref reference_to(napi_env env, napi_value value) noexcept nogil:
    """A reference to a function; NULL for what is none."""
    cdef napi_valuetype kind
    cdef napi_ref result = NULL
    napi_typeof(env, value, &kind)
    if kind == napi_function:
        napi_create_reference(env, value, 0, &result)
    return result


cdef napi_value js_function(napi_env env, napi_callback_info info) noexcept nogil:
    """function(database, name, argc, flags, mode, function) -> code"""
    cdef size_t argc = 6, length = 0
    cdef napi_value[6] argv
    cdef Function* f
    cdef char* name
    cdef int code
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    f = <Function*>calloc(1, sizeof(Function))
    f.env = env
    f.database = database_of(env, argv[0])
    f.mode = integer(env, argv[4])
    f.call = reference_to(env, argv[5])
    name = text_of(env, argv[1], &length)
    code = sqlite3_create_function_v2(f.database.handle, name, integer(env, argv[2]), SQLITE_UTF8 | integer(env, argv[3]), f,
                                      on_call, NULL, NULL, function_gone)
    free(name)
    return number(env, code)


cdef napi_value js_aggregate(napi_env env, napi_callback_info info) noexcept nogil:
    """aggregate(database, name, argc, flags, mode, [start], step, inverse, result) -> code"""
    cdef size_t argc = 9, length = 0
    cdef napi_value[9] argv
    cdef Function* f
    cdef char* name
    cdef int code
    cdef function_end value = NULL
    cdef function_call inverse = NULL
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    f = <Function*>calloc(1, sizeof(Function))
    f.env = env
    f.database = database_of(env, argv[0])
    f.mode = integer(env, argv[4])
    napi_create_reference(env, argv[5], 0, &f.start)
    f.call = reference_to(env, argv[6])
    f.inverse = reference_to(env, argv[7])
    f.result = reference_to(env, argv[8])
    if f.inverse != NULL:
        value = on_value
        inverse = on_inverse
    name = text_of(env, argv[1], &length)
    code = sqlite3_create_window_function(
        f.database.handle, name, integer(env, argv[2]), SQLITE_UTF8 | integer(env, argv[3]), f, on_step, on_final,
        value, inverse, function_gone)
    free(name)
    return number(env, code)


cdef int on_authorize(void* data, int action, const char* a, const char* b, const char* c, const char* d) noexcept nogil:
    cdef Database* database = <Database*>data
    cdef napi_env env = database.env
    cdef naja_handles scope
    cdef napi_value[5] argv
    cdef napi_value function, result
    cdef napi_valuetype kind
    cdef int code = SQLITE_DENY
    if has_thrown(env):
        return SQLITE_DENY
    naja_handles_open(env, &scope)
    argv[0] = number(env, action)
    argv[1] = string_of(env, a)
    argv[2] = string_of(env, b)
    argv[3] = string_of(env, c)
    argv[4] = string_of(env, d)
    napi_get_reference_value(env, database.authorizer, &function)
    if napi_call_function(env, undefined(env), function, 5, argv, &result) == napi_ok:
        # The function gives a number: the JavaScript above sees to that.
        code = integer(env, result)
    naja_handles_close(env, &scope)
    return code


cdef napi_value js_authorizer(napi_env env, napi_callback_info info) noexcept nogil:
    """setAuthorizer(database, function or null)"""
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef Database* database
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    database = database_of(env, argv[0])
    forget(env, database.authorizer)
    database.authorizer = reference_to(env, argv[1])
    if database.authorizer != NULL:
        sqlite3_set_authorizer(database.handle, on_authorize, database)
    else:
        sqlite3_set_authorizer(database.handle, NULL, NULL)
    return undefined(env)


cdef void define_functions(napi_env env, napi_value exports) noexcept nogil:
    define(env, exports, b"function", js_function)
    define(env, exports, b"aggregate", js_aggregate)
    define(env, exports, b"setAuthorizer", js_authorizer)
