# Hexadecimal digits: loops without branches, which the compiler turns into vector instructions.

cdef void hex_encode(uint8_t* out, const uint8_t* p, size_t n) noexcept nogil:
    cdef size_t i
    cdef uint8_t high, low
    for i in range(n):
        high = p[i] >> 4
        low = p[i] & 15
        out[i * 2] = high + 48 + (39 if high > 9 else 0)
        out[i * 2 + 1] = low + 48 + (39 if low > 9 else 0)


# The value of a digit; 16 or more for what is none.
cdef inline uint8_t hex_value(uint8_t c) noexcept nogil:
    cdef uint8_t digit = c - 48
    cdef uint8_t letter = (c | 32) - 97
    return digit if digit < 10 else letter + 10 if letter < 6 else 16


# Decodes up to the first pair that is none, and writes no further; gives how many.
cdef size_t hex_decode(uint8_t* out, const uint8_t* p, size_t pairs) noexcept nogil:
    cdef uint8_t[64] block
    cdef size_t i, start = 0, count
    cdef uint8_t high, low, bad
    while start < pairs:
        count = min(<size_t>64, pairs - start)
        bad = 0
        for i in range(count):
            high = hex_value(p[i * 2])
            low = hex_value(p[i * 2 + 1])
            bad |= high | low
            block[i] = <uint8_t>(high << 4) | (low & 15)
        if bad & 16:
            for i in range(count):
                if (hex_value(p[i * 2]) | hex_value(p[i * 2 + 1])) & 16:
                    count = i
                    break
        memcpy(out + start, block, count)
        if bad & 16:
            return start + count
        start += count
        p += count * 2
    return pairs
