# cython: language_level=3
"""binding('sqlite'): SQLite's own calls. Databases and statements are externals; what goes wrong is a result code, for
which the JavaScript above makes an error. A function of JavaScript that SQLite calls and that throws leaves its exception."""

from cpython.pycapsule cimport PyCapsule_New
from libc.stdint cimport int32_t, int64_t, uint8_t
from libc.stdio cimport snprintf
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcpy
from naja.ext.sqlite.sqlite3 cimport *
from naja.loop.core cimport define
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.values cimport *

# How values are given to JavaScript.
cdef enum:
    AS_BIGINT = 1  # integers
    AS_FITS = 2    # integers beyond 2^53 as BigInts, others as numbers
    AS_NUMBER = 4  # integers as the numbers that are near them

# What rows() and step() give besides SQLite's codes, which are not negative.
cdef enum:
    TOO_LARGE = -1  # an integer is no safe number
    THROWN = -2     # an exception is pending, or the value is of no kind that can be bound

cdef enum:
    MANY = 4096  # values that are read at once, at most
    BUSY = 21    # SQLITE_MISUSE: a function that SQLite calls has asked for what cannot be done meanwhile

cdef int64_t MAX_SAFE = 9007199254740991

cdef const char* EMPTY = b""

cdef struct Statement:
    sqlite3_stmt* handle
    Database* database
    bint running  # a step is under way
    Statement* next
    Statement* previous

cdef struct Session:
    sqlite3_session* handle
    Database* database
    Session* next

cdef struct Database:
    sqlite3* handle
    napi_env env
    Statement* statements
    Session* sessions
    napi_ref authorizer
    int64_t too_large  # the integer that was
    int busy           # calls within SQLite that are under way


cdef inline Database* database_of(napi_env env, napi_value value) noexcept nogil:
    cdef void* result = NULL
    napi_get_value_external(env, value, &result)
    return <Database*>result


cdef inline Statement* statement_of(napi_env env, napi_value value) noexcept nogil:
    cdef void* result = NULL
    napi_get_value_external(env, value, &result)
    return <Statement*>result


cdef napi_value string_of(napi_env env, const char* text) noexcept nogil:
    """A string, or null for NULL."""
    cdef napi_value result
    if text == NULL:
        return null(env)
    napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &result)
    return result


cdef char* text_of(napi_env env, napi_value value, size_t* length) noexcept nogil:
    """The UTF-8 of a string, to be freed; NULL where it is none."""
    cdef size_t size = 0
    cdef char* result
    if napi_get_value_string_utf8(env, value, NULL, 0, &size) != napi_ok:
        return NULL
    result = <char*>malloc(size + 1)
    if result != NULL:
        napi_get_value_string_utf8(env, value, result, size + 1, &size)
    length[0] = size
    return result


cdef inline bint has_thrown(napi_env env) noexcept nogil:
    cdef c_bool result = False
    napi_is_exception_pending(env, &result)
    return result


cdef inline napi_value big(napi_env env, int64_t value) noexcept nogil:
    cdef napi_value result
    napi_create_bigint_int64(env, value, &result)
    return result


cdef napi_value whole(napi_env env, int64_t value, int mode, Database* database) noexcept nogil:
    """An integer as JavaScript is to have it; NULL where that cannot be."""
    if mode & AS_BIGINT:
        return big(env, value)
    if -MAX_SAFE <= value <= MAX_SAFE:
        if -2147483648 <= value <= 2147483647:
            return number(env, <int>value)
        return real(env, <double>value)
    if mode & AS_FITS:
        return big(env, value)
    if mode & AS_NUMBER:
        return real(env, <double>value)
    database.too_large = value
    return NULL


cdef napi_value blob(napi_env env, const void* data, size_t length) noexcept nogil:
    cdef uint8_t* bytes = NULL
    cdef napi_value result
    naja_create_uint8array(env, length, &bytes, &result)
    if length > 0:
        memcpy(bytes, data, length)
    return result


cdef napi_value value_of(napi_env env, sqlite3_value* value, int mode, Database* database) noexcept nogil:
    """One of SQLite's values, NULL where it is too large."""
    cdef napi_value result
    cdef int kind = sqlite3_value_type(value)
    cdef const void* data
    if kind == SQLITE_INTEGER:
        return whole(env, sqlite3_value_int64(value), mode, database)
    if kind == SQLITE_FLOAT:
        return real(env, sqlite3_value_double(value))
    if kind == SQLITE_TEXT:
        data = sqlite3_value_text(value)
        napi_create_string_utf8(env, <const char*>data, sqlite3_value_bytes(value), &result)
        return result
    if kind == SQLITE_BLOB:
        data = sqlite3_value_blob(value)
        return blob(env, data, sqlite3_value_bytes(value))
    return null(env)


cdef napi_value column_of(napi_env env, sqlite3_stmt* s, int index, int mode, Database* database) noexcept nogil:
    cdef napi_value result
    cdef int kind = sqlite3_column_type(s, index)
    cdef const void* data
    if kind == SQLITE_INTEGER:
        return whole(env, sqlite3_column_int64(s, index), mode, database)
    if kind == SQLITE_FLOAT:
        return real(env, sqlite3_column_double(s, index))
    if kind == SQLITE_TEXT:
        data = sqlite3_column_text(s, index)
        napi_create_string_utf8(env, <const char*>data, sqlite3_column_bytes(s, index), &result)
        return result
    if kind == SQLITE_BLOB:
        data = sqlite3_column_blob(s, index)
        return blob(env, data, sqlite3_column_bytes(s, index))
    return null(env)


include "database.pxi"
include "statement.pxi"
include "functions.pxi"
include "session.pxi"


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    define_database(env, exports)
    define_statement(env, exports)
    define_functions(env, exports)
    define_session(env, exports)
    return exports


__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
