# distutils: language = c++
# binding('buffer'): strings to bytes and back, searching, comparing. The arguments are checked in JavaScript, but no
# offset that JavaScript gives leads outside of an array's memory.
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t, uintptr_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcmp, memcpy, memmove
from naja.ext.buffer.simdutf cimport *
from naja.loop.core cimport define
from naja.loop.engine cimport *
from naja.loop.napi cimport *

cdef extern from "Python.h":
    object PyCapsule_New(void* pointer, const char* name, void* destructor)

include "hex.pxi"
include "search.pxi"

cdef enum:
    MAX_STRING = 536870888  # V8's longest string
    LOCAL = 2048            # bytes of results that need no allocation


# ---- arguments ----

ctypedef struct call_args:
    napi_value[6] v
    uint8_t[64] storage  # for an array that V8 keeps within its object


cdef inline void get_args(napi_env env, napi_callback_info info, call_args* a) noexcept nogil:
    cdef size_t argc = 6
    napi_get_cb_info(env, info, &argc, a.v, NULL, NULL)


cdef inline size_t size_of(napi_env env, napi_value value) noexcept nogil:
    cdef int64_t n = 0
    napi_get_value_int64(env, value, &n)
    return <size_t>n if n > 0 else 0


cdef inline napi_value number(napi_env env, int64_t n) noexcept nogil:
    cdef napi_value result = NULL
    if -0x80000000 <= n <= 0x7FFFFFFF:
        napi_create_int32(env, <int32_t>n, &result)
    else:
        napi_create_double(env, <double>n, &result)
    return result


cdef inline napi_value boolean(napi_env env, bint value) noexcept nogil:
    cdef napi_value result = NULL
    napi_get_boolean(env, value, &result)
    return result


cdef bint no_buffer(napi_env env) noexcept nogil:
    napi_throw_type_error(env, b"ERR_INVALID_ARG_TYPE", b"argument must be a buffer")
    return False


cdef bint no_string(napi_env env) noexcept nogil:
    napi_throw_type_error(env, b"ERR_INVALID_ARG_TYPE", b"argument must be a string")
    return False


# Bytes to read: those of a view, of which `storage` holds a copy where they are few.
cdef inline bint readable(napi_env env, napi_value value, uint8_t* storage, const uint8_t** p,
                          size_t* n) noexcept nogil:
    return naja_read_bytes(env, value, storage, p, n) or no_buffer(env)


# Bytes of a view to write.
cdef inline bint writable(napi_env env, napi_value value, uint8_t* storage, uint8_t** p, size_t* n) noexcept nogil:
    cdef const uint8_t* bytes = NULL
    if not naja_read_bytes(env, value, storage, &bytes, n):
        return no_buffer(env)
    p[0] = <uint8_t*>bytes
    return bytes != storage or naja_get_bytes(env, value, p, n)


# ---- results ----

cdef napi_value too_long(napi_env env) noexcept nogil:
    napi_throw_error(env, b"ERR_STRING_TOO_LONG", b"Cannot create a string longer than 0x1fffffe8 characters")
    return NULL


cdef napi_value no_memory(napi_env env) noexcept nogil:
    napi_throw_error(env, b"ERR_MEMORY_ALLOCATION_FAILED", b"Failed to allocate memory")
    return NULL


cdef inline napi_value latin1_string(napi_env env, const uint8_t* p, size_t n) noexcept nogil:
    cdef napi_value result = NULL
    if n > MAX_STRING:
        return too_long(env)
    napi_create_string_latin1(env, <const char*>p, n, &result)
    return result


