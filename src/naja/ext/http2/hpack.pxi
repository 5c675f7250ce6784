# HPACK (RFC 7541): header fields to bytes and back. Tables keep the fields' texts, and, once somebody asked, their strings.

cdef extern from *:
    """
    typedef struct { const char* name; const char* value; } naja_h2_static;
    static const naja_h2_static naja_h2_static_table[] = {
        {":authority", ""}, {":method", "GET"}, {":method", "POST"}, {":path", "/"}, {":path", "/index.html"},
        {":scheme", "http"}, {":scheme", "https"}, {":status", "200"}, {":status", "204"}, {":status", "206"},
        {":status", "304"}, {":status", "400"}, {":status", "404"}, {":status", "500"}, {"accept-charset", ""},
        {"accept-encoding", "gzip, deflate"}, {"accept-language", ""}, {"accept-ranges", ""}, {"accept", ""},
        {"access-control-allow-origin", ""}, {"age", ""}, {"allow", ""}, {"authorization", ""},
        {"cache-control", ""}, {"content-disposition", ""}, {"content-encoding", ""}, {"content-language", ""},
        {"content-length", ""}, {"content-location", ""}, {"content-range", ""}, {"content-type", ""},
        {"cookie", ""}, {"date", ""}, {"etag", ""}, {"expect", ""}, {"expires", ""}, {"from", ""}, {"host", ""},
        {"if-match", ""}, {"if-modified-since", ""}, {"if-none-match", ""}, {"if-range", ""},
        {"if-unmodified-since", ""}, {"last-modified", ""}, {"link", ""}, {"location", ""},
        {"max-forwards", ""}, {"proxy-authenticate", ""}, {"proxy-authorization", ""}, {"range", ""},
        {"referer", ""}, {"refresh", ""}, {"retry-after", ""}, {"server", ""}, {"set-cookie", ""},
        {"strict-transport-security", ""}, {"transfer-encoding", ""}, {"user-agent", ""}, {"vary", ""},
        {"via", ""}, {"www-authenticate", ""}
    };
    """
    ctypedef struct h2_static "naja_h2_static":
        const char* name
        const char* value
    const h2_static* STATIC_TABLE "naja_h2_static_table"

cdef enum:
    STATIC_SIZE = 61
    STATIC_SLOTS = 256         # of the table that finds static names
    RECENT = 256               # of the table that finds what the encoder's table has
    ENTRY_OVERHEAD = 32
    LONGEST_TEXT = 65536       # of a name or a value

cdef struct h2_entry:
    char* data                 # name, value
    uint32_t name_length
    uint32_t value_length
    uint32_t hash              # of both
    uint32_t name_hash
    napi_value name            # held strings, NULL before somebody asks
    napi_value value

# A dynamic table: a ring, `inserted` counts all that were ever put in. Entry i (0 the newest) is at inserted - 1 - i.
cdef struct h2_table:
    h2_entry* entries
    uint32_t room              # a power of two
    uint32_t count
    uint32_t inserted
    uint32_t size
    uint32_t max_size
    uint32_t limit             # what the settings allow max_size to be
    uint32_t least             # encoder: the smallest limit since the last block
    bint resized               # encoder: the next block begins with updates
    uint32_t[256] recent       # encoder: by hash: inserted + 1 of the field
    uint32_t[256] recent_names

cdef struct h2_text:
    const char* data
    size_t length

# What the decoder found. Strings that a table keeps are in name_string and value_string.
cdef struct h2_field:
    h2_text name
    h2_text value
    int token                  # the name's first index in the static table (1-), or 0
    bint never_indexed
    h2_entry* entry            # the dynamic table's, or NULL
    int static_index           # the static table's, for both, or 0

cdef uint8_t[STATIC_SLOTS] static_slots     # first index of a name, 0 is empty
cdef uint8_t[64] static_name_lengths
cdef uint8_t[64] static_value_lengths


cdef inline uint32_t text_hash(const char* data, size_t length, uint32_t hash) noexcept nogil:
    cdef size_t i
    for i in range(length):
        hash = (hash ^ <uint8_t>data[i]) * <uint32_t>16777619
    return hash


