# naja.empty: arrays whose memory JavaScript, numpy and tensor libraries share.

cdef extern from "Python.h":
    ctypedef int PyGILState_STATE
    PyGILState_STATE PyGILState_Ensure() nogil
    void PyGILState_Release(PyGILState_STATE state) nogil

DEF MOST_DIMENSIONS = 32

cdef dict dtype_formats = {
    "int8": "b", "uint8": "B", "int16": "h", "uint16": "H", "int32": "i", "uint32": "I", "int64": "q", "uint64": "Q",
    "float16": "e", "float32": "f", "float64": "d", "float": "d", "int": "q", "bigint64": "q", "biguint64": "Q",
}
cdef dict dtype_sizes = {"b": 1, "B": 1, "h": 2, "H": 2, "i": 4, "I": 4, "q": 8, "Q": 8, "e": 2, "f": 4, "d": 8}


cdef class Array:
    """Memory for elements of one type, made by `naja.empty`. numpy, torch and others see it without a copy (buffer
    protocol, `__array_interface__`, `__dlpack__`); given to JavaScript it is a typed array over the same memory."""
    cdef naja_store store
    cdef uint8_t* data
    cdef Py_ssize_t length     # in bytes
    cdef Py_ssize_t items
    cdef Py_ssize_t itemsize
    cdef int ndim
    cdef Py_ssize_t[MOST_DIMENSIONS] extents
    cdef Py_ssize_t[MOST_DIMENSIONS] strides
    cdef char[2] format
    cdef readonly str dtype
    cdef object __weakref__

    def __init__(self):
        raise TypeError("arrays are made by naja.empty")

    @property
    def shape(self) -> tuple:
        return tuple([self.extents[i] for i in range(self.ndim)])

    @property
    def ndim(self) -> int:
        return self.ndim

    @property
    def size(self) -> int:
        """How many elements it has."""
        return self.items

    @property
    def itemsize(self) -> int:
        return self.itemsize

    @property
    def nbytes(self) -> int:
        return self.length

    def __len__(self):
        if self.ndim == 0:
            raise TypeError("an array of no dimensions has no length")
        return self.extents[0]

    def __getitem__(self, key):
        return memoryview(self)[key]

    def __setitem__(self, key, value):
        memoryview(self)[key] = value

    def tolist(self):
        """Its elements, in lists."""
        return memoryview(self).tolist()

    def __repr__(self):
        return f"<naja.Array {self.dtype} {'x'.join(map(str, self.shape)) or 'of one'}>"

    def __getbuffer__(self, Py_buffer* view, int flags):
        view.buf = self.data
        view.obj = self
        view.len = self.length
        view.readonly = 0
        view.itemsize = self.itemsize
        view.format = self.format if flags & PyBUF_FORMAT else NULL
        view.ndim = self.ndim
        view.shape = self.extents
        view.strides = self.strides
        view.suboffsets = NULL
        view.internal = NULL

    def __releasebuffer__(self, Py_buffer* view):
        pass

    def __dealloc__(self):
        naja_store_release(&self.store)

    @property
    def __array_interface__(self):
        kind = "f" if self.format[0] in (c"e", c"f", c"d") else "u" if self.format[0] in (c"B", c"H", c"I", c"Q") else "i"
        order = "|" if self.itemsize == 1 else "<"
        return {"version": 3, "shape": self.shape, "typestr": f"{order}{kind}{self.itemsize}",
                "data": (<size_t>self.data, False)}

    def __dlpack_device__(self):
        return (1, 0)

    def __dlpack__(self, *, stream=None, max_version=None, dl_device=None, copy=None):
        cdef Tensor* tensor
        cdef DLTensor* t
        if copy:
            raise BufferError("naja.Array hands out its own memory, not copies")
        if dl_device is not None and tuple(dl_device) != (1, 0):
            raise BufferError("naja.Array is in the CPU's memory")
        tensor = <Tensor*>calloc(1, sizeof(Tensor))
        if tensor == NULL:
            raise MemoryError
        for i in range(self.ndim):
            tensor.shape[i] = self.extents[i]
            tensor.strides[i] = self.strides[i] // self.itemsize
        t = &tensor.managed.tensor
        t.data = self.data
        t.device_type = 1
        t.ndim = self.ndim
        t.code = 2 if self.format[0] in (c"e", c"f", c"d") else 1 if self.format[0] in (c"B", c"H", c"I", c"Q") else 0
        t.bits = self.itemsize * 8
        t.lanes = 1
        t.shape = tensor.shape
        t.strides = tensor.strides
        tensor.managed.manager = <void*>self
        tensor.managed.deleter = drop_tensor
        Py_INCREF(self)
        return PyCapsule_New(tensor, b"dltensor", drop_capsule)


cdef struct Tensor:
    DLManaged managed
    int64_t[MOST_DIMENSIONS] shape
    int64_t[MOST_DIMENSIONS] strides


cdef void drop_tensor(DLManaged* managed) noexcept nogil:
    """By whoever took the tensor, on any thread."""
    cdef PyGILState_STATE state = PyGILState_Ensure()
    (<drop_fn><void*>drop_object)(<PyObject*>managed.manager)
    PyGILState_Release(state)
    free(managed)


cdef void drop_capsule(object capsule) noexcept:
    """Nobody has taken it."""
    if PyCapsule_IsValid(capsule, b"dltensor"):
        drop_tensor(<DLManaged*>PyCapsule_GetPointer(capsule, b"dltensor"))


def empty(shape, dtype="float64"):
    """An array of this shape whose memory Python, numpy, torch and JavaScript share; its elements are not initialised.

    shape: an int, or some. dtype: int8 ... int64, uint8 ... uint64, float16, float32, float64; a numpy dtype will do.
    Raises TypeError for another, ValueError for a negative size, MemoryError where there is not as much.
    """
    cdef Array array
    cdef Py_ssize_t count = 1, extent
    name = dtype if isinstance(dtype, str) else getattr(dtype, "name", None) or getattr(dtype, "__name__", str(dtype))
    format = dtype_formats.get(name) or (name if name in dtype_sizes else None)
    if format is None:
        raise TypeError(f"naja.empty has no dtype {name!r}")
    extents = (shape,) if isinstance(shape, int) else tuple(shape)
    if len(extents) > MOST_DIMENSIONS:
        raise ValueError(f"an array has at most {MOST_DIMENSIONS} dimensions")
    array = Array.__new__(Array)
    array.itemsize = dtype_sizes[format]
    array.ndim = len(extents)
    array.format[0] = ord(format)
    array.dtype = next(each for each, code in dtype_formats.items() if code == format)
    total = 1
    for i, each in enumerate(extents):
        extent = each.__index__()
        if extent < 0:
            raise ValueError("an array's size cannot be negative")
        array.extents[i] = extent
        total *= extent
    if total * array.itemsize > 1 << 46:
        raise MemoryError(f"naja.empty: {total * array.itemsize} bytes")
    array.items = total
    array.length = array.items * array.itemsize
    extent = array.itemsize
    for i in range(array.ndim - 1, -1, -1):
        array.strides[i] = extent
        extent *= array.extents[i]
    if not naja_store_new(array.length, False, &array.store, &array.data):
        from naja.python.runtime import prepare_process

        prepare_process()
        if not naja_store_new(array.length, False, &array.store, &array.data):
            raise MemoryError(f"naja.empty: {array.length} bytes")
    return array