cdef napi_value utf8_string(napi_env env, const uint8_t* p, size_t n) noexcept nogil:
    cdef uint16_t[LOCAL / 2] local
    cdef uint16_t* units = local
    cdef const char* bytes = <const char*>p
    cdef result latin1
    cdef size_t count
    cdef napi_value made = NULL
    if validate_ascii(bytes, n):
        return latin1_string(env, p, n)
    if n > LOCAL / 2:
        units = <uint16_t*>malloc(n * 2)
        if units == NULL:
            return no_memory(env)
    latin1 = convert_utf8_to_latin1_with_errors(bytes, n, <char*>units)
    if latin1.error == SUCCESS:
        made = latin1_string(env, <const uint8_t*>units, latin1.count)
    else:
        count = utf8_to_utf16(bytes, n, units)
        if count > MAX_STRING:
            made = too_long(env)
        else:
            napi_create_string_utf16(env, units, count, &made)
    if units != local:
        free(units)
    return made


# The low bytes of UTF-16 units.
cdef inline void narrow(uint8_t* out, const uint16_t* p, size_t n) noexcept nogil:
    cdef size_t i
    for i in range(n):
        out[i] = <uint8_t>p[i]


# A string of `size` characters that `encode` makes of bytes.
ctypedef void (*encoder)(uint8_t* out, const uint8_t* p, size_t n) noexcept nogil

cdef napi_value encoded_string(napi_env env, const uint8_t* p, size_t n, size_t size, encoder encode) noexcept nogil:
    cdef uint8_t[LOCAL] local
    cdef uint8_t* out = local
    cdef napi_value result
    if size > MAX_STRING:
        return too_long(env)
    if size > LOCAL:
        out = <uint8_t*>malloc(size)
        if out == NULL:
            return no_memory(env)
    encode(out, p, n)
    result = latin1_string(env, out, size)
    if out != local:
        free(out)
    return result


cdef void encode_standard(uint8_t* out, const uint8_t* p, size_t n) noexcept nogil:
    binary_to_base64(<const char*>p, n, <char*>out, base64_default)


cdef void encode_url_safe(uint8_t* out, const uint8_t* p, size_t n) noexcept nogil:
    binary_to_base64(<const char*>p, n, <char*>out, base64_url)


cdef void encode_ascii(uint8_t* out, const uint8_t* p, size_t n) noexcept nogil:
    cdef size_t i
    for i in range(n):
        out[i] = p[i] & 0x7F


# ---- slices: (bytes, start, end) -> string ----

cdef inline bint get_slice(napi_env env, napi_callback_info info, call_args* a, const uint8_t** p,
                           size_t* n) noexcept nogil:
    cdef size_t length = 0, start, end
    cdef int64_t given
    get_args(env, info, a)
    if not readable(env, a.v[0], a.storage, p, &length):
        return False
    start = size_of(env, a.v[1])
    given = <int64_t>length  # where there is no end, as a DataView has no length
    napi_get_value_int64(env, a.v[2], &given)
    end = <size_t>given if given > 0 else 0
    if end > length:
        end = length
    if start > end:
        start = end
    p[0] += start
    n[0] = end - start
    return True


