# SQLite's C interface, as far as it is used here: https://www.sqlite.org/c3ref/intro.html
from libc.stdint cimport int64_t, uint8_t

cdef extern from "sqlite3.h" nogil:
    ctypedef struct sqlite3:
        pass
    ctypedef struct sqlite3_stmt:
        pass
    ctypedef struct sqlite3_value:
        pass
    ctypedef struct sqlite3_context:
        pass
    ctypedef struct sqlite3_backup:
        pass
    ctypedef struct sqlite3_session:
        pass
    ctypedef struct sqlite3_changeset_iter:
        pass

ctypedef void (*destructor)(void*) noexcept nogil
ctypedef void (*function_call)(sqlite3_context* c, int argc, sqlite3_value** argv) noexcept nogil
ctypedef void (*function_end)(sqlite3_context* c) noexcept nogil
ctypedef int (*authorizer)(void* data, int action, const char* a, const char* b, const char* c, const char* d) noexcept nogil

cdef extern from "sqlite3.h" nogil:
    enum:
        SQLITE_OK
        SQLITE_ERROR
        SQLITE_NOMEM
        SQLITE_MISMATCH
        SQLITE_ROW
        SQLITE_DONE
        SQLITE_INTEGER
        SQLITE_FLOAT
        SQLITE_TEXT
        SQLITE_BLOB
        SQLITE_NULL
        SQLITE_UTF8
        SQLITE_DENY
        SQLITE_CHANGESET_ABORT
        SQLITE_DESERIALIZE_FREEONCLOSE
        SQLITE_DESERIALIZE_RESIZEABLE
        SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION
    destructor SQLITE_TRANSIENT
    destructor SQLITE_STATIC

    int sqlite3_open_v2(const char* filename, sqlite3** db, int flags, const char* vfs)
    int sqlite3_close_v2(sqlite3* db)
    int sqlite3_extended_result_codes(sqlite3* db, int on)
    int sqlite3_exec(sqlite3* db, const char* sql, void* callback, void* data, char** message)
    int sqlite3_extended_errcode(sqlite3* db)
    const char* sqlite3_errmsg(sqlite3* db)
    const char* sqlite3_errstr(int code)
    int sqlite3_error_offset(sqlite3* db)
    int sqlite3_busy_timeout(sqlite3* db, int ms)
    int sqlite3_get_autocommit(sqlite3* db)
    int sqlite3_limit(sqlite3* db, int id, int value)
    int sqlite3_db_config(sqlite3* db, int op, ...)
    const char* sqlite3_db_filename(sqlite3* db, const char* name)
    int64_t sqlite3_changes64(sqlite3* db)
    int64_t sqlite3_total_changes64(sqlite3* db)
    int64_t sqlite3_last_insert_rowid(sqlite3* db)
    int sqlite3_load_extension(sqlite3* db, const char* file, const char* entry, char** message)
    int sqlite3_file_control(sqlite3* db, const char* name, int op, void* argument)
    void sqlite3_free(void* memory)
    void* sqlite3_malloc64(size_t size)

    int sqlite3_prepare_v3(sqlite3* db, const char* sql, int length, unsigned int flags, sqlite3_stmt** out, const char** tail)
    int sqlite3_finalize(sqlite3_stmt* s)
    int sqlite3_step(sqlite3_stmt* s)
    int sqlite3_reset(sqlite3_stmt* s)
    int sqlite3_clear_bindings(sqlite3_stmt* s)
    int sqlite3_stmt_readonly(sqlite3_stmt* s)
    int sqlite3_stmt_status(sqlite3_stmt* s, int counter, int reset)
    const char* sqlite3_sql(sqlite3_stmt* s)
    char* sqlite3_expanded_sql(sqlite3_stmt* s)
    int sqlite3_bind_parameter_count(sqlite3_stmt* s)
    const char* sqlite3_bind_parameter_name(sqlite3_stmt* s, int index)
    int sqlite3_bind_null(sqlite3_stmt* s, int index)
    int sqlite3_bind_double(sqlite3_stmt* s, int index, double value)
    int sqlite3_bind_int64(sqlite3_stmt* s, int index, int64_t value)
    int sqlite3_bind_text(sqlite3_stmt* s, int index, const char* text, int length, destructor free)
    int sqlite3_bind_blob64(sqlite3_stmt* s, int index, const void* data, size_t length, destructor free)
    int sqlite3_column_count(sqlite3_stmt* s)
    const char* sqlite3_column_name(sqlite3_stmt* s, int index)
    const char* sqlite3_column_origin_name(sqlite3_stmt* s, int index)
    const char* sqlite3_column_database_name(sqlite3_stmt* s, int index)
    const char* sqlite3_column_table_name(sqlite3_stmt* s, int index)
    const char* sqlite3_column_decltype(sqlite3_stmt* s, int index)
    sqlite3_value* sqlite3_column_value(sqlite3_stmt* s, int index)
    int sqlite3_column_type(sqlite3_stmt* s, int index)
    int64_t sqlite3_column_int64(sqlite3_stmt* s, int index)
    double sqlite3_column_double(sqlite3_stmt* s, int index)
    const unsigned char* sqlite3_column_text(sqlite3_stmt* s, int index)
    const void* sqlite3_column_blob(sqlite3_stmt* s, int index)
    int sqlite3_column_bytes(sqlite3_stmt* s, int index)
    int sqlite3_value_type(sqlite3_value* v)
    int64_t sqlite3_value_int64(sqlite3_value* v)
    double sqlite3_value_double(sqlite3_value* v)
    const unsigned char* sqlite3_value_text(sqlite3_value* v)
    const void* sqlite3_value_blob(sqlite3_value* v)
    int sqlite3_value_bytes(sqlite3_value* v)

    int sqlite3_create_function_v2(sqlite3* db, const char* name, int argc, int flags, void* data, function_call call,
                                   function_call step, function_end end, destructor free)
    int sqlite3_create_window_function(sqlite3* db, const char* name, int argc, int flags, void* data, function_call step,
                                       function_end end, function_end value, function_call inverse, destructor free)
    void* sqlite3_user_data(sqlite3_context* c)
    void* sqlite3_aggregate_context(sqlite3_context* c, int size)
    void sqlite3_result_null(sqlite3_context* c)
    void sqlite3_result_double(sqlite3_context* c, double value)
    void sqlite3_result_int64(sqlite3_context* c, int64_t value)
    void sqlite3_result_text(sqlite3_context* c, const char* text, int length, destructor free)
    void sqlite3_result_blob64(sqlite3_context* c, const void* data, size_t length, destructor free)
    void sqlite3_result_error(sqlite3_context* c, const char* message, int length)

    int sqlite3_set_authorizer(sqlite3* db, authorizer callback, void* data)

    sqlite3_backup* sqlite3_backup_init(sqlite3* dest, const char* dest_name, sqlite3* source, const char* source_name)
    int sqlite3_backup_step(sqlite3_backup* b, int pages)
    int sqlite3_backup_finish(sqlite3_backup* b)
    int sqlite3_backup_remaining(sqlite3_backup* b)
    int sqlite3_backup_pagecount(sqlite3_backup* b)

    unsigned char* sqlite3_serialize(sqlite3* db, const char* schema, int64_t* size, unsigned int flags)
    int sqlite3_deserialize(sqlite3* db, const char* schema, unsigned char* data, int64_t size, int64_t room, unsigned int flags)

    int sqlite3session_create(sqlite3* db, const char* name, sqlite3_session** out)
    void sqlite3session_delete(sqlite3_session* s)
    int sqlite3session_attach(sqlite3_session* s, const char* table)
    int sqlite3session_changeset(sqlite3_session* s, int* size, void** data)
    int sqlite3session_patchset(sqlite3_session* s, int* size, void** data)
    int sqlite3changeset_apply(sqlite3* db, int size, void* data, int (*filter)(void* c, const char* table) noexcept nogil,
                               int (*conflict)(void* c, int kind, sqlite3_changeset_iter* i) noexcept nogil, void* context)