cdef void fill_static() noexcept nogil:
    cdef int i
    cdef uint32_t at
    cdef uint32_t length
    for i in range(1, STATIC_SIZE + 1):
        length = <uint32_t>strlen(STATIC_TABLE[i - 1].name)
        static_name_lengths[i] = <uint8_t>length
        static_value_lengths[i] = <uint8_t>strlen(STATIC_TABLE[i - 1].value)
        if static_index(STATIC_TABLE[i - 1].name, length, text_hash(STATIC_TABLE[i - 1].name, length, 2166136261)) != 0:
            continue
        at = text_hash(STATIC_TABLE[i - 1].name, length, 2166136261) & (STATIC_SLOTS - 1)
        while static_slots[at] != 0:
            at = (at + 1) & (STATIC_SLOTS - 1)
        static_slots[at] = <uint8_t>i


# The first index of a name in the static table, or 0.
cdef int static_index(const char* name, size_t length, uint32_t hash) noexcept nogil:
    cdef uint32_t at = hash & (STATIC_SLOTS - 1)
    cdef int i
    while static_slots[at] != 0:
        i = static_slots[at]
        if static_name_lengths[i] == length and memcmp(STATIC_TABLE[i - 1].name, name, length) == 0:
            return i
        at = (at + 1) & (STATIC_SLOTS - 1)
    return 0


# ---- dynamic tables ----

cdef inline h2_entry* table_entry(h2_table* t, uint32_t index) noexcept nogil:
    return &t.entries[(t.inserted - 1 - index) & (t.room - 1)]


cdef void drop_entry(napi_env env, h2_entry* e) noexcept nogil:
    free(e.data)
    if e.name != NULL:
        naja_release(env, e.name)
    if e.value != NULL:
        naja_release(env, e.value)
    e.data = NULL
    e.name = NULL
    e.value = NULL


cdef void table_shrink(napi_env env, h2_table* t, uint32_t size) noexcept nogil:
    cdef h2_entry* e
    while t.size > size:
        e = table_entry(t, t.count - 1)
        t.size -= e.name_length + e.value_length + ENTRY_OVERHEAD
        t.count -= 1
        drop_entry(env, e)


cdef void table_free(napi_env env, h2_table* t) noexcept nogil:
    table_shrink(env, t, 0)
    free(t.entries)
    t.entries = NULL


cdef void table_forget_strings(h2_table* t) noexcept nogil:
    cdef uint32_t i
    for i in range(t.count):
        table_entry(t, i).name = NULL
        table_entry(t, i).value = NULL


cdef bint table_grow(h2_table* t) noexcept nogil:
    cdef uint32_t room = t.room * 2 if t.room else 32
    cdef h2_entry* grown = <h2_entry*>malloc(room * sizeof(h2_entry))
    cdef uint32_t i
    if grown == NULL:
        return False
    for i in range(t.count):
        grown[(t.inserted - 1 - i) & (room - 1)] = table_entry(t, i)[0]
    free(t.entries)
    t.entries = grown
    t.room = room
    return True


# Puts a field in front. One that does not fit empties the table, which is no error. NULL: it is not in the table.
cdef h2_entry* table_insert(napi_env env, h2_table* t, const h2_text* name, const h2_text* value) noexcept nogil:
    cdef size_t size = name.length + value.length + ENTRY_OVERHEAD
    cdef h2_entry* e
    cdef char* data
    if size > t.max_size:
        table_shrink(env, t, 0)
        return NULL
    # The name may be that of an entry which has to go.
    data = <char*>malloc(name.length + value.length + 1)
    if data == NULL:
        return NULL
    memcpy(data, name.data, name.length)
    memcpy(data + name.length, value.data, value.length)
    table_shrink(env, t, t.max_size - <uint32_t>size)
    if t.count == t.room and not table_grow(t):
        free(data)
        return NULL
    e = &t.entries[t.inserted & (t.room - 1)]
    memset(e, 0, sizeof(h2_entry))
    e.data = data
    e.name_length = <uint32_t>name.length
    e.value_length = <uint32_t>value.length
    t.inserted += 1
    t.count += 1
    t.size += <uint32_t>size
    return e


# ---- decoding ----

cdef struct h2_reader:
    const uint8_t* at
    const uint8_t* end


# An integer of RFC 7541 5.1. False where it is cut off or too long.
cdef bint read_integer(h2_reader* r, int bits, uint32_t* value) noexcept nogil:
    cdef uint32_t mask = (<uint32_t>1 << bits) - 1
    cdef uint64_t n
    cdef int shift = 0
    if r.at == r.end:
        return False
    n = r.at[0] & mask
    r.at += 1
    if n == mask:
        while True:
            if r.at == r.end or shift > 28:
                return False
            n += <uint64_t>(r.at[0] & 127) << shift
            shift += 7
            r.at += 1
            if not (r.at - 1)[0] & 128:
                break
        if n > 0x7FFFFFFF:
            return False
    value[0] = <uint32_t>n
    return True


