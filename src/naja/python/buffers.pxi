# Memory that both see: JavaScript's in Python (JSBuffer), and anybody's in JavaScript (memory_to_js).

cdef extern from "Python.h":
    Py_buffer* PyMemoryView_GET_BUFFER(object view)
    bint PyMemoryView_Check(object value)
    Py_ssize_t references_of "Py_REFCNT"(PyObject* value)
    bint PyBytes_CheckExact(object value)

# Below, copying a bytes object is cheaper than handing it over.
DEF ADOPTED = 2048


@cython.no_gc_clear
cdef class JSBuffer:
    """The memory of a TypedArray, a DataView or an ArrayBuffer, for Python's buffer protocol. It stays, whatever becomes of
    the array and its thread: a detached array's memory is still what it was."""
    cdef naja_store store
    cdef uint8_t* data
    cdef size_t offset         # of the data in the store
    cdef Py_ssize_t length     # in bytes
    cdef Py_ssize_t items
    cdef Py_ssize_t itemsize
    cdef char[2] format
    cdef object copied         # the bytes that it is, where the memory itself cannot be seen

    def __getbuffer__(self, Py_buffer* view, int flags):
        if flags & PyBUF_WRITABLE and self.copied is not None:
            raise BufferError("a copy of a resizable ArrayBuffer cannot be written to")
        view.buf = self.data
        view.obj = self
        view.len = self.length
        view.readonly = self.copied is not None
        view.itemsize = self.itemsize
        view.format = self.format if flags & PyBUF_FORMAT else NULL
        view.ndim = 1
        view.shape = &self.items
        view.strides = &self.itemsize
        view.suboffsets = NULL
        view.internal = NULL

    def __releasebuffer__(self, Py_buffer* view):
        pass

    def __dealloc__(self):
        naja_store_release(&self.store)


cdef object memory_of(napi_env env, napi_value value, bint as_bytes=False):
    """A memoryview of a TypedArray (its elements), a DataView, an ArrayBuffer or a SharedArrayBuffer (bytes). That of a
    resizable ArrayBuffer, whose memory may go away, is a read-only copy. `as_bytes`: bytes, whatever the elements are."""
    cdef naja_buffer found
    cdef JSBuffer buffer = JSBuffer.__new__(JSBuffer)
    naja_buffer_of(env, value, &found)
    buffer.data = found.data
    buffer.offset = found.offset
    buffer.length = <Py_ssize_t>found.length
    buffer.itemsize = 1 if as_bytes else found.itemsize
    buffer.items = buffer.length // buffer.itemsize
    buffer.format[0] = c"B" if as_bytes else found.format
    if found.resizable and not found.shared:
        buffer.copied = (<char*>found.data)[:found.length]
        buffer.data = <uint8_t*>PyBytes_AS_STRING(buffer.copied)
    else:
        naja_store_of(env, value, &buffer.store)
    return memoryview(buffer)


cdef inline bint has_memory(object value):
    """Whether memory_to_js is for it."""
    return isinstance(value, (bytes, bytearray, memoryview, Array)) or PyObject_CheckBuffer(value) or \
        hasattr(value, "__dlpack__")


# A bytes object that is being passed and that nobody but the call refers to: JavaScript may have its memory.
cdef PyObject* passed_bytes = NULL


