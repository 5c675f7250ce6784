# Strings: JavaScript's as Python's.

cdef extern from *:
    """
    static void naja_intern(PyObject** text) { PyUnicode_InternInPlace(text); }
    """
    void naja_intern(PyObject** text)

cdef extern from "Python.h":
    object PyUnicode_FromKindAndData(int kind, const void* data, Py_ssize_t size)
    int PyUnicode_1BYTE_KIND
    int PyUnicode_2BYTE_KIND
    bint PyUnicode_IS_ASCII(object text)

# Property names and other short strings come again and again: kept by V8's hash of them.
DEF KEPT_NAMES = 1024
DEF LONGEST_NAME = 40
cdef struct KeptName:
    uint32_t hash
    PyObject* text
cdef KeptName[KEPT_NAMES] kept_names


cdef inline object text_of(napi_env env, napi_value value):
    """A str; lone surrogates stay what they are."""
    cdef const uint8_t* data
    cdef uint32_t length, hash
    if naja_one_byte(value, &data, &length, &hash):
        return PyUnicode_FromKindAndData(PyUnicode_1BYTE_KIND, data, length)
    return long_way_text(env, value)


cdef object name_of(napi_env env, napi_value value):
    """A str for a property's name, the same one each time where it is short."""
    cdef const uint8_t* data
    cdef uint32_t length, hash
    cdef KeptName* kept
    if not naja_one_byte(value, &data, &length, &hash):
        return long_way_text(env, value)
    if hash == 0 or length > LONGEST_NAME:
        return PyUnicode_FromKindAndData(PyUnicode_1BYTE_KIND, data, length)
    kept = &kept_names[(hash >> 2) & (KEPT_NAMES - 1)]
    if kept.hash == hash and PyUnicode_GET_LENGTH(<object>kept.text) == length and \
            memcmp(PyUnicode_DATA(<object>kept.text), data, length) == 0:
        return <object>kept.text
    text = PyUnicode_FromKindAndData(PyUnicode_1BYTE_KIND, data, length)
    Py_INCREF(text)
    Py_XDECREF(kept.text)
    kept.text = <PyObject*>text
    naja_intern(&kept.text)  # attributes are found by identity
    kept.hash = hash
    return <object>kept.text


cdef object long_way_text(napi_env env, napi_value value):
    cdef naja_text text
    cdef const uint16_t* wide
    cdef size_t i
    if not naja_text_open(env, value, &text):
        raise TypeError("not a JavaScript string")
    try:
        if text.one_byte:
            return PyUnicode_FromKindAndData(PyUnicode_1BYTE_KIND, text.data, text.length)
        wide = <const uint16_t*>text.data
        for i in range(text.length):
            if (wide[i] & 0xf800) == 0xd800:
                return utf16_text(wide, text.length)
        return PyUnicode_FromKindAndData(PyUnicode_2BYTE_KIND, text.data, text.length)
    finally:
        naja_text_close(&text)


cdef object utf16_text(const uint16_t* wide, size_t length):
    cdef int order = -1  # little-endian, and a byte order mark at the beginning is text
    return PyUnicode_DecodeUTF16(<const char*>wide, length * 2, b"surrogatepass", &order)
