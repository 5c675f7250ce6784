# Bytes below 128, and bytes that are read eight at a time.

cdef extern from *:
    """
    #define NAJA_HIGH_BITS UINT64_C(0x8080808080808080)
    """
    const uint64_t HIGH_BITS "NAJA_HIGH_BITS"


cdef inline uint64_t load64(const uint8_t* p) noexcept nogil:
    cdef uint64_t word
    memcpy(&word, p, 8)
    return word


# How many bytes at the beginning are ASCII.
cdef inline size_t ascii_prefix(const uint8_t* p, size_t n) noexcept nogil:
    cdef size_t i = 0
    while i + 32 <= n:
        if (load64(p + i) | load64(p + i + 8) | load64(p + i + 16) | load64(p + i + 24)) & HIGH_BITS:
            break
        i += 32
    while i + 8 <= n and not load64(p + i) & HIGH_BITS:
        i += 8
    while i < n and p[i] < 0x80:
        i += 1
    return i


# How many bytes are not ASCII.
cdef inline size_t count_high(const uint8_t* p, size_t n) noexcept nogil:
    cdef size_t i, count = 0
    for i in range(n):
        count += p[i] >> 7
    return count


cdef inline void widen(uint16_t* out, const uint8_t* p, size_t n) noexcept nogil:
    cdef size_t i
    for i in range(n):
        out[i] = p[i]


cdef inline void narrow(uint8_t* out, const uint16_t* p, size_t n) noexcept nogil:
    cdef size_t i
    for i in range(n):
        out[i] = <uint8_t>p[i]
