# Finding bytes in bytes.

cdef extern from * nogil:
    """
    #include <string.h>
    #if defined(__SSE2__)
    #include <emmintrin.h>
    #endif

    // Where the first and the last byte of the needle lie at their distance, 16 places at a time. Gives up, with
    // *from at the place to go on from, once comparing has cost more than looking.
    static int64_t naja_find_pair(const uint8_t* h, size_t n, const uint8_t* needle, size_t size, size_t* from) {
      size_t i = *from;
    #if defined(__SSE2__)
      const __m128i first = _mm_set1_epi8((char)needle[0]), last = _mm_set1_epi8((char)needle[size - 1]);
      size_t budget = n - i + 256;
      for (; i + size + 15 <= n; i += 16) {
        __m128i a = _mm_cmpeq_epi8(first, _mm_loadu_si128((const __m128i*)(h + i)));
        __m128i b = _mm_cmpeq_epi8(last, _mm_loadu_si128((const __m128i*)(h + i + size - 1)));
        unsigned mask = (unsigned)_mm_movemask_epi8(_mm_and_si128(a, b));
        for (; mask; mask &= mask - 1) {
          size_t at = i + (size_t)__builtin_ctz(mask);
          if (memcmp(h + at, needle, size) == 0) return (int64_t)at;
          if (budget < size) { *from = at + 1; return -1; }
          budget -= size;
        }
      }
    #endif
      *from = i;
      return -1;
    }

    static const void* naja_memrchr(const void* s, int c, size_t n) {
    #if defined(__linux__)
      return memrchr(s, c, n);
    #else
      const unsigned char* p = (const unsigned char*)s + n;
      while (n-- > 0) if (*--p == (unsigned char)c) return p;
      return NULL;
    #endif
    }
    """
    int64_t find_pair "naja_find_pair"(const uint8_t* h, size_t n, const uint8_t* needle, size_t size, size_t* start)
    const void* memrchr "naja_memrchr"(const void* s, int c, size_t n)
    const void* memmem(const void* h, size_t hn, const void* n, size_t nn)
    const void* memchr(const void* s, int c, size_t n)

cdef enum:
    FEW = 4  # false beginnings, after which both ends of the needle are looked for at once


# The first place of the needle at `start` or behind it, -1 if there is none. 0 < size.
cdef int64_t find_bytes(const uint8_t* h, size_t n, const uint8_t* needle, size_t size, size_t start) noexcept nogil:
    cdef const uint8_t* found
    cdef int64_t pair
    cdef int i
    for i in range(FEW):
        if start + size > n:
            return -1
        found = <const uint8_t*>memchr(h + start, needle[0], n - start - size + 1)
        if found == NULL:
            return -1
        if memcmp(found, needle, size) == 0:
            return <int64_t>(found - h)
        start = <size_t>(found - h) + 1
    pair = find_pair(h, n, needle, size, &start)
    if pair >= 0:
        return pair
    if start + size > n:
        return -1
    found = <const uint8_t*>memmem(h + start, n - start, needle, size)
    return -1 if found == NULL else <int64_t>(found - h)


# The same at multiples of `unit`.
cdef int64_t find_first(const uint8_t* h, size_t n, const uint8_t* needle, size_t size, size_t start,
                        size_t unit) noexcept nogil:
    cdef int64_t found
    while start + size <= n:
        found = find_bytes(h, n, needle, size, start)
        if found < 0 or <size_t>found % unit == 0:
            return found
        start = <size_t>found + 1
    return -1


# The last place of the needle at `start` or before it.
cdef int64_t find_last(const uint8_t* h, size_t n, const uint8_t* needle, size_t size, size_t start,
                       size_t unit) noexcept nogil:
    cdef const uint8_t* found
    if size > n:
        return -1
    start = min(start, n - size)
    while True:
        found = <const uint8_t*>memrchr(h, needle[0], start + 1)
        if found == NULL:
            return -1
        start = <size_t>(found - h)
        if start % unit == 0 and memcmp(found, needle, size) == 0:
            return <int64_t>start
        if start == 0:
            return -1
        start -= 1