# A text of RFC 7541 5.2, decoded into `scratch` where it is in the Huffman code. False where it is none.
cdef bint read_text(h2_reader* r, h2_text* text, h2_buffer* scratch) noexcept nogil:
    cdef uint32_t length
    cdef ssize_t decoded
    cdef bint huffman
    if r.at == r.end:
        return False
    huffman = r.at[0] & 128 != 0
    if not read_integer(r, 7, &length) or length > <size_t>(r.end - r.at):
        return False
    text.data = <const char*>r.at
    text.length = length
    if huffman:
        if scratch.room - scratch.length < length * 2:
            return False
        decoded = huffman_decode(<uint8_t*>scratch.data + scratch.length, r.at, length)
        if decoded < 0:
            return False
        text.data = scratch.data + scratch.length
        text.length = <size_t>decoded
        scratch.length += <size_t>decoded
    r.at += length
    return text.length <= LONGEST_TEXT


cdef bint look_up(h2_table* t, uint32_t index, h2_field* f) noexcept nogil:
    cdef h2_entry* e
    if index == 0 or index > STATIC_SIZE + t.count:
        return False
    if index <= STATIC_SIZE:
        f.name.data = STATIC_TABLE[index - 1].name
        f.name.length = static_name_lengths[index]
        f.value.data = STATIC_TABLE[index - 1].value
        f.value.length = static_value_lengths[index]
        f.static_index = <int>index
        f.entry = NULL
    else:
        e = table_entry(t, index - STATIC_SIZE - 1)
        f.name.data = e.data
        f.name.length = e.name_length
        f.value.data = e.data + e.name_length
        f.value.length = e.value_length
        f.static_index = 0
        f.entry = e
    return True


# The next field of a block. 1: there is one; 0: the block has ended; -1: it is none. `scratch` has room for twice the
# block and a name of the table: what is decoded stays there until the next field is.
cdef int decode_field(napi_env env, h2_table* t, h2_reader* r, h2_buffer* scratch, bint first, h2_field* f) noexcept nogil:
    cdef uint32_t index
    cdef uint8_t kind
    memset(f, 0, sizeof(h2_field))
    scratch.length = 0
    while True:
        if r.at == r.end:
            return 0
        kind = r.at[0]
        if kind & 0xE0 != 0x20:
            break
        # An update of the table's size: at the beginning of a block alone.
        if not first or not read_integer(r, 5, &index) or index > t.limit:
            return -1
        t.resized = False
        t.max_size = index
        table_shrink(env, t, index)
    if t.resized:
        # The limit has become smaller, and the other side was to say so.
        return -1
    if kind & 0x80:
        if not read_integer(r, 7, &index) or not look_up(t, index, f):
            return -1
        return 1
    if not read_integer(r, 6 if kind & 0x40 else 4, &index):
        return -1
    if index > 0:
        if not look_up(t, index, f):
            return -1
        f.value.length = 0
    elif not read_text(r, &f.name, scratch):
        return -1
    # An entry whose name this is may have to go when the field is put into the table.
    if f.entry != NULL:
        if scratch.room - scratch.length < f.name.length:
            return -1
        memcpy(scratch.data + scratch.length, f.name.data, f.name.length)
        f.name.data = scratch.data + scratch.length
        scratch.length += f.name.length
    f.entry = NULL
    f.static_index = 0
    if not read_text(r, &f.value, scratch):
        return -1
    if kind & 0x40:
        f.entry = table_insert(env, t, &f.name, &f.value)
    elif kind & 0x10:
        f.never_indexed = True
    return 1


# ---- encoding ----

cdef void put_integer(h2_buffer* out, uint8_t first, int bits, uint32_t value) noexcept nogil:
    cdef uint32_t mask = (<uint32_t>1 << bits) - 1
    cdef uint8_t* at = <uint8_t*>out.data + out.length
    if value < mask:
        at[0] = first | <uint8_t>value
        out.length += 1
        return
    at[0] = first | <uint8_t>mask
    at += 1
    value -= mask
    while value >= 128:
        at[0] = <uint8_t>(value | 128)
        value >>= 7
        at += 1
    at[0] = <uint8_t>value
    out.length = <size_t>(at + 1 - <uint8_t*>out.data)


