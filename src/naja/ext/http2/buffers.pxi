# Bytes that grow.
cdef struct h2_buffer:
    char* data
    size_t length
    size_t room


cdef bint reserve(h2_buffer* b, size_t more) noexcept nogil:
    cdef size_t room
    cdef char* grown
    if b.length + more > b.room:
        room = b.room * 2 if b.room else 1024
        while room < b.length + more:
            room *= 2
        grown = <char*>realloc(b.data, room)
        if grown == NULL:
            return False
        b.data = grown
        b.room = room
    return True


cdef inline bint buffer_add(h2_buffer* b, const void* data, size_t length) noexcept nogil:
    if not reserve(b, length):
        return False
    if length > 0:
        memcpy(b.data + b.length, data, length)
    b.length += length
    return True


cdef inline void buffer_free(h2_buffer* b) noexcept nogil:
    free(b.data)
    b.data = NULL
    b.length = 0
    b.room = 0


cdef inline void put32(char* at, uint32_t value) noexcept nogil:
    at[0] = <char>(value >> 24)
    at[1] = <char>(value >> 16)
    at[2] = <char>(value >> 8)
    at[3] = <char>value


cdef inline uint32_t get32(const uint8_t* at) noexcept nogil:
    return <uint32_t>at[0] << 24 | <uint32_t>at[1] << 16 | <uint32_t>at[2] << 8 | at[3]
