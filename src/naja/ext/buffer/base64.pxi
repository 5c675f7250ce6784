# Base64 (RFC 4648), both alphabets, and hexadecimal digits.

cdef const char* STANDARD = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
cdef const char* URL_SAFE = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
cdef const char* HEX_DIGITS = b"0123456789abcdef"

# Two characters for each 12 bits, by alphabet; two digits for each byte; the value of each character of either
# alphabet, shifted to each of its four places in a group of three bytes, or INVALID.
cdef uint8_t[16384] PAIRS
cdef uint8_t[512] HEX_PAIRS
cdef uint32_t[4][256] PLACES
cdef uint8_t[256] NIBBLES
cdef enum:
    INVALID = 0x80000000
    NO_DIGIT = 0xFF


cdef void fill_tables() noexcept:
    cdef int i, place
    cdef const char* alphabet
    cdef int which
    for which in range(2):
        alphabet = URL_SAFE if which else STANDARD
        for i in range(4096):
            PAIRS[which * 8192 + i * 2] = alphabet[i >> 6]
            PAIRS[which * 8192 + i * 2 + 1] = alphabet[i & 63]
    for place in range(4):
        for i in range(256):
            PLACES[place][i] = <uint32_t>INVALID
        for which in range(2):
            alphabet = URL_SAFE if which else STANDARD
            for i in range(64):
                PLACES[place][<uint8_t>alphabet[i]] = <uint32_t>i << (18 - 6 * place)
    for i in range(256):
        HEX_PAIRS[i * 2] = HEX_DIGITS[i >> 4]
        HEX_PAIRS[i * 2 + 1] = HEX_DIGITS[i & 15]
        NIBBLES[i] = NO_DIGIT
    for i in range(10):
        NIBBLES[48 + i] = i
    for i in range(6):
        NIBBLES[65 + i] = NIBBLES[97 + i] = 10 + i


cdef inline size_t base64_size(size_t n, bint url) noexcept nogil:
    return (n * 4 + 2) // 3 if url else (n + 2) // 3 * 4


# The URL-safe alphabet goes without padding.
cdef void base64_encode(uint8_t* out, const uint8_t* p, size_t n, bint url) noexcept nogil:
    cdef size_t i = 0
    cdef uint32_t group
    cdef const uint8_t* pairs = PAIRS + (8192 if url else 0)
    cdef const char* alphabet = URL_SAFE if url else STANDARD
    while i + 3 <= n:
        group = (<uint32_t>p[i] << 16) | (<uint32_t>p[i + 1] << 8) | p[i + 2]
        memcpy(out, pairs + (group >> 12) * 2, 2)
        memcpy(out + 2, pairs + (group & 0xFFF) * 2, 2)
        out += 4
        i += 3
    if i == n:
        return
    group = <uint32_t>p[i] << 16
    if i + 1 < n:
        group |= <uint32_t>p[i + 1] << 8
    memcpy(out, pairs + (group >> 12) * 2, 2)
    if i + 1 < n:
        out[2] = alphabet[(group >> 6) & 63]
    elif not url:
        out[2] = 61
    if not url:
        out[3] = 61


# Decodes what there is of either alphabet: other characters do not count, '=' ends it.
cdef size_t base64_decode(uint8_t* out, size_t room, const uint8_t* p, size_t n) noexcept nogil:
    cdef size_t i = 0, o = 0
    cdef uint32_t group, value
    cdef int count
    cdef uint8_t c
    while True:
        while i + 4 <= n and o + 3 <= room:
            group = PLACES[0][p[i]] | PLACES[1][p[i + 1]] | PLACES[2][p[i + 2]] | PLACES[3][p[i + 3]]
            if group & <uint32_t>INVALID:
                break
            out[o] = <uint8_t>(group >> 16)
            out[o + 1] = <uint8_t>(group >> 8)
            out[o + 2] = <uint8_t>group
            i += 4
            o += 3
        group = 0
        count = 0
        c = 0
        while i < n and count < 4:
            c = p[i]
            if c == 61:
                break
            i += 1
            value = PLACES[3][c]
            if not value & <uint32_t>INVALID:
                group = (group << 6) | value
                count += 1
        if count < 2 or o == room:
            return o
        group <<= 6 * (4 - count)
        out[o] = <uint8_t>(group >> 16)
        o += 1
        if count < 3 or o == room:
            return o
        out[o] = <uint8_t>(group >> 8)
        o += 1
        if count < 4 or o == room:
            return o
        out[o] = <uint8_t>group
        o += 1


# The forgiving decoder of the web: gives the length, -1 where one character is left over, -2 where one is invalid.
# `out` may be `p`.
cdef int64_t base64_forgiving(uint8_t* out, const uint8_t* p, size_t n) noexcept nogil:
    cdef size_t i, size = 0
    cdef uint8_t c
    for i in range(n):
        c = p[i]
        if c != 32 and not (9 <= c <= 13 and c != 11):
            out[size] = c
            size += 1
    if size > 0 and size % 4 == 0 and out[size - 1] == 61:
        size -= 2 if out[size - 2] == 61 else 1
    for i in range(size):
        if PLACES[0][out[i]] & <uint32_t>INVALID:
            return -2
    if size % 4 == 1:
        return -1
    return <int64_t>base64_decode(out, size, out, size)


cdef void hex_encode(uint8_t* out, const uint8_t* p, size_t n) noexcept nogil:
    cdef size_t i
    for i in range(n):
        memcpy(out + i * 2, HEX_PAIRS + p[i] * 2, 2)


# Decodes up to the first pair that is none.
cdef size_t hex_decode(uint8_t* out, const uint8_t* p, size_t pairs) noexcept nogil:
    cdef size_t i
    cdef uint8_t high, low
    for i in range(pairs):
        high = NIBBLES[p[i * 2]]
        low = NIBBLES[p[i * 2 + 1]]
        if (high | low) & 0xF0:
            return i
        out[i] = (high << 4) | low
    return pairs
