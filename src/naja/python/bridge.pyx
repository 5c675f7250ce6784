# cython: language_level=3
"""The bridge: values, exceptions and calls between JavaScript and Python. One include a subject."""
cimport cython
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.buffer cimport (
    PyBUF_C_CONTIGUOUS, PyBUF_FORMAT, PyBUF_SIMPLE, PyBUF_STRIDES, PyBUF_WRITABLE, PyBuffer_IsContiguous, PyBuffer_Release,
    PyObject_CheckBuffer, PyObject_GetBuffer,
)
from cpython.float cimport PyFloat_AS_DOUBLE
from cpython.object cimport PyObject
from cpython.ref cimport Py_DECREF, Py_INCREF, Py_XDECREF
from cpython.pycapsule cimport PyCapsule_GetPointer, PyCapsule_IsValid, PyCapsule_New, PyCapsule_SetName
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.math cimport floor, signbit
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcmp, memcpy, memset, strcmp, strncmp
from naja.loop.core cimport Loop, define, javascript_enter, javascript_leave, python_enter, python_leave, require_builtin
from naja.loop.engine cimport *
from naja.loop.foreign cimport *
from naja.loop.napi cimport *
from naja.loop.permissions cimport NAJA_MAY_PYTHON, naja_may, naja_may_some
from naja.loop.uv cimport *
from naja.python.engine cimport *

from naja.python.errors import ClosedError, Exit, Interrupted, JSError, MemoryLimitError, TimeoutError

cdef extern from "Python.h":
    object PyObject_Vectorcall(object callable, PyObject** args, size_t count, PyObject* names)
    object PyObject_CallNoArgs(object callable)
    bint PyCoro_CheckExact(object value)
    const char* PyUnicode_AsUTF8AndSize(object text, Py_ssize_t* size) except NULL
    bint PyUnicode_IS_COMPACT_ASCII(object text)
    unsigned long PyThread_get_thread_ident()
    int PyErr_CheckSignals() except -1
    void* PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    int PyUnicode_KIND(object text)
    object PyLong_FromDouble(double value)
    object _PyLong_FromByteArray(const unsigned char* bytes, size_t size, int little_endian, int is_signed)
    int64_t PyLong_AsLongLongAndOverflow(object value, int* overflow) except? -1

DEF MAX_ARGUMENTS = 16
DEF MAX_DEPTH = 200
# Handles of an environment before it is worth while to look for cycles without being asked.
DEF MANY_HANDLES = 10000
cdef double SAFE_INTEGER = 9007199254740991.0

include "environment.pxi"
include "watchdog.pxi"
include "turns.pxi"
include "texts.pxi"
include "owed.pxi"
include "buffers.pxi"
include "arrays.pxi"
include "dates.pxi"
include "js_values.pxi"
include "js_object.pxi"
include "js_function.pxi"
include "js_promise.pxi"
include "threads.pxi"
include "js_iteration.pxi"
include "values.pxi"
include "from_js.pxi"
include "to_js.pxi"
include "to_javascript.pxi"
include "callables.pxi"
include "js_error.pxi"
include "exceptions.pxi"
include "ops.pxi"
include "awaitables.pxi"
include "objects_c.pxi"
include "objects.pxi"
include "objects_calls.pxi"
include "objects_copy.pxi"
include "objects_guarded.pxi"
include "objects_access.pxi"
include "cycles.pxi"
