# What Python's C API offers for these, version by version.

cdef extern from *:
    """
    #if PY_VERSION_HEX >= 0x030D0000
    #define naja_lookup_attr PyObject_GetOptionalAttr
    #else
    #define naja_lookup_attr _PyObject_LookupAttr
    #endif
    static int naja_is_iterator(PyObject* value) {
        return PyIter_Check(value);
    }
    static int naja_has_items(PyTypeObject* type) {
        return (type->tp_as_mapping && type->tp_as_mapping->mp_subscript) ||
               (type->tp_as_sequence && type->tp_as_sequence->sq_item);
    }
    static int naja_has_length(PyTypeObject* type) {
        return (type->tp_as_mapping && type->tp_as_mapping->mp_length) ||
               (type->tp_as_sequence && type->tp_as_sequence->sq_length);
    }
    static int naja_is_awaitable(PyObject* value) {
        PyTypeObject* type = Py_TYPE(value);
        return PyCoro_CheckExact(value) || (type->tp_as_async && type->tp_as_async->am_await);
    }
    static int naja_is_plain(PyTypeObject* type) {
    #ifdef Py_TPFLAGS_MANAGED_DICT
        if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) return 0;
    #endif
        return type->tp_dictoffset == 0 && type->tp_getattro == PyObject_GenericGetAttr;
    }
    static int naja_is_number(PyTypeObject* type) {
        return type->tp_as_number && (type->tp_as_number->nb_float || type->tp_as_number->nb_index);
    }
    static int naja_is_numpy_scalar(PyTypeObject* type) {
        PyObject* mro = type->tp_mro;
        for (Py_ssize_t i = 0; mro && i < PyTuple_GET_SIZE(mro); i++)
            if (!strcmp(((PyTypeObject*)PyTuple_GET_ITEM(mro, i))->tp_name, "numpy.generic")) return 1;
        return 0;
    }
    static int naja_is_array(PyTypeObject* type) {
        return !strcmp(type->tp_name, "numpy.ndarray");
    }
    static int naja_buffer_length(PyObject* value, Py_buffer* view) {
        return PyObject_GetBuffer(value, view, PyBUF_FULL_RO);
    }
    /* Whether an attribute that was found is a method bound to the object it was asked of. */
    static int naja_is_own_method(PyObject* self, PyObject* value) {
        if (PyMethod_Check(value)) return PyMethod_GET_SELF(value) == self;
        if (PyCFunction_Check(value)) return PyCFunction_GET_SELF(value) == self && !PyModule_Check(self);
        return 0;
    }
    """
    ctypedef struct PyAsyncMethods:
        void* am_await
        void* am_aiter
        void* am_anext
    ctypedef struct PyTypeObject:
        const char* tp_name
        Py_ssize_t tp_basicsize
        Py_ssize_t tp_itemsize
        void* tp_call
        void* tp_iter
        void* tp_as_number
        PyAsyncMethods* tp_as_async
    PyTypeObject* Py_TYPE(object value)
    Py_ssize_t Py_SIZE(object value)
    int naja_lookup_attr(object value, object name, PyObject** result) except -1
    bint naja_is_iterator(object value)
    bint naja_has_items(PyTypeObject* kind)
    bint naja_has_length(PyTypeObject* kind)
    bint naja_is_awaitable(object value)
    bint naja_is_plain(PyTypeObject* kind)
    bint naja_is_number(PyTypeObject* kind)
    bint naja_is_numpy_scalar(PyTypeObject* kind)
    bint naja_is_array(PyTypeObject* kind)
    int naja_buffer_length(object value, Py_buffer* view)
    bint naja_is_own_method(object self, object value)
    PyObject* type_lookup "_PyType_Lookup"(PyTypeObject* kind, object name)
    bint PyType_Check(object value)
    bint PyLong_Check(object value)
    bint PyList_Check(object value)
    bint PyDict_Check(object value)
    bint PyTuple_Check(object value)
    bint PyUnicode_Check(object value)
    bint PyAnySet_Check(object value)
    bint PyModule_Check(object value)
    bint PySequence_Check(object value)
    bint PyExceptionInstance_Check(object value)
    bint PyCallable_Check(object value)
    Py_ssize_t PyList_GET_SIZE(object value)
    PyObject* PyList_GET_ITEM(object value, Py_ssize_t i)
    Py_ssize_t PyTuple_GET_SIZE(object value)
    PyObject* PyTuple_GET_ITEM(object value, Py_ssize_t i)
    int PyIter_Send(PyObject* iterator, object value, PyObject** result) except -1
    object PyList_GetSlice(object value, Py_ssize_t start, Py_ssize_t end)
    object PyList_AsTuple(object value)
    Py_ssize_t PyDict_Size(object value)
    PyObject* PyDict_GetItem(object table, object key)
    PyObject* PyDict_GetItemWithError(object table, object key) except? NULL
    int PyDict_Next(object table, Py_ssize_t* place, PyObject** key, PyObject** value)
    size_t PyLong_AsSize_t(object value) except? <size_t>-1
    void PyErr_Clear()
    int Py_EnterRecursiveCall(const char* where) except -1
    void Py_LeaveRecursiveCall()
    PyObject* PyObject_Vectorcall_ "PyObject_Vectorcall"(PyObject* callable, PyObject** args, size_t count, PyObject* names)
    PyObject* PyObject_VectorcallMethod(PyObject* name, PyObject** args, size_t count, PyObject* names)
    PyObject* PyIter_Next(PyObject* iterator)
    PyObject* PyErr_Occurred()
    size_t PY_VECTORCALL_ARGUMENTS_OFFSET
