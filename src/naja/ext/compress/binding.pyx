# binding('compress'): Brotli (RFC 7932) and Zstandard (RFC 8878), both ways. A state is an external that JavaScript
# holds; a step gives [output, bytes of input left, status] or [error number, message, name], as ext/zlib does.
from libc.stdint cimport int32_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcpy, strlen
from naja.loop.core cimport define
from naja.loop.engine cimport *
from naja.loop.napi cimport *

cdef extern from "Python.h":
    object PyCapsule_New(void* pointer, const char* name, void* destructor)

cdef extern from "uv.h" nogil:
    ctypedef struct uv_work_t:
        void* data
    int uv_queue_work(uv_loop_t* loop, uv_work_t* req, void (*work)(uv_work_t* req) noexcept nogil,
                      void (*after)(uv_work_t* req, int status) noexcept nogil)

cdef extern from "brotli/decode.h" nogil:
    ctypedef struct BrotliDecoderState:
        pass
    BrotliDecoderState* BrotliDecoderCreateInstance(void* alloc, void* free, void* opaque)
    void BrotliDecoderDestroyInstance(BrotliDecoderState* state)
    int BrotliDecoderSetParameter(BrotliDecoderState* state, int parameter, uint32_t value)
    int BrotliDecoderAttachDictionary(BrotliDecoderState* state, int type, size_t size, const uint8_t* data)
    int BrotliDecoderDecompressStream(BrotliDecoderState* state, size_t* available_in, const uint8_t** next_in,
                                      size_t* available_out, uint8_t** next_out, size_t* total)
    int BrotliDecoderGetErrorCode(const BrotliDecoderState* state)
    const char* BrotliDecoderErrorString(int code)

cdef extern from "brotli/encode.h" nogil:
    ctypedef struct BrotliEncoderState:
        pass
    BrotliEncoderState* BrotliEncoderCreateInstance(void* alloc, void* free, void* opaque)
    void BrotliEncoderDestroyInstance(BrotliEncoderState* state)
    int BrotliEncoderSetParameter(BrotliEncoderState* state, int parameter, uint32_t value)
    ctypedef struct BrotliEncoderPreparedDictionary:
        pass
    BrotliEncoderPreparedDictionary* BrotliEncoderPrepareDictionary(int type, size_t size, const uint8_t* data, int quality,
                                                                    void* alloc, void* free, void* opaque)
    void BrotliEncoderDestroyPreparedDictionary(BrotliEncoderPreparedDictionary* dictionary)
    int BrotliEncoderAttachPreparedDictionary(BrotliEncoderState* state, const BrotliEncoderPreparedDictionary* dictionary)
    int BrotliEncoderCompressStream(BrotliEncoderState* state, int op, size_t* available_in, const uint8_t** next_in,
                                    size_t* available_out, uint8_t** next_out, size_t* total)
    int BrotliEncoderHasMoreOutput(BrotliEncoderState* state)
    int BrotliEncoderIsFinished(BrotliEncoderState* state)

cdef extern from "zstd.h" nogil:
    ctypedef struct ZSTD_CCtx:
        pass
    ctypedef struct ZSTD_DCtx:
        pass
    ctypedef struct ZSTD_inBuffer:
        const void* src
        size_t size
        size_t pos
    ctypedef struct ZSTD_outBuffer:
        void* dst
        size_t size
        size_t pos
    ZSTD_CCtx* ZSTD_createCCtx()
    size_t ZSTD_freeCCtx(ZSTD_CCtx* c)
    ZSTD_DCtx* ZSTD_createDCtx()
    size_t ZSTD_freeDCtx(ZSTD_DCtx* d)
    size_t ZSTD_CCtx_setParameter(ZSTD_CCtx* c, int parameter, int value)
    size_t ZSTD_DCtx_setParameter(ZSTD_DCtx* d, int parameter, int value)
    size_t ZSTD_CCtx_setPledgedSrcSize(ZSTD_CCtx* c, unsigned long long size)
    size_t ZSTD_CCtx_loadDictionary(ZSTD_CCtx* c, const void* dict, size_t size)
    size_t ZSTD_DCtx_loadDictionary(ZSTD_DCtx* d, const void* dict, size_t size)
    size_t ZSTD_compressStream2(ZSTD_CCtx* c, ZSTD_outBuffer* output, ZSTD_inBuffer* input, int end)
    size_t ZSTD_decompressStream(ZSTD_DCtx* d, ZSTD_outBuffer* output, ZSTD_inBuffer* input)
    unsigned int ZSTD_isError(size_t code)
    const char* ZSTD_getErrorName(size_t code)
    int ZSTD_getErrorCode(size_t code)

