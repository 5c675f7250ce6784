# UTF-8, as the WHATWG decoder reads it: what is no UTF-8 becomes U+FFFD, one for each maximal beginning of a character.

# The length of the well-formed character at p, of which there are n > 0 bytes; 0 if there is none, and then `*skip`
# is how many bytes the U+FFFD in its place stands for.
cdef inline int character(const uint8_t* p, size_t n, int* skip) noexcept nogil:
    cdef uint8_t lead = p[0]
    cdef uint8_t low = 0x80, high = 0xBF
    cdef int size, i
    skip[0] = 1
    if lead < 0x80:
        return 1
    if lead < 0xC2 or lead > 0xF4:
        return 0
    if lead < 0xE0:
        size = 2
    elif lead < 0xF0:
        size = 3
        if lead == 0xE0:
            low = 0xA0
        elif lead == 0xED:
            high = 0x9F
    else:
        size = 4
        if lead == 0xF0:
            low = 0x90
        elif lead == 0xF4:
            high = 0x8F
    if n < 2 or p[1] < low or p[1] > high:
        return 0
    for i in range(2, size):
        if <size_t>i >= n or (p[i] & 0xC0) != 0x80:
            skip[0] = i
            return 0
    return size


cdef bint is_utf8(const uint8_t* p, size_t n) noexcept nogil:
    cdef size_t i = 0
    cdef int size, skip = 0
    while True:
        i += ascii_prefix(p + i, n - i)
        if i == n:
            return True
        while i < n and p[i] >= 0x80:
            size = character(p + i, n - i, &skip)
            if size == 0:
                return False
            i += size


# Decodes into `out`, which has room for n units. `*bits` receives all units or'ed together.
cdef size_t utf8_decode(uint16_t* out, const uint8_t* p, size_t n, uint16_t* bits) noexcept nogil:
    cdef size_t i = 0, o = 0, run
    cdef int size, skip = 0
    cdef uint32_t point
    cdef uint16_t seen = 0
    while i < n:
        if p[i] < 0x80:
            run = 1
            if n - i >= 8 and not load64(p + i) & HIGH_BITS:
                run = ascii_prefix(p + i, n - i)
            widen(out + o, p + i, run)
            i += run
            o += run
            continue
        size = character(p + i, n - i, &skip)
        if size == 2:
            out[o] = ((p[i] & 0x1F) << 6) | (p[i + 1] & 0x3F)
        elif size == 3:
            out[o] = <uint16_t>(((p[i] & 0x0F) << 12) | ((p[i + 1] & 0x3F) << 6) | (p[i + 2] & 0x3F))
        elif size == 4:
            point = (((<uint32_t>p[i] & 0x07) << 18) | ((<uint32_t>p[i + 1] & 0x3F) << 12)
                     | ((<uint32_t>p[i + 2] & 0x3F) << 6) | (p[i + 3] & 0x3F)) - 0x10000
            out[o] = <uint16_t>(0xD800 | (point >> 10))
            o += 1
            out[o] = <uint16_t>(0xDC00 | (point & 0x3FF))
        else:
            out[o] = 0xFFFD
            size = skip
        seen |= out[o]
        o += 1
        i += size
    bits[0] = seen
    return o


# The length of UTF-16 units in UTF-8; a lone surrogate counts as U+FFFD.
cdef size_t utf8_length16(const uint16_t* p, size_t n) noexcept nogil:
    cdef size_t i, length = n
    for i in range(n):
        length += <size_t>(p[i] >= 0x80) + <size_t>(p[i] >= 0x800)
    for i in range(1, n):
        length -= (<size_t>((p[i - 1] & 0xFC00) == 0xD800) & <size_t>((p[i] & 0xFC00) == 0xDC00)) << 1
    return length


# Encodes as many whole Latin-1 characters as fit; gives the bytes written, `*read` the characters.
cdef size_t utf8_encode8(uint8_t* out, size_t room, const uint8_t* p, size_t n, size_t* read) noexcept nogil:
    cdef size_t i = 0, o = 0, run
    while i < n:
        run = n - i if n - i < room - o else room - o
        run = ascii_prefix(p + i, run)
        memcpy(out + o, p + i, run)
        i += run
        o += run
        while i < n and p[i] >= 0x80 and o + 2 <= room:
            out[o] = 0xC0 | (p[i] >> 6)
            out[o + 1] = 0x80 | (p[i] & 0x3F)
            o += 2
            i += 1
        if i == n or o == room or (p[i] >= 0x80 and o + 2 > room):
            break
    read[0] = i
    return o


# The same for UTF-16 units; a lone surrogate becomes U+FFFD.
cdef size_t utf8_encode16(uint8_t* out, size_t room, const uint16_t* p, size_t n, size_t* read) noexcept nogil:
    cdef size_t i = 0, o = 0
    cdef uint32_t c
    while i < n:
        c = p[i]
        if c < 0x80:
            if o == room:
                break
            out[o] = <uint8_t>c
            o += 1
        elif c < 0x800:
            if o + 2 > room:
                break
            out[o] = <uint8_t>(0xC0 | (c >> 6))
            out[o + 1] = <uint8_t>(0x80 | (c & 0x3F))
            o += 2
        elif (c & 0xFC00) == 0xD800 and i + 1 < n and (p[i + 1] & 0xFC00) == 0xDC00:
            if o + 4 > room:
                break
            i += 1
            c = 0x10000 + ((c & 0x3FF) << 10) + (p[i] & 0x3FF)
            out[o] = <uint8_t>(0xF0 | (c >> 18))
            out[o + 1] = <uint8_t>(0x80 | ((c >> 12) & 0x3F))
            out[o + 2] = <uint8_t>(0x80 | ((c >> 6) & 0x3F))
            out[o + 3] = <uint8_t>(0x80 | (c & 0x3F))
            o += 4
        else:
            if o + 3 > room:
                break
            if (c & 0xF800) == 0xD800:
                c = 0xFFFD
            out[o] = <uint8_t>(0xE0 | (c >> 12))
            out[o + 1] = <uint8_t>(0x80 | ((c >> 6) & 0x3F))
            out[o + 2] = <uint8_t>(0x80 | (c & 0x3F))
            o += 3
        i += 1
    read[0] = i
    return o
