# Types and signatures: what JavaScript says of them, for libffi and for the engine. Included by binding.pyx.

cdef struct Signature:
    uint32_t argc
    naja_native_type result
    naja_native_type* args   # argc of them
    ffi_type* ffi_result
    ffi_type** ffi_args
    ffi_cif cif


cdef ffi_type* scalar_type(int type) noexcept nogil:
    if type == NAJA_VOID:
        return &ffi_type_void
    if type == NAJA_BOOL or type == NAJA_U8:
        return &ffi_type_uint8
    if type == NAJA_I8:
        return &ffi_type_sint8
    if type == NAJA_I16:
        return &ffi_type_sint16
    if type == NAJA_U16:
        return &ffi_type_uint16
    if type == NAJA_I32:
        return &ffi_type_sint32
    if type == NAJA_U32:
        return &ffi_type_uint32
    if type == NAJA_I64:
        return &ffi_type_sint64
    if type == NAJA_U64:
        return &ffi_type_uint64
    if type == NAJA_F32:
        return &ffi_type_float
    if type == NAJA_F64:
        return &ffi_type_double
    if type == NAJA_POINTER:
        return &ffi_type_pointer
    return NULL


cdef void free_type(ffi_type* type) noexcept nogil:
    """Frees what parse_type has made; the scalar types are libffi's."""
    cdef size_t i = 0
    if type == NULL or type.elements == NULL:
        return
    while type.elements[i] != NULL:
        free_type(type.elements[i])
        i += 1
    free(type.elements)
    free(type)


cdef ffi_type* parse_struct(napi_env env, napi_value value, int depth) noexcept nogil:
    cdef uint32_t count = 0, i
    cdef napi_value item
    cdef ffi_type* result
    cdef naja_native_type field
    if depth > 32 or napi_get_array_length(env, value, &count) != napi_ok or count == 0:
        return NULL
    result = <ffi_type*>calloc(1, sizeof(ffi_type))
    result.type = FFI_TYPE_STRUCT
    result.elements = <ffi_type**>calloc(count + 1, sizeof(ffi_type*))
    for i in range(count):
        napi_get_element(env, value, i, &item)
        result.elements[i] = parse_type(env, item, &field, depth + 1)
        if result.elements[i] == NULL or result.elements[i] == &ffi_type_void:
            free_type(result)
            return NULL
    return result


cdef ffi_type* parse_type(napi_env env, napi_value value, naja_native_type* out, int depth) noexcept nogil:
    """A type's number (type | as << 8), or an array of a struct's fields. NULL where it is none."""
    cdef c_bool is_array = False
    cdef uint32_t code = 0
    memset(out, 0, sizeof(naja_native_type))
    napi_is_array(env, value, &is_array)
    if is_array:
        out.type = NAJA_STRUCT
        return parse_struct(env, value, depth)
    if napi_get_value_uint32(env, value, &code) != napi_ok:
        return NULL
    out.type = code & 0xff
    out.as_ = code >> 8 & 0xff
    return scalar_type(out.type)


cdef void free_signature(Signature* signature) noexcept nogil:
    cdef uint32_t i
    free_type(signature.ffi_result)
    for i in range(signature.argc):
        if signature.args != NULL:
            free(<void*>signature.args[i].message)
        if signature.ffi_args != NULL:
            free_type(signature.ffi_args[i])
    free(signature.args)
    free(signature.ffi_args)
    memset(signature, 0, sizeof(Signature))


cdef char* copy_text(napi_env env, napi_value value) noexcept nogil:
    """A string as UTF-8, to be freed; NULL for anything else."""
    cdef size_t length = 0
    cdef char* text
    if napi_get_value_string_utf8(env, value, NULL, 0, &length) != napi_ok:
        return NULL
    text = <char*>malloc(length + 1)
    napi_get_value_string_utf8(env, value, text, length + 1, &length)
    return text


cdef bint parse_signature(napi_env env, napi_value result, napi_value args, int fixed, napi_value messages,
                          Signature* out) noexcept nogil:
    """Fills a zeroed Signature. False, and a TypeError thrown, for what is no signature. `fixed` is the number of
    arguments before the variable ones, or -1."""
    cdef uint32_t i
    cdef napi_value item
    cdef c_bool is_array = False
    cdef ffi_status status
    napi_is_array(env, args, &is_array)
    if not is_array:
        napi_throw_type_error(env, NULL, b"The parameters of a function must be an array")
        return False
    napi_get_array_length(env, args, &out.argc)
    if out.argc > MAX_ARGUMENTS:
        out.argc = 0
        napi_throw_range_error(env, NULL, b"A function can have 64 parameters at most")
        return False
    out.args = <naja_native_type*>calloc(out.argc + 1, sizeof(naja_native_type))
    out.ffi_args = <ffi_type**>calloc(out.argc + 1, sizeof(ffi_type*))
    out.ffi_result = parse_type(env, result, &out.result, 0)
    for i in range(out.argc):
        napi_get_element(env, args, i, &item)
        out.ffi_args[i] = parse_type(env, item, &out.args[i], 0)
        if out.ffi_args[i] == NULL or out.ffi_args[i] == &ffi_type_void:
            return no_signature(env, out)
    if out.ffi_result == NULL:
        return no_signature(env, out)
    if 0 <= fixed < <int>out.argc:
        status = ffi_prep_cif_var(&out.cif, FFI_DEFAULT_ABI, fixed, out.argc, out.ffi_result, out.ffi_args)
    else:
        status = ffi_prep_cif(&out.cif, FFI_DEFAULT_ABI, out.argc, out.ffi_result, out.ffi_args)
    if status != FFI_OK:
        return no_signature(env, out)
    out.result.size = <uint32_t>out.ffi_result.size
    for i in range(out.argc):
        out.args[i].size = <uint32_t>out.ffi_args[i].size
    napi_is_array(env, messages, &is_array)
    if is_array:
        for i in range(out.argc):
            napi_get_element(env, messages, i, &item)
            out.args[i].message = copy_text(env, item)
    return True


cdef bint no_signature(napi_env env, Signature* signature) noexcept nogil:
    free_signature(signature)
    napi_throw_type_error(env, NULL, b"Invalid type in the signature of a function")
    return False
