# HPACK's Huffman code (RFC 7541, appendix B). It is canonical: the lengths of its codes say all of it.

cdef extern from *:
    """
    /* The length of each symbol's code, 5 as 'A'; the 257th ends a text. */
    static const char naja_h2_code_lengths[] =
        "ISXXXXXXXTZXXZXXXXXXXXZXXXXXXXXXBFFHIBDGFFDGDBBBAAABBBBBBBCDKBHFIBCCCCCCCCCCCCCCCCCCCCCCDCDIOIJB"
        "KABABABBBACCBBBABCBAABCCCCCKGJIXPRPPRRRSRSSSSSTSTTRSTSSSSQRSRSSTRQPRRSSQSRRTQRSSQQRQSRSSPRRRSRRS"
        "VVPORSRUVVVWWVTUOQVWWVWTQQVVXWWWPTPQRQQSRRUUTTVSVWVVWWWWWXWWWWWVZ";
    """
    const char* CODE_LENGTHS "naja_h2_code_lengths"

cdef enum:
    LONGEST_CODE = 30
    QUICK_BITS = 10

cdef uint32_t[257] huffman_codes
cdef uint8_t[257] huffman_lengths
cdef uint16_t[257] huffman_symbols          # in the order of their codes
cdef uint32_t[32] huffman_limits            # of a length: the first code, in 32 bits, that is longer
cdef uint32_t[32] huffman_firsts            # of a length: its first code
cdef uint16_t[32] huffman_offsets           # and where its symbols begin
cdef uint16_t[1024] huffman_quick           # by the next bits: symbol << 4 | length; 0: the code is longer


cdef void fill_huffman() noexcept nogil:
    cdef uint32_t code = 0
    cdef uint32_t index = 0
    cdef uint32_t i
    cdef uint32_t length
    cdef int symbol
    for symbol in range(257):
        huffman_lengths[symbol] = <uint8_t>(CODE_LENGTHS[symbol] - c'A' + 5)
    for length in range(1, LONGEST_CODE + 1):
        code <<= 1
        huffman_firsts[length] = code
        huffman_offsets[length] = <uint16_t>index
        for symbol in range(257):
            if huffman_lengths[symbol] != length:
                continue
            huffman_codes[symbol] = code
            huffman_symbols[index] = <uint16_t>symbol
            if length <= QUICK_BITS:
                for i in range(<uint32_t>1 << (QUICK_BITS - length)):
                    huffman_quick[(code << (QUICK_BITS - length)) + i] = <uint16_t>(symbol << 4 | <int>length)
            index += 1
            code += 1
        # The last length's would be 2 ** 32.
        huffman_limits[length] = code << (32 - length) if length < LONGEST_CODE else 0xFFFFFFFF


cdef size_t huffman_size(const uint8_t* text, size_t length) noexcept nogil:
    cdef size_t bits = 0
    cdef size_t i
    for i in range(length):
        bits += huffman_lengths[text[i]]
    return (bits + 7) >> 3


# Writes what huffman_size said.
cdef void huffman_encode(uint8_t* out, const uint8_t* text, size_t length) noexcept nogil:
    cdef uint64_t bits = 0
    cdef uint32_t count = 0
    cdef size_t i
    for i in range(length):
        bits = bits << huffman_lengths[text[i]] | huffman_codes[text[i]]
        count += huffman_lengths[text[i]]
        while count >= 8:
            count -= 8
            out[0] = <uint8_t>(bits >> count)
            out += 1
    if count > 0:
        out[0] = <uint8_t>(bits << (8 - count)) | <uint8_t>(0xFF >> count)


# Decodes to `out`, which has room for length * 8 / 5 bytes. -1 where it is no such text.
cdef ssize_t huffman_decode(uint8_t* out, const uint8_t* text, size_t length) noexcept nogil:
    cdef uint8_t* start = out
    cdef uint64_t bits = 0     # the next ones at the top
    cdef uint32_t count = 0
    cdef uint32_t word
    cdef uint32_t code_length
    cdef uint32_t symbol
    cdef size_t i = 0
    while True:
        while count <= 56 and i < length:
            bits |= <uint64_t>text[i] << (56 - count)
            count += 8
            i += 1
        if count == 0:
            break
        word = <uint32_t>(bits >> 32)
        symbol = huffman_quick[word >> (32 - QUICK_BITS)]
        if symbol != 0:
            code_length = symbol & 15
            symbol >>= 4
        else:
            code_length = QUICK_BITS + 1
            while code_length < LONGEST_CODE and word >= huffman_limits[code_length]:
                code_length += 1
            symbol = (word >> (32 - code_length)) - huffman_firsts[code_length] + huffman_offsets[code_length]
            symbol = 256 if symbol > 256 else huffman_symbols[symbol]
        if code_length > count:
            # What is left has to be the beginning of the code of ones, less than a byte of it.
            if i < length or count > 7 or word >> (32 - count) != (<uint32_t>1 << count) - 1:
                return -1
            break
        if symbol == 256:
            return -1
        out[0] = <uint8_t>symbol
        out += 1
        bits <<= code_length
        count -= code_length
    return out - start