cdef enum:
    BROTLI_DECODE = 0
    BROTLI_ENCODE = 1
    ZSTD_DECODE = 2
    ZSTD_ENCODE = 3
    # What a step ends with
    NEEDS_INPUT = 0
    HAS_MORE = 1
    ENDED = 2
    FAILED = 3
    BROTLI_RAW_DICTIONARY = 0
    BROTLI_MAX_QUALITY = 11
    # Brotli's answers
    DECODER_ERROR = 0
    DECODER_SUCCESS = 1
    DECODER_MORE_OUTPUT = 3

# One direction of one format. `busy`: a thread works on it; then it is freed when that is done.
cdef struct codec:
    int kind
    void* state
    # Brotli reads its dictionary where it lies, as long as the state lives: a copy of our own, and what its encoder made of it.
    uint8_t* dictionary
    BrotliEncoderPreparedDictionary* prepared
    bint busy
    bint gone
    # The input that is left of the last step: of its own memory.
    uint8_t* input
    size_t input_size
    size_t input_at
    int error
    const char* message

# A step on the thread pool.
cdef struct job:
    uv_work_t work
    napi_env env
    codec* c
    napi_value holder          # held: the state's external
    napi_value callback        # held
    naja_context_frame* frame
    int op
    uint8_t* output
    size_t room
    size_t written
    int status


cdef napi_value integer_value(napi_env env, int value) noexcept nogil:
    cdef napi_value result
    napi_create_int32(env, value, &result)
    return result


cdef int integer(napi_env env, napi_value value) noexcept nogil:
    cdef int32_t result = 0
    napi_get_value_int32(env, value, &result)
    return result


# ---- states ----

cdef void free_state(codec* c) noexcept nogil:
    if c.state == NULL:
        return
    if c.kind == BROTLI_DECODE:
        BrotliDecoderDestroyInstance(<BrotliDecoderState*>c.state)
    elif c.kind == BROTLI_ENCODE:
        BrotliEncoderDestroyInstance(<BrotliEncoderState*>c.state)
    elif c.kind == ZSTD_DECODE:
        ZSTD_freeDCtx(<ZSTD_DCtx*>c.state)
    else:
        ZSTD_freeCCtx(<ZSTD_CCtx*>c.state)
    c.state = NULL
    if c.prepared != NULL:
        BrotliEncoderDestroyPreparedDictionary(c.prepared)
        c.prepared = NULL
    free(c.dictionary)
    c.dictionary = NULL


cdef void free_codec(codec* c) noexcept nogil:
    free_state(c)
    free(c.input)
    free(c)


cdef void collected(napi_env env, void* data, void* hint) noexcept nogil:
    cdef codec* c = <codec*>data
    if c.busy:
        c.gone = True
    else:
        free_codec(c)


cdef void make_state(codec* c) noexcept nogil:
    if c.kind == BROTLI_DECODE:
        c.state = BrotliDecoderCreateInstance(NULL, NULL, NULL)
    elif c.kind == BROTLI_ENCODE:
        c.state = BrotliEncoderCreateInstance(NULL, NULL, NULL)
    elif c.kind == ZSTD_DECODE:
        c.state = ZSTD_createDCtx()
    else:
        c.state = ZSTD_createCCtx()


