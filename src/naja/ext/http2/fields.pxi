# Which header fields a message may have (RFC 9113, 8.2 and 8.3).

cdef enum:
    # bits of h2_message.seen
    SEEN_METHOD = 1
    SEEN_SCHEME = 2
    SEEN_PATH = 4
    SEEN_AUTHORITY = 8
    SEEN_HOST = 16
    SEEN_PROTOCOL = 32
    SEEN_STATUS = 64
    SEEN_REGULAR = 128         # pseudo-header fields come no more
    SEEN_HTTP = 256            # the scheme is http or https
    SEEN_PATH_SLASH = 512
    SEEN_PATH_STAR = 1024
    SEEN_OPTIONS = 2048
    SEEN_CONNECT = 4096
    SEEN_HEAD = 8192

cdef enum:
    FIELD_GOOD = 0
    FIELD_IGNORED = 1
    FIELD_BAD = 2

cdef struct h2_message:
    uint32_t seen
    int status
    int64_t content_length
    bint is_request
    bint is_trailer
    bint connect_protocol
    bint no_body               # the answer to a HEAD request
    bint connect               # the answer to a CONNECT request
    bint strict_spaces

cdef uint8_t[256] is_name      # characters of names
cdef uint8_t[256] is_authority


cdef void fill_characters() noexcept nogil:
    cdef const char* tokens = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
    cdef const char* authority = "!$%&'()*+,-.:;=@[]_~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    while tokens[0] != 0:
        is_name[<uint8_t>tokens[0]] = 1
        tokens += 1
    while authority[0] != 0:
        is_authority[<uint8_t>authority[0]] = 1
        authority += 1


cdef inline bint is_text(const h2_text* t, const char* text) noexcept nogil:
    return t.length == strlen(text) and memcmp(t.data, text, t.length) == 0


cdef inline uint8_t lower(uint8_t c) noexcept nogil:
    return c | 0x20 if c >= c'A' and c <= c'Z' else c


# The same in lower case.
cdef bint is_text_folded(const h2_text* t, const char* text) noexcept nogil:
    cdef size_t i
    if t.length != strlen(text):
        return False
    for i in range(t.length):
        if lower(<uint8_t>t.data[i]) != <uint8_t>text[i]:
            return False
    return True


cdef inline bint is_space(char c) noexcept nogil:
    return c == c' ' or c == c'\t'


cdef bint good_value(const h2_text* t, bint strict_spaces) noexcept nogil:
    cdef size_t i
    cdef uint8_t c
    if strict_spaces and t.length > 0 and (is_space(t.data[0]) or is_space(t.data[t.length - 1])):
        return False
    for i in range(t.length):
        c = <uint8_t>t.data[i]
        if (c < 32 and c != c'\t') or c == 127:
            return False
    return True


cdef bint good_authority(const h2_text* t) noexcept nogil:
    cdef size_t i
    for i in range(t.length):
        if not is_authority[<uint8_t>t.data[i]]:
            return False
    return True


cdef bint good_scheme(const h2_text* t) noexcept nogil:
    cdef size_t i
    cdef uint8_t c
    for i in range(t.length):
        c = lower(<uint8_t>t.data[i])
        if c'a' <= c <= c'z':
            continue
        if i == 0 or not (c'0' <= c <= c'9' or c == c'+' or c == c'-' or c == c'.'):
            return False
    return t.length > 0


cdef bint good_path(const h2_text* t) noexcept nogil:
    cdef size_t i
    cdef uint8_t c
    for i in range(t.length):
        c = <uint8_t>t.data[i]
        if c <= 32 or c == 127:
            return False
    return True


cdef int64_t parse_length(const h2_text* t) noexcept nogil:
    cdef int64_t n = 0
    cdef size_t i
    if t.length == 0 or t.length > 18:
        return -1
    for i in range(t.length):
        if not c'0' <= t.data[i] <= c'9':
            return -1
        n = n * 10 + (t.data[i] - c'0')
    return n


# A pseudo-header field comes once and is not empty.
cdef inline bint see(h2_message* m, const h2_text* value, uint32_t bit) noexcept nogil:
    cdef size_t i = 0
    if m.seen & bit:
        return False
    m.seen |= bit
    while i < value.length and (value.data[i] == c' ' or value.data[i] == c'\t'):
        i += 1
    return i < value.length