cdef void put_text(h2_buffer* out, const h2_text* text) noexcept nogil:
    cdef size_t size = huffman_size(<const uint8_t*>text.data, text.length)
    if size < text.length:
        put_integer(out, 0x80, 7, <uint32_t>size)
        huffman_encode(<uint8_t*>out.data + out.length, <const uint8_t*>text.data, text.length)
        out.length += size
    else:
        put_integer(out, 0, 7, <uint32_t>text.length)
        memcpy(out.data + out.length, text.data, text.length)
        out.length += text.length


# The limit that the other side's settings put on the encoder's table.
cdef void encoder_limit(h2_table* t, uint32_t limit) noexcept nogil:
    if not t.resized or limit < t.least:
        t.least = limit
    t.resized = True
    t.limit = limit


cdef void put_updates(napi_env env, h2_table* t, h2_buffer* out) noexcept nogil:
    if not t.resized:
        return
    t.resized = False
    if t.least < t.limit:
        table_shrink(env, t, t.least)
        put_integer(out, 0x20, 5, t.least)
    t.max_size = t.limit
    table_shrink(env, t, t.max_size)
    put_integer(out, 0x20, 5, t.max_size)


# Values that change with each message or are secrets are not worth a place in the table, or must not have one.
cdef inline bint is_indexed(int token) noexcept nogil:
    # :path, age, content-length, etag, if-modified-since, if-none-match, location, set-cookie
    return token not in (4, 21, 28, 34, 40, 41, 46, 55)


cdef inline bint is_secret(int token, size_t length) noexcept nogil:
    # authorization; short cookies
    return token == 23 or (token == 32 and length < 20)


# Writes a field. There is room for its texts and 16 bytes.
cdef void encode_field(napi_env env, h2_table* t, h2_buffer* out, const h2_text* name, const h2_text* value,
                       bint never) noexcept nogil:
    cdef uint32_t name_hash = text_hash(name.data, name.length, 2166136261)
    cdef uint32_t hash = text_hash(value.data, value.length, name_hash ^ 0x5bd1e995)
    cdef int token = static_index(name.data, name.length, name_hash)
    cdef uint32_t index = <uint32_t>token
    cdef uint32_t back
    cdef int i
    cdef h2_entry* e
    cdef uint8_t kind
    never = never or is_secret(token, value.length)
    if not never:
        i = token
        while 0 < i <= STATIC_SIZE and static_name_lengths[i] == name.length and (
                i == token or memcmp(STATIC_TABLE[i - 1].name, name.data, name.length) == 0):
            if static_value_lengths[i] == value.length and value.length > 0 and memcmp(
                    STATIC_TABLE[i - 1].value, value.data, value.length) == 0:
                put_integer(out, 0x80, 7, <uint32_t>i)
                return
            i += 1
        back = t.inserted - t.recent[hash & (RECENT - 1)]
        if t.recent[hash & (RECENT - 1)] != 0 and back < t.count:
            e = table_entry(t, back)
            if e.hash == hash and e.name_length == name.length and e.value_length == value.length and memcmp(
                    e.data, name.data, name.length) == 0 and memcmp(e.data + name.length, value.data, value.length) == 0:
                put_integer(out, 0x80, 7, STATIC_SIZE + 1 + back)
                return
    if index == 0:
        back = t.inserted - t.recent_names[name_hash & (RECENT - 1)]
        if t.recent_names[name_hash & (RECENT - 1)] != 0 and back < t.count:
            e = table_entry(t, back)
            if e.name_hash == name_hash and e.name_length == name.length and memcmp(e.data, name.data, name.length) == 0:
                index = STATIC_SIZE + 1 + back
    kind = 0
    if never:
        kind = 0x10
    # A field that takes most of the table would drive out what is used more.
    elif is_indexed(token) and name.length + value.length + ENTRY_OVERHEAD <= t.max_size // 4 * 3:
        kind = 0x40
    put_integer(out, kind, 6 if kind == 0x40 else 4, index)
    if index == 0:
        put_text(out, name)
    put_text(out, value)
    if kind == 0x40:
        e = table_insert(env, t, name, value)
        if e != NULL:
            e.hash = hash
            e.name_hash = name_hash
            t.recent[hash & (RECENT - 1)] = t.inserted
            t.recent_names[name_hash & (RECENT - 1)] = t.inserted
        elif t.max_size > 0 and name.length + value.length + ENTRY_OVERHEAD <= t.max_size:
            # No memory: the other side has the entry, so that its table has to go.
            encoder_limit(t, 0)