# open(kind): a state, an external; undefined where there is no memory.
cdef napi_value js_open(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    cdef napi_value result = NULL
    cdef codec* c = <codec*>calloc(1, sizeof(codec))
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    if c == NULL:
        return NULL
    c.kind = integer(env, argv[0]) & 3
    make_state(c)
    if c.state == NULL or napi_create_external(env, c, collected, NULL, &result) != napi_ok:
        free_codec(c)
        return NULL
    return result


cdef codec* codec_of(napi_env env, napi_value value) noexcept nogil:
    cdef void* data = NULL
    cdef napi_valuetype kind = napi_undefined
    napi_typeof(env, value, &kind)
    if kind != napi_external or napi_get_value_external(env, value, &data) != napi_ok:
        return NULL
    return <codec*>data


# set(state, parameter, value): whether the format takes it.
cdef napi_value js_set(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 3
    cdef napi_value[3] argv
    cdef napi_value result
    cdef bint good = False
    cdef int parameter
    cdef int value
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef codec* c = codec_of(env, argv[0])
    parameter = integer(env, argv[1])
    value = integer(env, argv[2])
    if c != NULL and c.state != NULL and not c.busy:
        if c.kind == BROTLI_DECODE:
            good = BrotliDecoderSetParameter(<BrotliDecoderState*>c.state, parameter, <uint32_t>value) != 0
        elif c.kind == BROTLI_ENCODE:
            good = BrotliEncoderSetParameter(<BrotliEncoderState*>c.state, parameter, <uint32_t>value) != 0
        elif c.kind == ZSTD_DECODE:
            good = not ZSTD_isError(ZSTD_DCtx_setParameter(<ZSTD_DCtx*>c.state, parameter, value))
        else:
            good = not ZSTD_isError(ZSTD_CCtx_setParameter(<ZSTD_CCtx*>c.state, parameter, value))
    napi_get_boolean(env, good, &result)
    return result


# Gives a fresh state of Brotli its dictionary: whether it took it.
cdef bint attach(codec* c, const uint8_t* data, size_t size) noexcept nogil:
    c.dictionary = <uint8_t*>malloc(size)
    if c.dictionary == NULL:
        return False
    memcpy(c.dictionary, data, size)
    if c.kind == BROTLI_DECODE:
        return BrotliDecoderAttachDictionary(<BrotliDecoderState*>c.state, BROTLI_RAW_DICTIONARY, size, c.dictionary) != 0
    c.prepared = BrotliEncoderPrepareDictionary(BROTLI_RAW_DICTIONARY, size, c.dictionary, BROTLI_MAX_QUALITY, NULL, NULL,
                                                NULL)
    if c.prepared == NULL:
        return False
    return BrotliEncoderAttachPreparedDictionary(<BrotliEncoderState*>c.state, c.prepared) != 0


# load(state, dictionary, size): once for each state, a dictionary (or undefined) and, for Zstandard, the size of the
# whole input (or -1). Whether the format took them.
cdef napi_value js_load(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 3
    cdef napi_value[3] argv
    cdef napi_value result
    cdef uint8_t* data = NULL
    cdef size_t size = 0
    cdef size_t code = 0
    cdef double total = -1
    cdef bint good = True
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef codec* c = codec_of(env, argv[0])
    napi_get_value_double(env, argv[2], &total)
    if c != NULL and c.state != NULL and not c.busy:
        if naja_get_bytes(env, argv[1], &data, &size) and size > 0:
            if c.kind == ZSTD_DECODE:
                code = ZSTD_DCtx_loadDictionary(<ZSTD_DCtx*>c.state, data, size)
            elif c.kind == ZSTD_ENCODE:
                code = ZSTD_CCtx_loadDictionary(<ZSTD_CCtx*>c.state, data, size)
            elif c.dictionary == NULL:
                good = attach(c, data, size)
        if c.kind == ZSTD_ENCODE and total >= 0 and not ZSTD_isError(code):
            code = ZSTD_CCtx_setPledgedSrcSize(<ZSTD_CCtx*>c.state, <unsigned long long>total)
    napi_get_boolean(env, good and not ZSTD_isError(code), &result)
    return result


# ---- steps ----

# Whether bytes begin another frame, or one to be skipped.
cdef bint begins_frame(const uint8_t* at, size_t size) noexcept nogil:
    if size < 4:
        return False
    if at[0] == 0x28 and at[1] == 0xB5 and at[2] == 0x2F and at[3] == 0xFD:
        return True
    return (at[0] & 0xF0) == 0x50 and at[1] == 0x2A and at[2] == 0x4D and at[3] == 0x18


# One call of the format's own function: fills `output`, moves c.input_at.
cdef int run(codec* c, int op, uint8_t* output, size_t room, size_t* written) noexcept nogil:
    cdef size_t available_in = c.input_size - c.input_at
    cdef const uint8_t* next_in = c.input + c.input_at
    cdef size_t available_out = room
    cdef uint8_t* next_out = output
    cdef ZSTD_inBuffer source
    cdef ZSTD_outBuffer target
    cdef size_t code
    cdef int answer
    if c.kind == BROTLI_DECODE:
        answer = BrotliDecoderDecompressStream(<BrotliDecoderState*>c.state, &available_in, &next_in, &available_out,
                                               &next_out, NULL)
        c.input_at = c.input_size - available_in
        written[0] = room - available_out
        if answer == DECODER_ERROR:
            c.error = BrotliDecoderGetErrorCode(<BrotliDecoderState*>c.state)
            c.message = BrotliDecoderErrorString(c.error)
            return FAILED
        return ENDED if answer == DECODER_SUCCESS else HAS_MORE if answer == DECODER_MORE_OUTPUT else NEEDS_INPUT
    if c.kind == BROTLI_ENCODE:
        answer = BrotliEncoderCompressStream(<BrotliEncoderState*>c.state, op, &available_in, &next_in, &available_out,
                                             &next_out, NULL)
        c.input_at = c.input_size - available_in
        written[0] = room - available_out
        if not answer:
            c.error = -1
            c.message = "Compression failed"
            return FAILED
        if BrotliEncoderIsFinished(<BrotliEncoderState*>c.state):
            return ENDED
        if available_in > 0 or BrotliEncoderHasMoreOutput(<BrotliEncoderState*>c.state):
            return HAS_MORE
        return NEEDS_INPUT
    source.src = c.input
    source.size = c.input_size
    source.pos = c.input_at
    target.dst = output
    target.size = room
    target.pos = 0
    if c.kind == ZSTD_DECODE:
        code = ZSTD_decompressStream(<ZSTD_DCtx*>c.state, &target, &source)
    else:
        code = ZSTD_compressStream2(<ZSTD_CCtx*>c.state, &target, &source, op)
    c.input_at = source.pos
    written[0] = target.pos
    if ZSTD_isError(code):
        c.error = ZSTD_getErrorCode(code)
        c.message = ZSTD_getErrorName(code)
        return FAILED
    if c.kind == ZSTD_DECODE:
        # 0: a frame is complete; another one may follow.
        if code == 0 and not begins_frame(c.input + source.pos, source.size - source.pos):
            return ENDED
        return HAS_MORE if target.pos == room or source.pos < source.size else NEEDS_INPUT
    if op == 2 and code == 0:
        return ENDED
    return HAS_MORE if source.pos < source.size or (op != 0 and code > 0) else NEEDS_INPUT


# Takes over new input. False where there is no memory.
cdef bint take(codec* c, const uint8_t* data, size_t size) noexcept nogil:
    free(c.input)
    c.input_at = 0
    c.input_size = size
    c.input = <uint8_t*>malloc(size + 1)
    if c.input == NULL:
        c.input_size = 0
        return False
    memcpy(c.input, data, size)
    return True


cdef napi_value result_of(napi_env env, codec* c, int status, const uint8_t* output, size_t written) noexcept nogil:
    cdef napi_value[3] parts
    cdef napi_value result
    cdef uint8_t* data = NULL
    if status == FAILED:
        parts[0] = integer_value(env, c.error)
        napi_create_string_utf8(env, c.message, strlen(c.message), &parts[1])
        napi_get_undefined(env, &parts[2])
    else:
        naja_create_uint8array(env, written, &data, &parts[0])
        if written > 0:
            memcpy(data, output, written)
        parts[1] = integer_value(env, <int>(c.input_size - c.input_at))
        parts[2] = integer_value(env, status)
    naja_create_array_from(env, 3, parts, &result)
    return result


# The arguments (state, op, bytes or undefined, limit), made ready. NULL where that cannot be; an exception is pending.
cdef codec* begin(napi_env env, napi_value* argv, size_t* room) noexcept nogil:
    cdef codec* c = codec_of(env, argv[0])
    cdef uint8_t[64] inlined
    cdef const uint8_t* data = NULL
    cdef size_t size = 0
    cdef napi_valuetype kind = napi_undefined
    if c == NULL or c.state == NULL or c.busy:
        napi_throw_error(env, NULL, "the stream is closed or busy")
        return NULL
    napi_typeof(env, argv[2], &kind)
    if kind != napi_undefined:
        if not naja_read_bytes(env, argv[2], inlined, &data, &size) or not take(c, data, size):
            napi_throw_error(env, NULL, "no bytes, or no memory")
            return NULL
    room[0] = <size_t>integer(env, argv[3])
    return c


# step(state, op, bytes or undefined, limit): at once. Without bytes: of the input that is left.
cdef napi_value js_step(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 4
    cdef napi_value[4] argv
    cdef size_t room = 0
    cdef size_t written = 0
    cdef uint8_t* output
    cdef napi_value result
    cdef int status
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef codec* c = begin(env, argv, &room)
    if c == NULL:
        return NULL
    output = <uint8_t*>malloc(room + 1)
    if output == NULL:
        napi_throw_error(env, NULL, "no memory")
        return NULL
    status = run(c, integer(env, argv[1]), output, room, &written)
    result = result_of(env, c, status, output, written)
    free(output)
    return result


cdef void work(uv_work_t* base) noexcept nogil:
    cdef job* j = <job*>base.data
    j.status = run(j.c, j.op, j.output, j.room, &j.written)


cdef void worked(uv_work_t* base, int status) noexcept nogil:
    cdef job* j = <job*>base.data
    cdef napi_env env = j.env
    cdef napi_handle_scope scope
    cdef napi_value result
    cdef napi_value undefined
    j.c.busy = False
    if j.c.gone:
        free_codec(j.c)
    else:
        napi_open_handle_scope(env, &scope)
        result = result_of(env, j.c, j.status, j.output, j.written)
        napi_get_undefined(env, &undefined)
        naja_make_callback(env, j.frame, undefined, j.callback, 1, &result)
        napi_close_handle_scope(env, scope)
        naja_release(env, j.holder)
        naja_release(env, j.callback)
        if j.frame != NULL:
            naja_context_free(env, j.frame)
    free(j.output)
    free(j)


# stepLater(state, op, bytes or undefined, limit, callback): the same on the thread pool; callback(result).
cdef napi_value js_step_later(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 5
    cdef napi_value[5] argv
    cdef size_t room = 0
    cdef job* j
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef codec* c = begin(env, argv, &room)
    if c == NULL:
        return NULL
    j = <job*>calloc(1, sizeof(job))
    if j != NULL:
        j.output = <uint8_t*>malloc(room + 1)
    if j == NULL or j.output == NULL:
        free(j)
        napi_throw_error(env, NULL, "no memory")
        return NULL
    c.busy = True
    j.work.data = j
    j.env = env
    j.c = c
    j.op = integer(env, argv[1])
    j.room = room
    j.holder = naja_hold(env, argv[0])
    j.callback = naja_hold(env, argv[4])
    j.frame = naja_context_capture(env)
    uv_queue_work(naja_env_loop(env), &j.work, work, worked)
    return NULL


# reset(state): begins anew, with the parameters at their defaults.
cdef napi_value js_reset(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef codec* c = codec_of(env, argv[0])
    if c != NULL and not c.busy:
        free_state(c)
        make_state(c)
        c.input_size = c.input_at = 0
    return NULL


# close(state): frees what it holds.
cdef napi_value js_close(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef codec* c = codec_of(env, argv[0])
    if c != NULL and not c.busy:
        free_state(c)
        free(c.input)
        c.input = NULL
        c.input_size = c.input_at = 0
    return NULL


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    define(env, exports, b"open", js_open)
    define(env, exports, b"set", js_set)
    define(env, exports, b"load", js_load)
    define(env, exports, b"step", js_step)
    define(env, exports, b"stepLater", js_step_later)
    define(env, exports, b"reset", js_reset)
    define(env, exports, b"close", js_close)
    return exports


__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