cdef napi_value js_utf8_slice(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef const uint8_t* p = NULL
    cdef size_t n = 0
    return utf8_string(env, p, n) if get_slice(env, info, &a, &p, &n) else NULL


cdef napi_value js_latin1_slice(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef const uint8_t* p = NULL
    cdef size_t n = 0
    return latin1_string(env, p, n) if get_slice(env, info, &a, &p, &n) else NULL


cdef napi_value js_ascii_slice(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef const uint8_t* p = NULL
    cdef size_t n = 0
    if not get_slice(env, info, &a, &p, &n):
        return NULL
    if validate_ascii(<const char*>p, n):
        return latin1_string(env, p, n)
    return encoded_string(env, p, n, n, encode_ascii)


cdef napi_value js_ucs2_slice(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef const uint8_t* p = NULL
    cdef uint16_t* aligned = NULL
    cdef size_t n = 0
    cdef napi_value result = NULL
    if not get_slice(env, info, &a, &p, &n):
        return NULL
    n //= 2
    if n > MAX_STRING:
        return too_long(env)
    if <uintptr_t>p % 2 == 0:
        napi_create_string_utf16(env, <const uint16_t*>p, n, &result)
        return result
    aligned = <uint16_t*>malloc(n * 2 + 1)
    if aligned == NULL:
        return no_memory(env)
    memcpy(aligned, p, n * 2)
    napi_create_string_utf16(env, aligned, n, &result)
    free(aligned)
    return result


cdef napi_value js_hex_slice(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef const uint8_t* p = NULL
    cdef size_t n = 0
    return encoded_string(env, p, n, n * 2, hex_encode) if get_slice(env, info, &a, &p, &n) else NULL


cdef napi_value js_base64_slice(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef const uint8_t* p = NULL
    cdef size_t n = 0
    if not get_slice(env, info, &a, &p, &n):
        return NULL
    return encoded_string(env, p, n, base64_length_from_binary(n, base64_default), encode_standard)


cdef napi_value js_base64url_slice(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef const uint8_t* p = NULL
    cdef size_t n = 0
    if not get_slice(env, info, &a, &p, &n):
        return NULL
    return encoded_string(env, p, n, base64_length_from_binary(n, base64_url), encode_url_safe)


# ---- writes: (bytes, string, offset, length) -> bytes written ----

cdef inline bint get_write(napi_env env, napi_callback_info info, call_args* a, uint8_t** p, size_t* n,
                           naja_text* text) noexcept nogil:
    cdef size_t length = 0, offset
    get_args(env, info, a)
    if not writable(env, a.v[0], a.storage, p, &length):
        return False
    offset = size_of(env, a.v[2])
    if offset > length:
        offset = length
    n[0] = size_of(env, a.v[3])
    if n[0] > length - offset:
        n[0] = length - offset
    p[0] += offset
    return naja_text_open(env, a.v[1], text) or no_string(env)


# Encodes as many whole characters as fit; gives the bytes written, `*read` the characters.
cdef size_t utf8_from(naja_text* text, uint8_t* out, size_t room, size_t* read) noexcept nogil:
    cdef full_result r
    if not text.one_byte:
        r = utf16_to_utf8(<const uint16_t*>text.data, text.length, <char*>out, room)
    elif room // 2 >= text.length:
        read[0] = text.length
        return convert_latin1_to_utf8(<const char*>text.data, text.length, <char*>out)
    else:
        r = convert_latin1_to_utf8_safe_with_details(<const char*>text.data, text.length, <char*>out, room)
    read[0] = r.input_count
    return r.output_count


cdef size_t utf8_size(naja_text* text) noexcept nogil:
    if text.one_byte:
        return utf8_length_from_latin1(<const char*>text.data, text.length)
    return utf8_length16(<const uint16_t*>text.data, text.length)


cdef napi_value js_utf8_write(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef uint8_t* p = NULL
    cdef size_t n = 0, read = 0
    cdef naja_text text
    if not get_write(env, info, &a, &p, &n, &text):
        return NULL
    n = utf8_from(&text, p, n, &read)
    naja_text_close(&text)
    return number(env, <int64_t>n)


# (string) -> Uint8Array of its UTF-8
cdef napi_value js_utf8_encode(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef naja_text text
    cdef uint8_t* p = NULL
    cdef size_t n, read = 0
    cdef napi_value result = NULL
    get_args(env, info, &a)
    if not naja_text_open(env, a.v[0], &text):
        no_string(env)
        return NULL
    n = utf8_size(&text)
    naja_text_close(&text)
    if naja_create_uint8array(env, n, &p, &result) != napi_ok:
        return no_memory(env)
    naja_text_open(env, a.v[0], &text)
    utf8_from(&text, p, n, &read)
    naja_text_close(&text)
    return result


# TextEncoder.encodeInto: (bytes, string, result) with result[0] the characters read, result[1] the bytes written.
cdef napi_value js_encode_into(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef uint8_t* p = NULL
    cdef uint8_t* result = NULL
    cdef size_t n = 0, size = 0, read = 0
    cdef naja_text text
    cdef uint32_t[2] counts
    get_args(env, info, &a)
    if not writable(env, a.v[0], a.storage, &p, &n) or not naja_get_bytes(env, a.v[2], &result, &size):
        return NULL
    if not naja_text_open(env, a.v[1], &text):
        no_string(env)
        return NULL
    n = utf8_from(&text, p, n, &read)
    naja_text_close(&text)
    counts[0] = <uint32_t>read
    counts[1] = <uint32_t>n
    if size >= 8:
        memcpy(result, counts, 8)
    return NULL


cdef napi_value js_latin1_write(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef uint8_t* p = NULL
    cdef size_t n = 0
    cdef naja_text text
    if not get_write(env, info, &a, &p, &n, &text):
        return NULL
    if n > text.length:
        n = text.length
    if text.one_byte:
        memcpy(p, text.data, n)
    else:
        narrow(p, <const uint16_t*>text.data, n)
    naja_text_close(&text)
    return number(env, <int64_t>n)


cdef napi_value js_ucs2_write(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef uint8_t* p = NULL
    cdef const uint8_t* characters
    cdef size_t n = 0, i
    cdef naja_text text
    if not get_write(env, info, &a, &p, &n, &text):
        return NULL
    n //= 2
    if n > text.length:
        n = text.length
    if text.one_byte:
        characters = <const uint8_t*>text.data
        for i in range(n):
            p[i * 2] = characters[i]
            p[i * 2 + 1] = 0
    else:
        memcpy(p, text.data, n * 2)
    naja_text_close(&text)
    return number(env, <int64_t>(n * 2))


# The characters of a text as bytes; of UTF-16 units the low bytes, as Node has it. They are in `local`, or to be
# freed, unless they are the text's own. NULL where there is no memory.
cdef const uint8_t* bytes_of(naja_text* text, uint8_t* local) noexcept nogil:
    cdef uint8_t* bytes = local
    if text.one_byte:
        return <const uint8_t*>text.data
    if text.length > LOCAL:
        bytes = <uint8_t*>malloc(text.length)
    if bytes != NULL:
        narrow(bytes, <const uint16_t*>text.data, text.length)
    return bytes


cdef inline void bytes_free(const uint8_t* bytes, naja_text* text, uint8_t* local) noexcept nogil:
    if bytes != local and bytes != text.data:
        free(<void*>bytes)


# Either alphabet; other characters do not count, the first '=' ends it. What does not fit is cut off, at any byte.
# -1 where there is no memory.
cdef int64_t base64_decode(uint8_t* out, size_t room, const uint8_t* p, size_t n) noexcept nogil:
    cdef const char* characters = <const char*>p
    cdef const void* padding = memchr(p, 61, n)
    cdef size_t size
    cdef char* all
    if padding != NULL:
        n = <size_t>(<const uint8_t*>padding - p)
    size = maximal_binary_length_from_base64(characters, n)
    if size <= room:
        size = room
        base64_to_binary_safe(characters, n, <char*>out, size, base64_default_or_url_accept_garbage)
        return <int64_t>size
    all = <char*>malloc(size)
    if all == NULL:
        return -1
    base64_to_binary_safe(characters, n, all, size, base64_default_or_url_accept_garbage)
    size = min(size, room)
    memcpy(out, all, size)
    free(all)
    return <int64_t>size


cdef napi_value js_base64_write(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef uint8_t[LOCAL] local
    cdef uint8_t* p = NULL
    cdef const uint8_t* bytes
    cdef size_t n = 0
    cdef int64_t written = -1
    cdef naja_text text
    if not get_write(env, info, &a, &p, &n, &text):
        return NULL
    bytes = bytes_of(&text, local)
    if bytes != NULL:
        written = base64_decode(p, n, bytes, text.length)
    naja_text_close(&text)
    bytes_free(bytes, &text, local)
    return number(env, written) if written >= 0 else no_memory(env)


cdef napi_value js_hex_write(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef uint8_t[LOCAL] local
    cdef uint8_t* p = NULL
    cdef const uint8_t* bytes
    cdef size_t n = 0
    cdef naja_text text
    if not get_write(env, info, &a, &p, &n, &text):
        return NULL
    bytes = bytes_of(&text, local)
    if bytes != NULL:
        n = hex_decode(p, bytes, min(n, text.length // 2))
    naja_text_close(&text)
    if bytes == NULL:
        return no_memory(env)
    bytes_free(bytes, &text, local)
    return number(env, <int64_t>n)


# (string) -> its length in UTF-8
cdef napi_value js_byte_length(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef naja_text text
    cdef size_t n
    get_args(env, info, &a)
    if not naja_text_open(env, a.v[0], &text):
        no_string(env)
        return NULL
    n = utf8_size(&text)
    naja_text_close(&text)
    return number(env, <int64_t>n)


# (string) -> string, or -1 for a character above U+00FF
cdef napi_value js_btoa(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef naja_text text
    cdef const uint16_t* units
    cdef uint8_t[LOCAL] local
    cdef uint8_t* bytes = local
    cdef size_t i, n
    cdef uint16_t bits = 0
    cdef napi_value result
    get_args(env, info, &a)
    if not naja_text_open(env, a.v[0], &text):
        no_string(env)
        return NULL
    n = text.length
    if n > LOCAL:
        bytes = <uint8_t*>malloc(n)
    if bytes != NULL:
        if text.one_byte:
            memcpy(bytes, text.data, n)
        else:
            units = <const uint16_t*>text.data
            for i in range(n):
                bits |= units[i]
            narrow(bytes, units, n)
    naja_text_close(&text)
    if bytes == NULL:
        return no_memory(env)
    result = number(env, -1) if bits > 0xFF else encoded_string(env, bytes, n, base64_length_from_binary(n, base64_default), encode_standard)
    if bytes != local:
        free(bytes)
    return result


# (string) -> string; -1 where a character is left over, -2 where one is invalid
cdef napi_value js_atob(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef naja_text text
    cdef uint8_t[LOCAL] local
    cdef uint8_t* bytes = local
    cdef size_t size
    cdef result r
    cdef napi_value made
    get_args(env, info, &a)
    if not naja_text_open(env, a.v[0], &text):
        no_string(env)
        return NULL
    size = text.length  # more than enough
    if size > LOCAL:
        bytes = <uint8_t*>malloc(size)
        if bytes == NULL:
            naja_text_close(&text)
            return no_memory(env)
    if text.one_byte:
        r = base64_to_binary_safe(<const char*>text.data, text.length, <char*>bytes, size, base64_default)
    else:
        r = base64_to_binary16(<const uint16_t*>text.data, text.length, <char*>bytes, size, base64_default)
    naja_text_close(&text)
    if r.error == SUCCESS:
        made = latin1_string(env, bytes, size)
    else:
        made = number(env, -1 if r.error == BASE64_INPUT_REMAINDER else -2)
    if bytes != local:
        free(bytes)
    return made


# ---- bytes and bytes ----

# (a, start, end, b, start, end) -> -1, 0 or 1
cdef napi_value js_compare(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef uint8_t[64] storage
    cdef const uint8_t* p = NULL
    cdef const uint8_t* q = NULL
    cdef size_t n = 0, m = 0, start, end
    cdef int order
    get_args(env, info, &a)
    if not readable(env, a.v[0], a.storage, &p, &n) or not readable(env, a.v[3], storage, &q, &m):
        return NULL
    start = size_of(env, a.v[1])
    end = size_of(env, a.v[2])
    n = min(end, n)
    start = min(start, n)
    p += start
    n -= start
    start = size_of(env, a.v[4])
    end = size_of(env, a.v[5])
    m = min(end, m)
    start = min(start, m)
    q += start
    m -= start
    order = memcmp(p, q, min(n, m))
    if order == 0:
        order = 0 if n == m else -1 if n < m else 1
    return number(env, -1 if order < 0 else 1 if order > 0 else 0)


# (source, target, targetStart, sourceStart, count) -> bytes copied; the ranges may overlap
cdef napi_value js_copy(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef uint8_t[64] storage
    cdef const uint8_t* p = NULL
    cdef uint8_t* q = NULL
    cdef size_t n = 0, m = 0, to, source, count
    get_args(env, info, &a)
    if not writable(env, a.v[1], storage, &q, &m) or not readable(env, a.v[0], a.storage, &p, &n):
        return NULL
    to = min(size_of(env, a.v[2]), m)
    source = min(size_of(env, a.v[3]), n)
    count = min(size_of(env, a.v[4]), min(m - to, n - source))
    memmove(q + to, p + source, count)
    return number(env, <int64_t>count)


# (bytes, offset, end, size): repeats the first `size` bytes from `offset` on up to `end`
cdef napi_value js_repeat(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef uint8_t* p = NULL
    cdef size_t n = 0, offset, filled, count
    get_args(env, info, &a)
    if not writable(env, a.v[0], a.storage, &p, &n):
        return NULL
    n = min(n, size_of(env, a.v[2]))
    offset = min(n, size_of(env, a.v[1]))
    p += offset
    n -= offset
    filled = size_of(env, a.v[3])
    if filled == 0:
        return NULL
    while filled < n:
        count = min(filled, n - filled)
        memcpy(p + filled, p, count)
        filled += count
    return NULL


# (bytes, needle, from, end, forward, unit) -> index or -1
cdef napi_value js_search(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef uint8_t[64] storage
    cdef const uint8_t* p = NULL
    cdef const uint8_t* needle = NULL
    cdef size_t n = 0, size = 0, start, unit
    cdef c_bool forward = True
    cdef int64_t found = -1
    get_args(env, info, &a)
    if not readable(env, a.v[0], a.storage, &p, &n) or not readable(env, a.v[1], storage, &needle, &size):
        return NULL
    start = size_of(env, a.v[2])
    n = min(n, size_of(env, a.v[3]))
    napi_get_value_bool(env, a.v[4], &forward)
    unit = max(<size_t>1, size_of(env, a.v[5]))
    if size > 0:
        if forward:
            found = find_first(p, n, needle, size, start, unit)
        else:
            found = find_last(p, n, needle, size, start, unit)
    return number(env, found)


# (bytes, value, from, end, forward) -> index or -1
cdef napi_value js_search_byte(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef const uint8_t* p = NULL
    cdef const uint8_t* found = NULL
    cdef size_t n = 0, start
    cdef int value
    cdef c_bool forward = True
    get_args(env, info, &a)
    if not readable(env, a.v[0], a.storage, &p, &n):
        return NULL
    value = <int>size_of(env, a.v[1])
    start = size_of(env, a.v[2])
    n = min(n, size_of(env, a.v[3]))
    napi_get_value_bool(env, a.v[4], &forward)
    if forward:
        if start < n:
            found = <const uint8_t*>memchr(p + start, value, n - start)
    else:
        found = <const uint8_t*>memrchr(p, value, min(start + 1, n))
    return number(env, -1 if found == NULL else <int64_t>(found - p))


cdef extern from *:
    """
    #define naja_swap16(x) __builtin_bswap16(x)
    #define naja_swap32(x) __builtin_bswap32(x)
    #define naja_swap64(x) __builtin_bswap64(x)
    """
    uint16_t swap16 "naja_swap16"(uint16_t x) nogil
    uint32_t swap32 "naja_swap32"(uint32_t x) nogil
    uint64_t swap64 "naja_swap64"(uint64_t x) nogil


# (bytes, size): reverses the bytes of each group
cdef napi_value js_swap(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef uint8_t* p = NULL
    cdef size_t n = 0, i, size
    cdef uint16_t two
    cdef uint32_t four
    cdef uint64_t eight
    get_args(env, info, &a)
    if not writable(env, a.v[0], a.storage, &p, &n):
        return NULL
    size = size_of(env, a.v[1])
    if size == 2:
        for i in range(n // 2):
            memcpy(&two, p + i * 2, 2)
            two = swap16(two)
            memcpy(p + i * 2, &two, 2)
    elif size == 4:
        for i in range(n // 4):
            memcpy(&four, p + i * 4, 4)
            four = swap32(four)
            memcpy(p + i * 4, &four, 4)
    elif size == 8:
        for i in range(n // 8):
            memcpy(&eight, p + i * 8, 8)
            eight = swap64(eight)
            memcpy(p + i * 8, &eight, 8)
    return NULL


# Bytes of a view or of a buffer itself.
cdef bint any_bytes(napi_env env, napi_callback_info info, call_args* a, uint8_t** p, size_t* n) noexcept nogil:
    get_args(env, info, a)
    return naja_get_bytes(env, a.v[0], p, n) or no_buffer(env)


cdef napi_value js_is_utf8(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef uint8_t* p = NULL
    cdef size_t n = 0
    return boolean(env, validate_utf8(<const char*>p, n)) if any_bytes(env, info, &a, &p, &n) else NULL


cdef napi_value js_is_ascii(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef uint8_t* p = NULL
    cdef size_t n = 0
    return boolean(env, validate_ascii(<const char*>p, n)) if any_bytes(env, info, &a, &p, &n) else NULL


# ---- memory ----

# (length) -> Uint8Array over memory that is not zeroed
cdef napi_value js_create_unsafe(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef uint8_t* p = NULL
    cdef napi_value result = NULL
    get_args(env, info, &a)
    if naja_create_uint8array(env, size_of(env, a.v[0]), &p, &result) != napi_ok:
        napi_throw_range_error(env, NULL, b"Array buffer allocation failed")
        return NULL
    return result


# (bytes, alignment) -> the first offset whose address is a multiple of it
cdef napi_value js_aligned_offset(napi_env env, napi_callback_info info) noexcept nogil:
    cdef call_args a
    cdef uint8_t* p = NULL
    cdef size_t n = 0, alignment
    if not any_bytes(env, info, &a, &p, &n):
        return NULL
    alignment = max(<size_t>1, size_of(env, a.v[1]))
    return number(env, <int64_t>((alignment - <uintptr_t>p % alignment) % alignment))


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    define(env, exports, b"utf8Slice", js_utf8_slice)
    define(env, exports, b"latin1Slice", js_latin1_slice)
    define(env, exports, b"asciiSlice", js_ascii_slice)
    define(env, exports, b"ucs2Slice", js_ucs2_slice)
    define(env, exports, b"hexSlice", js_hex_slice)
    define(env, exports, b"base64Slice", js_base64_slice)
    define(env, exports, b"base64urlSlice", js_base64url_slice)
    define(env, exports, b"utf8Write", js_utf8_write)
    define(env, exports, b"latin1Write", js_latin1_write)
    define(env, exports, b"ucs2Write", js_ucs2_write)
    define(env, exports, b"hexWrite", js_hex_write)
    define(env, exports, b"base64Write", js_base64_write)
    define(env, exports, b"encodeInto", js_encode_into)
    define(env, exports, b"utf8Encode", js_utf8_encode)
    define(env, exports, b"byteLengthUtf8", js_byte_length)
    define(env, exports, b"compare", js_compare)
    define(env, exports, b"copy", js_copy)
    define(env, exports, b"repeat", js_repeat)
    define(env, exports, b"search", js_search)
    define(env, exports, b"searchByte", js_search_byte)
    define(env, exports, b"swap", js_swap)
    define(env, exports, b"isUtf8", js_is_utf8)
    define(env, exports, b"isAscii", js_is_ascii)
    define(env, exports, b"atob", js_atob)
    define(env, exports, b"btoa", js_btoa)
    define(env, exports, b"createUnsafe", js_create_unsafe)
    define(env, exports, b"alignedOffset", js_aligned_offset)
    return exports


__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
