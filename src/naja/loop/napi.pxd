# Node-API, the engine boundary, as Cython sees it. The C declarations are in engine/napi.h.
# Every function may be called without the GIL; a napi_value lives until the innermost handle scope closes.
from libc.stdint cimport int32_t, int64_t, uint16_t, uint32_t, uint64_t, uint8_t

# A C bool is one byte: out parameters are c_bool, never bint.
cdef extern from "stdbool.h" nogil:
    ctypedef bint c_bool "bool"

cdef extern from "napi.h" nogil:
    ctypedef struct napi_env__:
        pass
    ctypedef napi_env__* napi_env
    ctypedef struct napi_value__:
        pass
    ctypedef napi_value__* napi_value
    ctypedef struct napi_ref__:
        pass
    ctypedef napi_ref__* napi_ref
    ctypedef struct napi_handle_scope__:
        pass
    ctypedef napi_handle_scope__* napi_handle_scope
    ctypedef struct napi_escapable_handle_scope__:
        pass
    ctypedef napi_escapable_handle_scope__* napi_escapable_handle_scope
    ctypedef struct napi_callback_info__:
        pass
    ctypedef napi_callback_info__* napi_callback_info
    ctypedef struct napi_deferred__:
        pass
    ctypedef napi_deferred__* napi_deferred
    ctypedef enum napi_status:
        napi_ok
        napi_invalid_arg
        napi_object_expected
        napi_string_expected
        napi_name_expected
        napi_function_expected
        napi_number_expected
        napi_boolean_expected
        napi_array_expected
        napi_generic_failure
        napi_pending_exception
        napi_cancelled
        napi_bigint_expected
        napi_arraybuffer_expected
    ctypedef enum napi_valuetype:
        napi_undefined
        napi_null
        napi_boolean
        napi_number
        napi_string
        napi_symbol
        napi_object
        napi_function
        napi_external
        napi_bigint
    ctypedef enum napi_typedarray_type:
        napi_int8_array
        napi_uint8_array
        napi_uint8_clamped_array
        napi_int16_array
        napi_uint16_array
        napi_int32_array
        napi_uint32_array
        napi_float32_array
        napi_float64_array
        napi_bigint64_array
        napi_biguint64_array
    ctypedef enum napi_property_attributes:
        napi_default
        napi_writable
        napi_enumerable
        napi_configurable
        napi_static
        napi_default_method
        napi_default_jsproperty
    ctypedef napi_value (*napi_callback)(napi_env env, napi_callback_info info) noexcept nogil
    ctypedef void (*napi_finalize)(napi_env env, void* data, void* hint) noexcept nogil
    ctypedef struct napi_property_descriptor:
        const char* utf8name
        napi_value name
        napi_callback method
        napi_callback getter
        napi_callback setter
        napi_value value
        napi_property_attributes attributes
        void* data
    ctypedef struct napi_extended_error_info:
        const char* error_message
        void* engine_reserved
        uint32_t engine_error_code
        napi_status error_code
    size_t NAPI_AUTO_LENGTH

    napi_status napi_get_last_error_info(napi_env env, const napi_extended_error_info** result)
    napi_status napi_get_undefined(napi_env env, napi_value* result)
    napi_status napi_get_null(napi_env env, napi_value* result)
    napi_status napi_get_global(napi_env env, napi_value* result)
    napi_status napi_get_boolean(napi_env env, bint value, napi_value* result)
    napi_status napi_create_object(napi_env env, napi_value* result)
    napi_status napi_create_array(napi_env env, napi_value* result)
    napi_status napi_create_array_with_length(napi_env env, size_t length, napi_value* result)
    napi_status napi_create_double(napi_env env, double value, napi_value* result)
    napi_status napi_create_int32(napi_env env, int32_t value, napi_value* result)
    napi_status napi_create_uint32(napi_env env, uint32_t value, napi_value* result)
    napi_status napi_create_int64(napi_env env, int64_t value, napi_value* result)
    napi_status napi_create_string_latin1(napi_env env, const char* s, size_t length, napi_value* result)
    napi_status napi_create_string_utf8(napi_env env, const char* s, size_t length, napi_value* result)
    napi_status napi_create_string_utf16(napi_env env, const uint16_t* s, size_t length, napi_value* result)
    napi_status node_api_create_property_key_latin1(napi_env env, const char* s, size_t length, napi_value* result)
    napi_status napi_create_symbol(napi_env env, napi_value description, napi_value* result)
    napi_status napi_create_function(napi_env env, const char* name, size_t length, napi_callback cb, void* data,
                                     napi_value* result)
    napi_status napi_create_error(napi_env env, napi_value code, napi_value msg, napi_value* result)
    napi_status napi_create_type_error(napi_env env, napi_value code, napi_value msg, napi_value* result)
    napi_status napi_create_range_error(napi_env env, napi_value code, napi_value msg, napi_value* result)
    napi_status napi_typeof(napi_env env, napi_value value, napi_valuetype* result)
    napi_status napi_get_value_double(napi_env env, napi_value value, double* result)
    napi_status napi_get_value_int32(napi_env env, napi_value value, int32_t* result)
    napi_status napi_get_value_uint32(napi_env env, napi_value value, uint32_t* result)
    napi_status napi_get_value_int64(napi_env env, napi_value value, int64_t* result)
    napi_status napi_get_value_bool(napi_env env, napi_value value, c_bool* result)
    napi_status napi_get_value_string_latin1(napi_env env, napi_value value, char* buf, size_t size, size_t* result)
    napi_status napi_get_value_string_utf8(napi_env env, napi_value value, char* buf, size_t size, size_t* result)
    napi_status napi_get_value_string_utf16(napi_env env, napi_value value, uint16_t* buf, size_t size, size_t* result)
    napi_status napi_coerce_to_bool(napi_env env, napi_value value, napi_value* result)
    napi_status napi_coerce_to_number(napi_env env, napi_value value, napi_value* result)
    napi_status napi_coerce_to_object(napi_env env, napi_value value, napi_value* result)
    napi_status napi_coerce_to_string(napi_env env, napi_value value, napi_value* result)
    napi_status napi_get_prototype(napi_env env, napi_value object, napi_value* result)
    napi_status napi_get_property_names(napi_env env, napi_value object, napi_value* result)
    napi_status napi_set_property(napi_env env, napi_value object, napi_value key, napi_value value)
    napi_status napi_has_property(napi_env env, napi_value object, napi_value key, c_bool* result)
    napi_status napi_get_property(napi_env env, napi_value object, napi_value key, napi_value* result)
    napi_status napi_delete_property(napi_env env, napi_value object, napi_value key, c_bool* result)
    napi_status napi_has_own_property(napi_env env, napi_value object, napi_value key, c_bool* result)
    napi_status napi_set_named_property(napi_env env, napi_value object, const char* name, napi_value value)
    napi_status napi_has_named_property(napi_env env, napi_value object, const char* name, c_bool* result)
    napi_status napi_get_named_property(napi_env env, napi_value object, const char* name, napi_value* result)
    napi_status napi_set_element(napi_env env, napi_value object, uint32_t index, napi_value value)
    napi_status napi_get_element(napi_env env, napi_value object, uint32_t index, napi_value* result)
    napi_status napi_define_properties(napi_env env, napi_value object, size_t count,
                                       const napi_property_descriptor* properties)
    napi_status napi_is_array(napi_env env, napi_value value, c_bool* result)
    napi_status napi_get_array_length(napi_env env, napi_value value, uint32_t* result)
    napi_status napi_strict_equals(napi_env env, napi_value lhs, napi_value rhs, c_bool* result)
    napi_status napi_call_function(napi_env env, napi_value recv, napi_value func, size_t argc,
                                   const napi_value* argv, napi_value* result)
    napi_status napi_new_instance(napi_env env, napi_value constructor, size_t argc, const napi_value* argv,
                                  napi_value* result)
    napi_status napi_instanceof(napi_env env, napi_value object, napi_value constructor, c_bool* result)
    napi_status napi_get_cb_info(napi_env env, napi_callback_info info, size_t* argc, napi_value* argv,
                                 napi_value* this_arg, void** data)
    napi_status napi_get_new_target(napi_env env, napi_callback_info info, napi_value* result)
    napi_status napi_define_class(napi_env env, const char* name, size_t length, napi_callback constructor, void* data,
                                  size_t count, const napi_property_descriptor* properties, napi_value* result)
    napi_status napi_wrap(napi_env env, napi_value object, void* native, napi_finalize finalize, void* hint,
                          napi_ref* result)
    napi_status napi_unwrap(napi_env env, napi_value object, void** result)
    napi_status napi_remove_wrap(napi_env env, napi_value object, void** result)
    napi_status napi_create_external(napi_env env, void* data, napi_finalize finalize, void* hint, napi_value* result)
    napi_status napi_get_value_external(napi_env env, napi_value value, void** result)
    napi_status napi_add_finalizer(napi_env env, napi_value object, void* data, napi_finalize finalize, void* hint,
                                   napi_ref* result)
    napi_status napi_create_reference(napi_env env, napi_value value, uint32_t initial, napi_ref* result)
    napi_status napi_delete_reference(napi_env env, napi_ref ref)
    napi_status napi_reference_ref(napi_env env, napi_ref ref, uint32_t* result)
    napi_status napi_reference_unref(napi_env env, napi_ref ref, uint32_t* result)
    napi_status napi_get_reference_value(napi_env env, napi_ref ref, napi_value* result)
    napi_status napi_open_handle_scope(napi_env env, napi_handle_scope* result)
    napi_status napi_close_handle_scope(napi_env env, napi_handle_scope scope)
    napi_status napi_open_escapable_handle_scope(napi_env env, napi_escapable_handle_scope* result)
    napi_status napi_close_escapable_handle_scope(napi_env env, napi_escapable_handle_scope scope)
    napi_status napi_escape_handle(napi_env env, napi_escapable_handle_scope scope, napi_value escapee,
                                   napi_value* result)
    napi_status napi_throw(napi_env env, napi_value error)
    napi_status napi_throw_error(napi_env env, const char* code, const char* msg)
    napi_status napi_throw_type_error(napi_env env, const char* code, const char* msg)
    napi_status napi_throw_range_error(napi_env env, const char* code, const char* msg)
    napi_status napi_is_error(napi_env env, napi_value value, c_bool* result)
    napi_status napi_is_exception_pending(napi_env env, c_bool* result)
    napi_status napi_get_and_clear_last_exception(napi_env env, napi_value* result)
    napi_status napi_is_arraybuffer(napi_env env, napi_value value, c_bool* result)
    napi_status napi_create_arraybuffer(napi_env env, size_t length, void** data, napi_value* result)
    napi_status napi_get_arraybuffer_info(napi_env env, napi_value buffer, void** data, size_t* length)
    napi_status napi_is_typedarray(napi_env env, napi_value value, c_bool* result)
    napi_status napi_create_typedarray(napi_env env, napi_typedarray_type type, size_t length, napi_value buffer,
                                       size_t offset, napi_value* result)
    napi_status napi_get_typedarray_info(napi_env env, napi_value value, napi_typedarray_type* type, size_t* length,
                                         void** data, napi_value* buffer, size_t* offset)
    napi_status napi_is_dataview(napi_env env, napi_value value, c_bool* result)
    napi_status napi_get_dataview_info(napi_env env, napi_value value, size_t* length, void** data, napi_value* buffer,
                                       size_t* offset)
    napi_status napi_is_promise(napi_env env, napi_value value, c_bool* result)
    napi_status napi_create_promise(napi_env env, napi_deferred* deferred, napi_value* promise)
    napi_status napi_resolve_deferred(napi_env env, napi_deferred deferred, napi_value resolution)
    napi_status napi_reject_deferred(napi_env env, napi_deferred deferred, napi_value rejection)
    napi_status napi_get_date_value(napi_env env, napi_value value, double* result)
    napi_status napi_create_date(napi_env env, double time, napi_value* result)
    napi_status napi_create_bigint_int64(napi_env env, int64_t value, napi_value* result)
    napi_status napi_create_bigint_uint64(napi_env env, uint64_t value, napi_value* result)
    napi_status napi_create_bigint_words(napi_env env, int sign, size_t count, const uint64_t* words, napi_value* result)
    napi_status napi_get_value_bigint_int64(napi_env env, napi_value value, int64_t* result, c_bool* lossless)
    napi_status napi_get_value_bigint_uint64(napi_env env, napi_value value, uint64_t* result, c_bool* lossless)
    napi_status napi_get_value_bigint_words(napi_env env, napi_value value, int* sign, size_t* count, uint64_t* words)
    napi_status napi_adjust_external_memory(napi_env env, int64_t change, int64_t* result)