cdef napi_value memory_to_js(napi_env env, object value) except NULL:
    """A typed array over the memory of a Python object: anything with the buffer protocol or `__dlpack__`.

    What is read-only is copied; but large `bytes` that only the call has (`passed_bytes`) are handed over. Raises
    BufferError where the memory is not C-contiguous, not the CPU's, or of elements that JavaScript has no typed array for.
    """
    cdef napi_value result = NULL
    cdef Py_buffer* view
    cdef JSBuffer buffer
    cdef Array array
    cdef Owed* owed
    cdef size_t offset
    cdef char format
    pay()
    if type(value) is bytes:
        if PyBytes_GET_SIZE(value) < ADOPTED or <PyObject*>value != passed_bytes or \
                not naja_can_share(PyBytes_AS_STRING(value), PyBytes_GET_SIZE(value)):
            return copied_memory(env, PyBytes_AS_STRING(value), PyBytes_GET_SIZE(value), c"B", 1)
        owed = new_owed()
        Py_INCREF(value)
        owed.object = <PyObject*>value
        return owed_memory(env, PyBytes_AS_STRING(value), PyBytes_GET_SIZE(value), c"B", 1, owed, False)
    if isinstance(value, Array):
        array = value
        result = naja_known_array(env, array.data, array.length, array.format[0])
        if result != NULL:
            return result
        checked(env, naja_typed_array(env, &array.store, 0, array.format[0], array.items, &result))
        naja_remember_array(env, array.data, array.length, array.format[0], result)
        return result
    if PyMemoryView_Check(value):
        view = PyMemoryView_GET_BUFFER(value)
        if <PyObject*>view.obj != NULL and isinstance(view.obj, JSBuffer) and view.ndim == 1 and \
                view.strides[0] == view.itemsize and not view.readonly:
            buffer = <JSBuffer>view.obj
            format = format_of(view.format, view.itemsize)
            result = naja_known_array(env, view.buf, view.len, format)
            if result != NULL:
                return result
            offset = <uint8_t*>view.buf - buffer.data + buffer.offset
            if offset % view.itemsize == 0:
                checked(env, naja_typed_array(env, &buffer.store, offset, format, view.shape[0], &result))
                naja_remember_array(env, view.buf, view.len, format, result)
                return result
    if PyObject_CheckBuffer(value):
        return shared_buffer(env, value)
    return shared_tensor(env, value)


cdef Owed* new_owed() except NULL:
    cdef Owed* owed = <Owed*>calloc(1, sizeof(Owed))
    if owed == NULL:
        raise MemoryError
    return owed


