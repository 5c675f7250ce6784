# permessage-deflate (RFC 7692). A connection that keeps no context from message to message uses the streams that all share.

cdef extern from "zlib.h" nogil:
    ctypedef struct z_stream:
        uint8_t* next_in
        unsigned int avail_in
        uint8_t* next_out
        unsigned int avail_out
    int deflateInit2(z_stream* stream, int level, int method, int bits, int memory, int strategy)
    int deflate(z_stream* stream, int flush)
    int deflateReset(z_stream* stream)
    int deflateEnd(z_stream* stream)
    unsigned long deflateBound(z_stream* stream, unsigned long length)
    int inflateInit2(z_stream* stream, int bits)
    int inflate(z_stream* stream, int flush)
    int inflateReset(z_stream* stream)
    int inflateEnd(z_stream* stream)
    int Z_OK
    int Z_STREAM_END
    int Z_BUF_ERROR
    int Z_SYNC_FLUSH
    int Z_DEFLATED
    int Z_DEFAULT_STRATEGY

cdef enum:
    INFLATE_GOOD = 0
    INFLATE_BAD = 1
    INFLATE_TOO_BIG = 2
    LEVEL = 1              # what a server of many connections can afford
    MEMORY = 8
    ALL_BITS = 15

cdef struct ws_deflater:
    z_stream z


cdef ws_deflater* new_deflater(bint inflates, int bits) noexcept nogil:
    cdef ws_deflater* d = <ws_deflater*>calloc(1, sizeof(ws_deflater))
    cdef int error
    if d == NULL:
        return NULL
    if inflates:
        error = inflateInit2(&d.z, -bits)
    else:
        # zlib cannot do 8 without saying so in its header, which is not sent here.
        error = deflateInit2(&d.z, LEVEL, Z_DEFLATED, -(bits if bits > 8 else 9), MEMORY, Z_DEFAULT_STRATEGY)
    if error != Z_OK:
        free(d)
        return NULL
    return d


cdef ws_deflater* inflater_of(ws_connection* c) noexcept nogil:
    if c.flags & W_INFLATE_RESET:
        if c.shared.inflater == NULL:
            c.shared.inflater = new_deflater(True, ALL_BITS)
        return c.shared.inflater
    if c.inflater == NULL:
        c.inflater = new_deflater(True, c.inflate_bits if c.inflate_bits else ALL_BITS)
    return c.inflater


cdef ws_deflater* deflater_of(ws_connection* c) noexcept nogil:
    cdef bint plain = c.deflate_bits == 0 or c.deflate_bits == ALL_BITS
    if c.flags & W_DEFLATE_RESET and plain:
        if c.shared.deflater == NULL:
            c.shared.deflater = new_deflater(False, ALL_BITS)
        return c.shared.deflater
    if c.deflater == NULL:
        c.deflater = new_deflater(False, c.deflate_bits if c.deflate_bits else ALL_BITS)
    return c.deflater


cdef void end_deflate(ws_connection* c) noexcept nogil:
    if c.inflater != NULL:
        inflateEnd(&c.inflater.z)
        free(c.inflater)
    if c.deflater != NULL:
        deflateEnd(&c.deflater.z)
        free(c.deflater)


cdef void end_shared_deflate(ws_shared* shared) noexcept nogil:
    if shared.inflater != NULL:
        inflateEnd(&shared.inflater.z)
        free(shared.inflater)
    if shared.deflater != NULL:
        deflateEnd(&shared.deflater.z)
        free(shared.deflater)


# The message that has come in, inflated; free(data[0]) in any case.
cdef int inflate_message(ws_connection* c, char** data, size_t* length) noexcept nogil:
    cdef ws_deflater* d = inflater_of(c)
    cdef size_t room = c.message_length * 4 + 256
    cdef size_t have = 0
    cdef char* grown
    cdef int result
    cdef int piece
    cdef uint8_t[4] tail
    if d == NULL:
        return INFLATE_BAD
    tail[0] = 0
    tail[1] = 0
    tail[2] = 255
    tail[3] = 255
    if c.flags & W_INFLATE_RESET:
        inflateReset(&d.z)
    if room > c.max_message + 1:
        room = <size_t>c.max_message + 1
    data[0] = <char*>malloc(room)
    if data[0] == NULL:
        return INFLATE_BAD
    for piece in range(2):
        d.z.next_in = <uint8_t*>c.message if piece == 0 else tail
        d.z.avail_in = <unsigned int>c.message_length if piece == 0 else 4
        while True:
            if have == room:
                if room > c.max_message:
                    return INFLATE_TOO_BIG
                room = room * 2 if room * 2 <= c.max_message else <size_t>c.max_message + 1
                grown = <char*>realloc(data[0], room)
                if grown == NULL:
                    return INFLATE_BAD
                data[0] = grown
            d.z.next_out = <uint8_t*>data[0] + have
            d.z.avail_out = <unsigned int>(room - have)
            result = inflate(&d.z, Z_SYNC_FLUSH)
            have = <size_t>(<char*>d.z.next_out - data[0])
            if result == Z_STREAM_END:
                # A final block; the next message begins anew.
                inflateReset(&d.z)
                break
            if result != Z_OK and result != Z_BUF_ERROR:
                return INFLATE_BAD
            if d.z.avail_out > 0:
                break
        if result == Z_STREAM_END:
            break
    if have > c.max_message:
        return INFLATE_TOO_BIG
    length[0] = have
    return INFLATE_GOOD


# Deflates into memory of its own (free it), leaving HEAD_ROOM bytes before; NULL where it cannot.
cdef char* deflate_message(ws_connection* c, const char* data, size_t length, size_t* out_length) noexcept nogil:
    cdef ws_deflater* d = deflater_of(c)
    cdef size_t room
    cdef char* out
    if d == NULL:
        return NULL
    if c.flags & W_DEFLATE_RESET:
        deflateReset(&d.z)
    room = deflateBound(&d.z, length) + 64
    out = <char*>malloc(HEAD_ROOM + room)
    if out == NULL:
        return NULL
    d.z.next_in = <uint8_t*>data
    d.z.avail_in = <unsigned int>length
    d.z.next_out = <uint8_t*>out + HEAD_ROOM
    d.z.avail_out = <unsigned int>room
    deflate(&d.z, Z_SYNC_FLUSH)
    out_length[0] = room - d.z.avail_out
    # The empty block at the end is not sent.
    if out_length[0] >= 4:
        out_length[0] -= 4
    if out_length[0] == 0:
        out[HEAD_ROOM] = 0
        out_length[0] = 1
    return out
