# Names of header fields that are common: each stands as one byte in a header block, in the two spellings that occur.
# Byte 1 says that a name follows; the spellings of the name with index i are 2 + 2*i (lower case) and 3 + 2*i (as
# written here). JavaScript gets the same list, see `headerNames`.

cdef extern from *:
    """
    static const char* const naja_known_names[] = {
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Accept-Ranges",
        "Access-Control-Allow-Credentials", "Access-Control-Allow-Headers", "Access-Control-Allow-Methods",
        "Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Access-Control-Max-Age",
        "Access-Control-Request-Headers", "Access-Control-Request-Method", "Age", "Allow", "Alt-Svc",
        "Authorization", "Cache-Control", "Connection", "Content-Disposition", "Content-Encoding",
        "Content-Language", "Content-Length", "Content-Location", "Content-Range", "Content-Security-Policy",
        "Content-Type", "Cookie", "DNT", "Date", "ETag", "Expect", "Expires", "Forwarded", "From", "Host",
        "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since", "Keep-Alive",
        "Last-Modified", "Link", "Location", "Max-Forwards", "Origin", "Pragma", "Priority",
        "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "Range", "Referer",
        "Referrer-Policy", "Retry-After", "Sec-CH-UA", "Sec-CH-UA-Mobile", "Sec-CH-UA-Platform",
        "Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site", "Sec-Fetch-User", "Sec-WebSocket-Accept",
        "Sec-WebSocket-Extensions", "Sec-WebSocket-Key", "Sec-WebSocket-Protocol", "Sec-WebSocket-Version",
        "Server", "Set-Cookie", "Strict-Transport-Security", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "Upgrade-Insecure-Requests", "User-Agent", "Vary", "Via", "WWW-Authenticate",
        "X-Content-Type-Options", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto",
        "X-Frame-Options", "X-Powered-By", "X-Real-IP", "X-Request-ID", "X-Requested-With",
        "X-XSS-Protection",
        NULL};
    """
    const char** KNOWN "naja_known_names"

cdef enum:
    NAME_SLOTS = 512  # a power of two, several times the number of names
    NAME_OTHER = 1
    CODE_FIRST = 2
    NAME_ROOM = 128

cdef uint8_t[NAME_SLOTS] name_slots  # index + 1, 0 is empty
cdef uint8_t[128] name_lengths
cdef int name_count = 0
cdef int name_host = -1
cdef int name_expect = -1


cdef inline uint8_t lower(uint8_t c) noexcept nogil:
    return c | 0x20 if c >= c'A' and c <= c'Z' else c


cdef inline unsigned int name_hash(const char* name, size_t length) noexcept nogil:
    cdef unsigned int h = <unsigned int>length * 67
    h += lower(<uint8_t>name[0]) * 31
    h += lower(<uint8_t>name[length - 1]) * 7
    h += lower(<uint8_t>name[length >> 1]) * 131
    return h & (NAME_SLOTS - 1)


# The index of a name in whatever case, or -1. *spelling: 0 lower case, 1 as listed, 2 anything else.
cdef int find_name(const char* name, size_t length, int* spelling) noexcept nogil:
    cdef unsigned int at
    cdef const char* known
    cdef size_t i
    cdef bint is_lower = True
    cdef bint is_listed = True
    cdef uint8_t c
    if length == 0 or length > 40:
        return -1
    at = name_hash(name, length)
    while name_slots[at] != 0:
        known = KNOWN[name_slots[at] - 1]
        if name_lengths[name_slots[at] - 1] == length:
            is_lower = True
            is_listed = True
            i = 0
            while i < length:
                c = <uint8_t>name[i]
                if c != <uint8_t>known[i]:
                    is_listed = False
                if c != lower(<uint8_t>known[i]):
                    is_lower = False
                    if lower(c) != lower(<uint8_t>known[i]):
                        break
                i += 1
            if i == length:
                spelling[0] = 0 if is_lower else 1 if is_listed else 2
                return name_slots[at] - 1
        at = (at + 1) & (NAME_SLOTS - 1)
    return -1


cdef inline bint same_name(const char* name, const char* lowered, size_t length) noexcept nogil:
    cdef size_t i
    for i in range(length):
        if lower(<uint8_t>name[i]) != <uint8_t>lowered[i]:
            return False
    return True


# findField(block, name in lower case): where the value begins, right behind its length, of the only field of that name.
# 0 if there is none, -1 if there are several or `block` is no block.
cdef napi_value js_find_field(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef naja_text text
    cdef char[NAME_ROOM] wanted
    cdef size_t wanted_length = 0
    cdef size_t length
    cdef size_t at = 0
    cdef int32_t found = 0
    cdef int spelling = 2
    cdef int index
    cdef uint8_t code
    cdef const uint8_t* block
    cdef bint match
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    if napi_get_value_string_latin1(env, argv[1], wanted, NAME_ROOM, &wanted_length) != napi_ok:
        return number(env, -1)
    if wanted_length >= NAME_ROOM - 1 or not naja_text_open(env, argv[0], &text):
        return number(env, -1)
    block = <const uint8_t*>text.data
    if not text.one_byte:
        found = -1
        text.length = 0
    index = find_name(wanted, wanted_length, &spelling)
    while at + 4 <= text.length:
        code = block[at]
        at += 1
        if code != NAME_OTHER:
            match = index >= 0 and (code - CODE_FIRST) >> 1 == index
        else:
            length = block[at] | <size_t>block[at + 1] << 8 | <size_t>block[at + 2] << 16
            at += 3
            if at + length + 3 > text.length:
                found = -1
                break
            match = length == wanted_length and same_name(<const char*>block + at, wanted, length)
            at += length
        length = block[at] | <size_t>block[at + 1] << 8 | <size_t>block[at + 2] << 16
        at += 3
        if match:
            if found != 0:
                found = -1
                break
            found = <int32_t>at
        at += length
    naja_text_close(&text)
    return number(env, found)


cdef void fill_names() noexcept nogil:
    global name_count, name_host, name_expect
    cdef unsigned int at
    cdef int spelling = 0
    memset(name_slots, 0, NAME_SLOTS)
    name_count = 0
    while KNOWN[name_count] != NULL:
        name_lengths[name_count] = <uint8_t>strlen(KNOWN[name_count])
        at = name_hash(KNOWN[name_count], name_lengths[name_count])
        while name_slots[at] != 0:
            at = (at + 1) & (NAME_SLOTS - 1)
        name_slots[at] = <uint8_t>(name_count + 1)
        name_count += 1
    name_host = find_name("host", 4, &spelling)
    name_expect = find_name("expect", 6, &spelling)
