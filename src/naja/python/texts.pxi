# Strings: JavaScript's as Python's.

cdef extern from *:
    """
    static void naja_intern(PyObject** text) { PyUnicode_InternInPlace(text); }
    """
    void naja_intern(PyObject** text)

cdef extern from "Python.h":
    object PyUnicode_New(Py_ssize_t size, uint32_t most)
    object PyUnicode_FromKindAndData(int kind, const void* data, Py_ssize_t size)
    int PyUnicode_1BYTE_KIND
    int PyUnicode_2BYTE_KIND
    bint PyUnicode_IS_ASCII(object text)

# Property names and other short strings come again and again: kept by V8's hash of them.
DEF KEPT_NAMES = 1024
DEF LONGEST_NAME = 40
cdef struct KeptName:
    uint32_t hash
    uint32_t seen   # the last that was not the one that is kept: the second time it is
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
    """A str for a property's name: of a short one that comes often the same each time."""
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
    if kept.seen != hash:
        kept.seen = hash
        return text
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
    """UTF-16 in which there are surrogates: pairs are one character, lone ones stay."""
    cdef size_t i, pairs = 0, made = 0
    cdef uint32_t* characters
    for i in range(1, length):
        if is_pair(wide, i - 1):
            pairs += 1
    if pairs == 0:
        return PyUnicode_FromKindAndData(PyUnicode_2BYTE_KIND, wide, length)
    text = PyUnicode_New(length - pairs, 0x10ffff)
    characters = <uint32_t*>PyUnicode_DATA(text)
    i = 0
    while i < length:
        if i + 1 < length and is_pair(wide, i):
            characters[made] = 0x10000 + ((<uint32_t>wide[i] & 0x3ff) << 10 | (wide[i + 1] & 0x3ff))
            i += 2
        else:
            characters[made] = wide[i]
            i += 1
        made += 1
    return text


cdef inline bint is_pair(const uint16_t* wide, size_t i) noexcept nogil:
    return (wide[i] & 0xfc00) == 0xd800 and (wide[i + 1] & 0xfc00) == 0xdc00


cdef napi_value text_to_js(napi_env env, object text) except NULL:
    """A str, of any characters, as a string; two surrogates of a pair that stand apart in Python are one character
    there. Raises OverflowError where JavaScript has no strings of that length (2^29 - 24)."""
    cdef napi_value result = NULL
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), i
    cdef int kind = PyUnicode_KIND(text)
    cdef uint16_t* units
    cdef uint32_t* characters
    cdef size_t made = 0
    if kind == 1:
        napi_create_string_latin1(env, <const char*>PyUnicode_DATA(text), length, &result)
    elif kind == 2:
        napi_create_string_utf16(env, <const uint16_t*>PyUnicode_DATA(text), length, &result)
    else:
        characters = <uint32_t*>PyUnicode_DATA(text)
        units = <uint16_t*>malloc(length * 4)
        if units == NULL:
            raise MemoryError
        for i in range(length):
            if characters[i] < 0x10000:
                units[made] = <uint16_t>characters[i]
                made += 1
            else:
                units[made] = <uint16_t>(0xd7c0 + (characters[i] >> 10))
                units[made + 1] = <uint16_t>(0xdc00 | (characters[i] & 0x3ff))
                made += 2
        napi_create_string_utf16(env, units, made, &result)
        free(units)
    if result == NULL:
        clear_pending(env)
        raise OverflowError(f"JavaScript has no strings of {length} characters")
    return result
