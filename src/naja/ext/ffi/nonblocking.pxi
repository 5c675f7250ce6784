# Calls on the thread pool. Included by binding.pyx.

cdef struct Call:
    uv_work_t work
    napi_env env
    Function* function
    napi_deferred deferred
    naja_context_frame* frame
    naja_native_arena arena
    void* memory              # of a struct that is returned
    uint32_t held_count
    napi_value* held          # buffers whose bytes are borrowed
    uint64_t* slots


cdef void work_nonblocking(uv_work_t* work) noexcept nogil:
    cdef Call* call = <Call*>work.data
    call_libffi(call.function, call.slots)


cdef void free_call(Call* call) noexcept nogil:
    cdef uint32_t i
    for i in range(call.held_count):
        naja_release(call.env, call.held[i])
    naja_native_arena_clear(&call.arena)
    naja_context_free(call.env, call.frame)
    free(call.memory)
    free(call.held)
    free(call.slots)
    free(call)


cdef void after_nonblocking(uv_work_t* work, int status) noexcept nogil:
    cdef Call* call = <Call*>work.data
    cdef Function* function = call.function
    cdef Library* library = function.library
    cdef naja_callback_scope scope
    cdef napi_env env = call.env
    naja_callback_scope_open(env, &scope, call.frame)
    napi_resolve_deferred(
        env, call.deferred, naja_native_to_js(env, &function.base.result, call.slots[function.base.argc])
    )
    free_call(call)
    if library != NULL:
        library.users -= 1
        if library.closed:
            unload(library)
    drop_function(function)
    naja_callback_scope_close(env, &scope)


cdef napi_value js_call_nonblocking(napi_env env, napi_callback_info info) noexcept nogil:
    """A function whose call is made by the thread pool: a Promise of its result."""
    cdef napi_value[MAX_ARGUMENTS] argv
    cdef size_t given = MAX_ARGUMENTS
    cdef void* data
    cdef uint32_t argc, i
    cdef napi_value promise = NULL
    cdef napi_valuetype type
    napi_get_cb_info(env, info, &given, argv, NULL, &data)
    cdef Function* function = <Function*>data
    if function.target != function.address:
        throw_closed(function)
        return NULL
    argc = function.base.argc
    cdef Call* call = <Call*>calloc(1, sizeof(Call))
    call.env = env
    call.function = function
    call.slots = <uint64_t*>calloc(argc + 1, sizeof(uint64_t))
    call.held = <napi_value*>calloc(argc + 1, sizeof(napi_value))
    for i in range(argc):
        if not naja_native_from_js(env, &function.base.args[i], i, argv[i], &call.arena, &call.slots[i]):
            free_call(call)
            return NULL
        napi_typeof(env, argv[i], &type)
        if type == napi_object:
            call.held[call.held_count] = naja_hold(env, argv[i])
            call.held_count += 1
    if function.base.result.type == NAJA_STRUCT:
        call.memory = calloc(1, function.base.result.size)
        call.slots[argc] = <uint64_t>call.memory
    call.frame = naja_context_capture(env)
    napi_create_promise(env, &call.deferred, &promise)
    call.work.data = call
    function.references += 1
    if function.library != NULL:
        function.library.users += 1
    uv_queue_work(naja_env_loop(env), &call.work, work_nonblocking, after_nonblocking)
    return promise


cdef void finalize_nonblocking(napi_env env, void* data, void* hint) noexcept nogil:
    drop_function(<Function*>data)


cdef napi_status create_nonblocking(napi_env env, const char* name, Function* function, napi_value* result) noexcept nogil:
    cdef napi_status status = napi_create_function(
        env, name, NAPI_AUTO_LENGTH, js_call_nonblocking, function, result
    )
    cdef napi_value unused
    if status != napi_ok:
        return status
    return napi_add_finalizer(env, result[0], function, finalize_nonblocking, NULL, NULL)