cdef int pseudo_field(h2_message* m, const h2_text* name, const h2_text* value) noexcept nogil:
    if m.is_trailer or m.seen & SEEN_REGULAR:
        return FIELD_BAD
    if not m.is_request:
        if not is_text(name, ":status") or not see(m, value, SEEN_STATUS) or value.length != 3:
            return FIELD_BAD
        m.status = <int>parse_length(value)
        return FIELD_BAD if m.status < 0 or m.status == 101 else FIELD_GOOD
    if is_text(name, ":method"):
        if not see(m, value, SEEN_METHOD) or not good_value(value, True):
            return FIELD_BAD
        if is_text(value, "HEAD"):
            m.seen |= SEEN_HEAD
        elif is_text(value, "CONNECT"):
            m.seen |= SEEN_CONNECT
        elif is_text(value, "OPTIONS"):
            m.seen |= SEEN_OPTIONS
    elif is_text(name, ":path"):
        if not see(m, value, SEEN_PATH) or not good_path(value):
            return FIELD_BAD
        if value.data[0] == c'/':
            m.seen |= SEEN_PATH_SLASH
        elif is_text(value, "*"):
            m.seen |= SEEN_PATH_STAR
    elif is_text(name, ":scheme"):
        if not see(m, value, SEEN_SCHEME) or not good_scheme(value):
            return FIELD_BAD
        if is_text_folded(value, "http") or is_text_folded(value, "https"):
            m.seen |= SEEN_HTTP
    elif is_text(name, ":authority"):
        if not see(m, value, SEEN_AUTHORITY) or not good_authority(value):
            return FIELD_BAD
    elif is_text(name, ":protocol"):
        if not m.connect_protocol or not see(m, value, SEEN_PROTOCOL) or not good_value(value, True):
            return FIELD_BAD
    else:
        return FIELD_BAD
    return FIELD_GOOD


# What to do about a field; of `m`, what it says is noted.
cdef int check_field(h2_message* m, const h2_text* name, const h2_text* value, int token) noexcept nogil:
    cdef size_t i
    cdef uint8_t c
    if name.length == 0:
        m.seen |= SEEN_REGULAR
        return FIELD_IGNORED
    if name.data[0] == c':':
        return pseudo_field(m, name, value)
    m.seen |= SEEN_REGULAR
    if token == 0:
        for i in range(name.length):
            c = <uint8_t>name.data[i]
            if is_name[c]:
                continue
            while i < name.length:
                if c'A' <= name.data[i] <= c'Z':
                    return FIELD_BAD
                i += 1
            return FIELD_IGNORED
    if token == 38:
        if not good_authority(value):
            return FIELD_IGNORED
        return FIELD_GOOD if not m.is_request or m.is_trailer or see(m, value, SEEN_HOST) else FIELD_BAD
    if not good_value(value, m.strict_spaces):
        return FIELD_IGNORED
    if token == 28:
        if not m.is_request:
            if m.status == 204:
                if m.content_length != -1 or not is_text(value, "0"):
                    return FIELD_BAD
                m.content_length = 0
                return FIELD_IGNORED
            if m.status // 100 == 1:
                return FIELD_BAD
            if m.status // 100 == 2 and m.connect:
                return FIELD_IGNORED
        if m.content_length != -1:
            return FIELD_BAD
        m.content_length = parse_length(value)
        return FIELD_BAD if m.content_length < 0 else FIELD_GOOD
    if token == 57:
        return FIELD_BAD  # transfer-encoding
    if token == 0:
        if name.length == 2 and is_text(name, "te"):
            return FIELD_GOOD if is_text_folded(value, "trailers") else FIELD_BAD
        if is_text(name, "connection") or is_text(name, "keep-alive") or is_text(name, "proxy-connection") or \
                is_text(name, "upgrade"):
            return FIELD_BAD
    return FIELD_GOOD


# Whether the head as a whole is one.
cdef bint check_message(h2_message* m, bint last) noexcept nogil:
    cdef uint32_t seen = m.seen
    if m.is_trailer:
        return last
    if not m.is_request:
        return seen & SEEN_STATUS and not (m.status // 100 == 1 and last)
    if seen & SEEN_CONNECT and not seen & SEEN_PROTOCOL:
        return not seen & (SEEN_SCHEME | SEEN_PATH) and seen & SEEN_AUTHORITY
    if seen & (SEEN_METHOD | SEEN_SCHEME | SEEN_PATH) != (SEEN_METHOD | SEEN_SCHEME | SEEN_PATH):
        return False
    if not seen & (SEEN_AUTHORITY | SEEN_HOST):
        return False
    if seen & SEEN_PROTOCOL and (not seen & SEEN_CONNECT or not seen & SEEN_AUTHORITY):
        return False
    if not seen & SEEN_HTTP or seen & SEEN_PATH_SLASH:
        return True
    return seen & SEEN_OPTIONS and seen & SEEN_PATH_STAR
