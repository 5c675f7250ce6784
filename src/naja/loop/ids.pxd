# Numbers by which JavaScript names what native code owns: a number that is given back is used again.
from libc.stdint cimport uint32_t
from libc.stdlib cimport free, realloc
from naja.loop.napi cimport *

cdef struct id_table:
    void** objects         # by number; NULL where there is none
    uint32_t size
    uint32_t* unused
    uint32_t unused_count


# What a number stands for, NULL for nothing.
cdef inline void* id_object(napi_env env, id_table* t, napi_value id) noexcept nogil:
    cdef uint32_t index = 0
    if napi_get_value_uint32(env, id, &index) != napi_ok or index >= t.size:
        return NULL
    return t.objects[index]


# Gives an object a number. False where there is no memory.
cdef inline bint id_take(id_table* t, void* object, uint32_t* id) noexcept nogil:
    cdef uint32_t size
    cdef uint32_t i
    cdef void* grown
    if t.unused_count == 0:
        size = t.size * 2 if t.size else 64
        grown = realloc(t.objects, size * sizeof(void*))
        if grown == NULL:
            return False
        t.objects = <void**>grown
        grown = realloc(t.unused, size * sizeof(uint32_t))
        if grown == NULL:
            return False
        t.unused = <uint32_t*>grown
        i = size
        while i > t.size:
            i -= 1
            t.objects[i] = NULL
            t.unused[t.unused_count] = i
            t.unused_count += 1
        t.size = size
    t.unused_count -= 1
    id[0] = t.unused[t.unused_count]
    t.objects[id[0]] = object
    return True


cdef inline void id_give(id_table* t, uint32_t id) noexcept nogil:
    t.objects[id] = NULL
    t.unused[t.unused_count] = id
    t.unused_count += 1


cdef inline void id_table_free(id_table* t) noexcept nogil:
    free(t.objects)
    free(t.unused)
