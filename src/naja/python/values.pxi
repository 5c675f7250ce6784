# JavaScript -> Python, as programs see it: plain data is copied, everything else stays a JavaScript value.
#
# Deep data is no deep recursion: containers that are met are made at once, and filled from a list of those that wait.
# One that is met twice is the same Python object twice, which also keeps cycles.

cdef struct Waiting:
    napi_value value
    PyObject* made  # borrowed: the result refers to it
    int kind
    int depth

cdef struct Seen:
    napi_value value  # NULL: a free place
    uint32_t hash
    PyObject* made

cdef struct Copying:
    napi_env env
    Waiting* waiting
    size_t waits
    size_t room
    Seen* seen       # open addressing; `places` is a power of two
    size_t places
    size_t known
    int limit        # levels to copy; -1: all
    bint instances   # also of classes

DEF CHUNK = 64


cdef object to_python(napi_env env, napi_value value):
    """A JavaScript value as Python sees it. NULL is undefined. Raises JSError where a getter throws."""
    cdef double number = 0
    cdef int kind
    if value == NULL:
        return None
    kind = naja_kind_of(env, value, &number)
    if kind == KIND_NUMBER:
        return number_of(number)
    if kind == KIND_STRING:
        return text_of(env, value)
    if KIND_PLAIN <= kind <= KIND_SET:
        return copy_of(env, value, kind, -1, False)
    return lone_value(env, value, kind)


cdef inline object number_of(double number):
    """An int where it is integral and exact, and not -0.0."""
    cdef int64_t integer
    if -SAFE_INTEGER <= number <= SAFE_INTEGER:
        integer = <int64_t>number
        if <double>integer == number and (integer != 0 or not signbit(number)):
            return integer
    return number


cdef object lone_value(napi_env env, napi_value value, int kind):
    """What is no container that is copied."""
    cdef void* callable
    if kind == KIND_UNDEFINED or kind == KIND_NULL:
        return None
    if kind == KIND_TRUE:
        return True
    if kind == KIND_FALSE:
        return False
    if kind == KIND_BIGINT:
        return bigint_of(env, value)
    if kind == KIND_DATE:
        return date_of(env, value)
    if kind == KIND_VIEW or kind == KIND_BUFFER:
        return memory_of(env, value)
    if kind == KIND_ERROR:
        return error_value(env, value)
    if kind == KIND_PROXY or kind == KIND_FUNCTION:
        known = unwrap_proxy(env, value)
        if known is not None:
            return known
        if kind == KIND_FUNCTION:
            callable = naja_function_data(env, value, call_callable)
            if callable != NULL:
                return <object><PyObject*>callable
        elif is_callable(env, value):
            kind = KIND_FUNCTION
    return js_value(env, value, kind)


cdef inline bint is_callable(napi_env env, napi_value value):
    cdef napi_valuetype kind = napi_undefined
    napi_typeof(env, value, &kind)
    return kind == napi_function


cdef object scalar_of(Copying* c, napi_value value, int depth):
    """An element or a property: converted, or a container that will be filled."""
    cdef double number = 0
    cdef int kind = naja_kind_of(c.env, value, &number)
    if kind == KIND_NUMBER:
        return number_of(number)
    if kind == KIND_STRING:
        return text_of(c.env, value)
    if c.instances and kind == KIND_OBJECT:
        kind = KIND_PLAIN
    if KIND_PLAIN <= kind <= KIND_SET:
        if c.limit >= 0 and depth >= c.limit:
            return js_value(c.env, value, kind)
        return container_of(c, value, kind, depth)
    return lone_value(c.env, value, kind)


cdef object key_of(Copying* c, napi_value value):
    """What can be a key of a dict or a member of a set: objects stay themselves, by identity."""
    cdef double number = 0
    cdef int kind = naja_kind_of(c.env, value, &number)
    if kind == KIND_NUMBER:
        return number_of(number)
    if kind == KIND_STRING:
        return name_of(c.env, value)
    if KIND_PLAIN <= kind <= KIND_SET or kind == KIND_VIEW or kind == KIND_BUFFER or kind == KIND_ERROR:
        return js_value(c.env, value, kind)
    key = lone_value(c.env, value, kind)
    try:
        hash(key)
    except TypeError:
        return js_value(c.env, value, kind)  # a Python object behind a proxy: its proxy is a good key
    return key


cdef object copy_of(napi_env env, napi_value value, int kind, int limit, bint instances):
    """A container, and all in it."""
    cdef Copying c
    cdef Waiting next
    memset(&c, 0, sizeof(c))
    c.env = env
    c.limit = limit
    c.instances = instances
    try:
        result = container_of(&c, value, kind, 0)
        while c.waits:
            c.waits -= 1
            next = c.waiting[c.waits]
            fill(&c, &next)
        return result
    finally:
        free(c.waiting)
        free(c.seen)


