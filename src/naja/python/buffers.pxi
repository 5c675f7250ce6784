# The memory of JavaScript, seen from Python.

cdef class JSBuffer:
    """The memory of a Uint8Array, as a buffer; it stays, whatever becomes of the array and its thread."""
    cdef naja_store store
    cdef uint8_t* data
    cdef Py_ssize_t length

    def __getbuffer__(self, Py_buffer* view, int flags):
        view.buf = self.data
        view.obj = self
        view.len = self.length
        view.readonly = 0
        view.itemsize = 1
        view.format = "B"
        view.ndim = 1
        view.shape = &self.length
        view.strides = &view.itemsize
        view.suboffsets = NULL
        view.internal = NULL

    def __releasebuffer__(self, Py_buffer* view):
        pass

    def __dealloc__(self):
        naja_store_release(&self.store)


cdef object buffer_of(napi_env env, napi_value value, uint8_t* data, size_t length):
    cdef JSBuffer buffer = JSBuffer()
    naja_store_of(env, value, &buffer.store)
    buffer.data = data
    buffer.length = length
    return memoryview(buffer)