cdef napi_value copied_memory(napi_env env, const void* data, size_t length, char format, size_t itemsize) except NULL:
    cdef naja_store store
    cdef uint8_t* memory
    cdef napi_value result = NULL
    if format == c"B":
        if naja_create_uint8array(env, length, &memory, &result) != napi_ok:
            raise MemoryError
        memcpy(memory, data, length)
        return result
    if not naja_store_new(length, False, &store, &memory):
        raise MemoryError
    memcpy(memory, data, length)
    try:
        checked(env, naja_typed_array(env, &store, 0, format, length // itemsize, &result))
    finally:
        naja_store_release(&store)
    return result


cdef napi_value owed_memory(napi_env env, void* data, size_t length, char format, size_t itemsize,
                            Owed* owed, bint remembered=True) except NULL:
    """A typed array over memory that `owed` keeps, the same one again while JavaScript has it. Takes `owed` over, also
    where it raises."""
    cdef naja_store store
    cdef napi_value result = NULL, memory = NULL
    if length == 0:
        owe(owed)
        pay()
        return copied_memory(env, NULL, 0, format, itemsize)
    if remembered:
        result = naja_known_array(env, data, length, format)
        if result != NULL:
            owe(owed)
            pay()
            return result
    if naja_store_over(data, length, owe_store, owed, &store):
        try:
            checked(env, naja_typed_array(env, &store, 0, format, length // itemsize, &result))
        finally:
            naja_store_release(&store)
        if remembered:
            naja_remember_array(env, data, length, format, result)
        return result
    # Memory from before JavaScript was there, say: see engine/v8/external.cc.
    if naja_mirror(env, data, length, owe_external, owed, &memory) != napi_ok:
        owe(owed)
        pay()
        raise BufferError("this memory lies where JavaScript cannot see it: pass a copy")
    checked(env, naja_typed_array_of(env, memory, format, length // itemsize, &result))
    if remembered:
        naja_remember_array(env, data, length, format, result)
    return result


cdef char format_of(const char* format, Py_ssize_t itemsize) except 0:
    """The format of a typed array for one of Python's struct formats, in this machine's byte order."""
    cdef const char* known = format
    if known == NULL:
        return c"B"
    if known[0] == c"@" or known[0] == c"=" or known[0] == c"<":
        known += 1
    if known[0] != 0 and known[1] == 0:
        if known[0] in (c"b", c"B", c"h", c"H", c"i", c"I", c"q", c"Q", c"e", c"f", c"d"):
            return known[0]
        if known[0] == c"?" or known[0] == c"c":
            return c"B"
        if known[0] == c"l" or known[0] == c"n":
            return c"q" if itemsize == 8 else c"i"
        if known[0] == c"L" or known[0] == c"N":
            return c"Q" if itemsize == 8 else c"I"
    raise BufferError(f"JavaScript has no typed array for elements of the format {format.decode()!r}: convert them first")


cdef napi_value shared_buffer(napi_env env, object value) except NULL:
    cdef Owed* owed = new_owed()
    cdef Py_buffer* view = &owed.view
    cdef char format
    try:
        PyObject_GetBuffer(value, view, PyBUF_FORMAT | PyBUF_STRIDES)
    except BaseException:
        free(owed)
        raise
    owed.has_view = True
    try:
        format = format_of(view.format, view.itemsize)
        if not PyBuffer_IsContiguous(view, c'C'):
            raise BufferError("the memory is not C-contiguous: pass a copy (numpy.ascontiguousarray)")
        if view.readonly:
            return copied_and_paid(env, view, format, owed)
    except BaseException:
        owe(owed)
        pay()
        raise
    return owed_memory(env, view.buf, view.len, format, view.itemsize, owed)


cdef napi_value copied_and_paid(napi_env env, Py_buffer* view, char format, Owed* owed) except NULL:
    cdef napi_value result = copied_memory(env, view.buf, view.len, format, view.itemsize)
    owe(owed)
    pay()
    return result


cdef napi_value shared_tensor(napi_env env, object value) except NULL:
    """By DLPack."""
    cdef DLManaged* managed
    cdef DLTensor* tensor
    cdef Owed* owed
    cdef int64_t items = 1
    cdef int i
    cdef char format
    capsule = value.__dlpack__()
    if not PyCapsule_IsValid(capsule, b"dltensor"):
        raise BufferError("__dlpack__() gave no tensor that has not been taken")
    managed = <DLManaged*>PyCapsule_GetPointer(capsule, b"dltensor")
    tensor = &managed.tensor
    if tensor.device_type != 1:
        raise BufferError("the tensor is not in the CPU's memory: move it there first")
    format = tensor_format(tensor)
    for i in range(tensor.ndim - 1, -1, -1):
        if tensor.strides != NULL and tensor.shape[i] != 1 and tensor.strides[i] != items:
            raise BufferError("the tensor is not C-contiguous: pass a copy (.contiguous())")
        items *= tensor.shape[i]
    owed = new_owed()
    owed.managed = managed
    PyCapsule_SetName(capsule, b"used_dltensor")
    return owed_memory(env, <uint8_t*>tensor.data + tensor.byte_offset, items * (tensor.bits // 8), format,
                       tensor.bits // 8, owed)


cdef char tensor_format(DLTensor* tensor) except 0:
    cdef const char* formats = NULL
    if tensor.lanes == 1:
        if tensor.code == 0:
            formats = b"bhiq"
        elif tensor.code == 1:
            formats = b"BHIQ"
        elif tensor.code == 2:
            formats = b"?efd"
        elif tensor.code == 6 and tensor.bits == 8:
            return c"B"
    if formats != NULL:
        for i in range(4):
            if tensor.bits == 8 << i and formats[i] != c"?":
                return formats[i]
    raise BufferError("JavaScript has no typed array for this tensor's elements: convert them first")