cdef object container_of(Copying* c, napi_value value, int kind, int depth):
    """The Python container for a JavaScript one: known, or new and waiting to be filled."""
    cdef uint32_t count = 0
    cdef Seen* place
    cdef Waiting* waiting
    cdef uint32_t hash = naja_identity_hash(c.env, value)
    place = place_of(c, value, hash)
    if place.value != NULL:
        return <object>place.made
    if kind == KIND_PLAIN or kind == KIND_MAP:
        made = {}
    elif kind == KIND_SET:
        made = set()
    else:
        napi_get_array_length(c.env, value, &count)
        if count > 1 << 20 and naja_array_is_sparse(c.env, value):
            return js_value(c.env, value, KIND_OBJECT)
        made = []
    place.value = value
    place.hash = hash
    place.made = <PyObject*>made
    c.known += 1
    if c.waits == c.room:
        c.room = c.room * 2 if c.room else 16
        waiting = <Waiting*>realloc(c.waiting, c.room * sizeof(Waiting))
        if waiting == NULL:
            raise MemoryError
        c.waiting = waiting
    waiting = &c.waiting[c.waits]
    c.waits += 1
    waiting.value = value
    waiting.made = <PyObject*>made
    waiting.kind = kind
    waiting.depth = depth
    return made


cdef Seen* place_of(Copying* c, napi_value value, uint32_t hash) except NULL:
    """Where a value is known, or will be."""
    cdef Seen* seen
    cdef size_t places, i, at
    cdef c_bool same
    if c.known * 2 >= c.places:
        places = c.places * 2 if c.places else 16
        seen = <Seen*>calloc(places, sizeof(Seen))
        if seen == NULL:
            raise MemoryError
        for i in range(c.places):
            if c.seen[i].value != NULL:
                at = c.seen[i].hash & (places - 1)
                while seen[at].value != NULL:
                    at = (at + 1) & (places - 1)
                seen[at] = c.seen[i]
        free(c.seen)
        c.seen = seen
        c.places = places
    at = hash & (c.places - 1)
    while c.seen[at].value != NULL:
        if c.seen[at].hash == hash:
            same = False
            napi_strict_equals(c.env, c.seen[at].value, value, &same)
            if same:
                break
        at = (at + 1) & (c.places - 1)
    return &c.seen[at]


cdef int fill(Copying* c, Waiting* w) except -1:
    cdef napi_value[CHUNK] values
    cdef napi_value[CHUNK] names
    cdef napi_value source = w.value, keys = NULL
    cdef uint32_t count = 0, done = 0, part, i
    cdef napi_env env = c.env
    cdef int depth = w.depth + 1
    made = <object>w.made
    if w.kind == KIND_PLAIN:
        checked(env, naja_own_keys(env, source, False, &keys, &count))
        while done < count:
            part = min(count - done, <uint32_t>CHUNK)
            checked(env, naja_entries(env, source, keys, done, part, names, values))
            for i in range(part):
                (<dict>made)[name_of(env, names[i])] = scalar_of(c, values[i], depth)
            done += part
        return 0
    if w.kind != KIND_ARRAY:
        checked(env, naja_collection_values(env, source, &keys))
        source = keys
    napi_get_array_length(env, source, &count)
    if w.kind == KIND_ARRAY and count > 8 and fill_numbers(env, source, count, <list>made):
        return 0
    while done < count:
        part = min(count - done, <uint32_t>CHUNK)
        checked(env, naja_array_values(env, source, done, part, values))
        if w.kind == KIND_ARRAY:
            for i in range(part):
                (<list>made).append(scalar_of(c, values[i], depth))
        elif w.kind == KIND_SET:
            for i in range(part):
                (<set>made).add(key_of(c, values[i]))
        else:
            for i in range(0, part, 2):
                (<dict>made)[key_of(c, values[i])] = scalar_of(c, values[i + 1], depth)
        done += part
    return 0


cdef bint fill_numbers(napi_env env, napi_value array, uint32_t count, list made) except -1:
    """An array of nothing but numbers, without a handle for each."""
    cdef double* numbers = <double*>malloc(count * sizeof(double))
    cdef uint32_t i
    if numbers == NULL:
        raise MemoryError
    try:
        if not naja_array_numbers(env, array, count, numbers):
            return False
        for i in range(count):
            made.append(number_of(numbers[i]))
        return True
    finally:
        free(numbers)


cdef object bigint_of(napi_env env, napi_value value):
    cdef int sign = 0
    cdef size_t count = 4
    cdef uint64_t[4] few
    cdef uint64_t* words
    cdef int64_t small = 0
    cdef c_bool exact = False
    napi_get_value_bigint_int64(env, value, &small, &exact)
    if exact:
        return small
    napi_get_value_bigint_words(env, value, NULL, &count, NULL)
    words = few
    if count > 4:
        words = <uint64_t*>malloc(count * sizeof(uint64_t))
    if words == NULL:
        raise MemoryError
    try:
        napi_get_value_bigint_words(env, value, &sign, &count, words)
        number = _PyLong_FromByteArray(<const unsigned char*>words, count * 8, 1, 0)
    finally:
        if words != few:
            free(words)
    return -number if sign else number
