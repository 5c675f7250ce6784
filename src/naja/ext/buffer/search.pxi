# Finding bytes in bytes.

cdef extern from *:
    """
    #ifndef _GNU_SOURCE
    #define _GNU_SOURCE
    #endif
    #include <string.h>
    #if defined(__GLIBC__) || defined(__linux__)
    extern void* memrchr(const void*, int, size_t);
    extern void* memmem(const void*, size_t, const void*, size_t);
    #define naja_memrchr memrchr
    #else
    static void* naja_memrchr(const void* s, int c, size_t n) {
      const unsigned char* p = (const unsigned char*)s + n;
      while (n-- > 0) if (*--p == (unsigned char)c) return (void*)p;
      return NULL;
    }
    #endif
    """
    const void* memmem(const void* h, size_t hn, const void* n, size_t nn) nogil
    const void* memrchr "naja_memrchr"(const void* s, int c, size_t n) nogil
    const void* memchr(const void* s, int c, size_t n) nogil


# The first place from `start` on, by steps of `unit` bytes; -1 if there is none. 0 < needle size <= n - start.
cdef int64_t find_first(const uint8_t* h, size_t n, const uint8_t* needle, size_t size, size_t start,
                        size_t unit) noexcept nogil:
    cdef const uint8_t* found
    while start + size <= n:
        found = <const uint8_t*>memmem(h + start, n - start, needle, size)
        if found == NULL:
            return -1
        start = <size_t>(found - h)
        if start % unit == 0:
            return <int64_t>start
        start += 1
    return -1


# The last place at `start` or before.
cdef int64_t find_last(const uint8_t* h, size_t n, const uint8_t* needle, size_t size, size_t start,
                       size_t unit) noexcept nogil:
    cdef const uint8_t* found
    if size > n:
        return -1
    if start > n - size:
        start = n - size
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
