# C functions over JavaScript functions. Included by binding.pyx.

cdef enum:
    # What another thread does that calls a function that returns nothing: wait nevertheless (Deno), or go on (Bun).
    CALLBACK_DETACHED = 1

cdef struct Callback:
    napi_env env
    pthread_t thread
    napi_value function       # held; NULL after close
    ffi_closure* closure      # where machine code of our own cannot be: structs, and what forbids it
    Place* place
    void* code                # what C calls
    Signature signature
    int32_t flags
    int calls                 # under way, or waiting in the queue
    bint closed
    bint referenced
    bint owned                # JavaScript's handle lives
    bint called_from_afar     # another thread has called it, and may still be in its code

# A call from another thread, which waits for `done` or, where it has `detached`, has left the request to the loop.
cdef struct Request:
    Callback* callback
    uint64_t* slots
    uint64_t result
    void* result_memory
    sem_t done
    bint detached
    Request* next

# Where other threads leave their calls: one for each environment that has callbacks, never freed, as a thread may come
# at any time.
cdef struct Inbox:
    napi_env env
    pthread_mutex_t mutex
    Request* first
    Request* last
    uv_async_t wake
    int references            # callbacks that keep the loop alive
    Inbox* next


cdef inline void take_slots(Callback* callback, void** args, uint64_t* slots) noexcept nogil:
    """libffi's arguments, as the engine wants them."""
    cdef uint32_t i
    cdef int type
    for i in range(callback.signature.argc):
        type = callback.signature.args[i].type
        if type == NAJA_STRUCT:
            slots[i] = <uint64_t>args[i]
        elif type == NAJA_F32 or type == NAJA_I32 or type == NAJA_U32:
            slots[i] = (<uint32_t*>args[i])[0]
        elif type == NAJA_BOOL or type == NAJA_I8 or type == NAJA_U8:
            slots[i] = (<uint8_t*>args[i])[0]
        elif type == NAJA_I16 or type == NAJA_U16:
            slots[i] = (<uint16_t*>args[i])[0]
        else:
            slots[i] = (<uint64_t*>args[i])[0]


cdef void called(ffi_cif* cif, void* result, void** args, void* data) noexcept nogil:
    """C calls through libffi."""
    cdef Callback* callback = <Callback*>data
    cdef uint64_t[MAX_ARGUMENTS + 1] slots
    cdef uint64_t word = 0
    cdef naja_native_type type = callback.signature.result  # a copy: the callback may close itself
    take_slots(callback, args, slots)
    if type.type == NAJA_STRUCT:
        memset(result, 0, type.size)
        word = <uint64_t>result
    word = call_back(callback, slots, word)
    if type.type != NAJA_VOID and type.type != NAJA_STRUCT:
        (<uint64_t*>result)[0] = word


cdef uint64_t called_with_slots(Callback* callback, uint64_t* slots) noexcept nogil:
    """C calls through machine code of our own."""
    return call_back(callback, slots, 0)


cdef uint64_t call_back(Callback* callback, uint64_t* slots, uint64_t word) noexcept nogil:
    """Calls JavaScript: on the thread of the environment at once, from any other through its inbox. `word` is the result
    where there is none; for a struct, and then the result too, the address to write to."""
    cdef naja_native_type type = callback.signature.result
    cdef ThreadState* state
    if pthread_self() != callback.thread:
        call_from_afar(callback, slots, &word)
    elif callback.function != NULL:
        state = thread_state()
        state.depth += 1
        callback.calls += 1
        naja_native_callback(
            callback.env, callback.function, callback.signature.argc, callback.signature.args, slots, &type, &word
        )
        state.depth -= 1
        callback.calls -= 1
        if callback.closed and callback.calls == 0:
            end_callback(callback)
    return word


cdef void call_from_afar(Callback* callback, uint64_t* slots, uint64_t* word) noexcept nogil:
    cdef Inbox* inbox = inbox_of(callback.env, False)
    cdef Request own
    cdef Request* request = &own
    cdef uint32_t argc = callback.signature.argc
    cdef bint detached = callback.signature.result.type == NAJA_VOID and callback.flags & CALLBACK_DETACHED
    if inbox == NULL:
        return
    callback.called_from_afar = True
    if detached:
        request = <Request*>malloc(sizeof(Request) + (argc + 1) * sizeof(uint64_t))
        request.slots = <uint64_t*>(request + 1)
        memcpy(request.slots, slots, argc * sizeof(uint64_t))
    else:
        request.slots = slots
        sem_init(&request.done, 0, 0)
    request.callback = callback
    request.result = word[0]
    request.detached = detached
    request.next = NULL
    pthread_mutex_lock(&inbox.mutex)
    if inbox.last != NULL:
        inbox.last.next = request
    else:
        inbox.first = request
    inbox.last = request
    pthread_mutex_unlock(&inbox.mutex)
    uv_async_send(&inbox.wake)
    if detached:
        return
    while sem_wait(&request.done) != 0:
        pass  # interrupted by a signal
    sem_destroy(&request.done)
    word[0] = request.result


cdef void answer(Inbox* inbox) noexcept nogil:
    """Makes the calls that other threads have left, on the loop."""
    cdef Request* request
    cdef Callback* callback
    cdef naja_callback_scope scope
    while True:
        pthread_mutex_lock(&inbox.mutex)
        request = inbox.first
        if request != NULL:
            inbox.first = request.next
            if inbox.first == NULL:
                inbox.last = NULL
        pthread_mutex_unlock(&inbox.mutex)
        if request == NULL:
            return
        callback = request.callback
        if callback.function != NULL:
            callback.calls += 1
            thread_state().depth += 1
            naja_native_callback(callback.env, callback.function, callback.signature.argc, callback.signature.args,
                                 request.slots, &callback.signature.result, &request.result)
            thread_state().depth -= 1
            callback.calls -= 1
        if request.detached:
            free(request)
        else:
            sem_post(&request.done)
        if callback.closed and callback.calls == 0:
            end_callback(callback)


cdef void inbox_woken(uv_async_t* wake) noexcept nogil:
    answer(<Inbox*>wake.data)


cdef Inbox* inboxes = NULL


cdef Inbox* inbox_of(napi_env env, bint create) noexcept nogil:
    global inboxes
    cdef Inbox* inbox
    pthread_mutex_lock(&inboxes_mutex)
    inbox = inboxes
    while inbox != NULL and inbox.env != env:
        inbox = inbox.next
    pthread_mutex_unlock(&inboxes_mutex)
    if inbox != NULL or not create:
        return inbox
    inbox = <Inbox*>calloc(1, sizeof(Inbox))
    inbox.env = env
    pthread_mutex_init(&inbox.mutex, NULL)
    uv_async_init(naja_env_loop(env), &inbox.wake, inbox_woken)
    inbox.wake.data = inbox
    uv_unref(<uv_handle_t*>&inbox.wake)
    pthread_mutex_lock(&inboxes_mutex)
    inbox.next = inboxes
    inboxes = inbox
    pthread_mutex_unlock(&inboxes_mutex)
    napi_add_env_cleanup_hook(env, close_inbox, inbox)
    return inbox


cdef void close_inbox(void* data) noexcept nogil:
    """The environment ends: threads that wait get nothing, and nobody finds the inbox any more."""
    cdef Inbox* inbox = <Inbox*>data
    cdef Request* request
    pthread_mutex_lock(&inbox.mutex)
    inbox.env = NULL
    request = inbox.first
    while request != NULL:
        inbox.first = request.next
        if request.detached:
            free(request)
        else:
            sem_post(&request.done)
        request = inbox.first
    inbox.last = NULL
    pthread_mutex_unlock(&inbox.mutex)
    uv_close(<uv_handle_t*>&inbox.wake, NULL)


cdef void end_callback(Callback* callback) noexcept nogil:
    """Frees what C had; the struct itself belongs to JavaScript's handle, or is freed here where that is gone."""
    if callback.closure != NULL:
        if not callback.called_from_afar:
            ffi_closure_free(callback.closure)
        callback.closure = NULL
    if callback.place != NULL:
        give_place(callback.place, callback.called_from_afar)
        callback.place = NULL
    free_signature(&callback.signature)
    if not callback.owned:
        free(callback)


cdef void set_referenced(Callback* callback, bint wanted) noexcept nogil:
    cdef Inbox* inbox
    if callback.referenced == wanted:
        return
    callback.referenced = wanted
    inbox = inbox_of(callback.env, True)
    inbox.references += 1 if wanted else -1
    if wanted and inbox.references == 1:
        uv_ref(<uv_handle_t*>&inbox.wake)
    elif not wanted and inbox.references == 0:
        uv_unref(<uv_handle_t*>&inbox.wake)


cdef bint close_callback(Callback* callback) noexcept nogil:
    if callback.closed:
        return False
    callback.closed = True
    set_referenced(callback, False)
    if callback.function != NULL:
        naja_release(callback.env, callback.function)
        callback.function = NULL
    if callback.calls == 0:
        end_callback(callback)
    return True


cdef void finalize_callback(napi_env env, void* data, void* hint) noexcept nogil:
    # C may still have its address: what was not closed stays.
    cdef Callback* callback = <Callback*>data
    callback.owned = False
    if callback.closed and callback.calls == 0:
        free(callback)


cdef bint make_code(Callback* callback) noexcept nogil:
    """What C is to call. False where the system does not allow that."""
    cdef Code code
    if not has_struct(&callback.signature):
        code.length = 0
        code.overflow = False
        write_callback(&code, callback)
        callback.place = place_code(&code, True)
        if callback.place != NULL:
            callback.code = callback.place.at
            return True
    callback.closure = <ffi_closure*>ffi_closure_alloc(sizeof(ffi_closure), &callback.code)
    if callback.closure == NULL:
        return False
    if ffi_prep_closure_loc(callback.closure, &callback.signature.cif, called, callback, callback.code) == FFI_OK:
        return True
    ffi_closure_free(callback.closure)
    callback.closure = NULL
    return False


cdef napi_value js_callback(napi_env env, napi_callback_info info) noexcept nogil:
    """callback(function, result, parameters, flags, message): a handle. flags: 1, threads that call a function without a result
    do not wait for it. message: of the TypeError for a result of the wrong type; '' for none, and 0 as the result."""
    cdef size_t argc = 5
    cdef napi_value[5] argv
    cdef napi_value result
    cdef napi_valuetype type
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    if not naja_may_some(env, NAJA_MAY_FFI):
        return NULL
    napi_typeof(env, argv[0], &type)
    if type != napi_function:
        napi_throw_type_error(env, NULL, b"A callback must be a function")
        return NULL
    cdef Callback* callback = <Callback*>calloc(1, sizeof(Callback))
    cdef napi_value undefined
    napi_get_undefined(env, &undefined)
    if not parse_signature(env, argv[1], argv[2], -1, undefined, &callback.signature):
        free(callback)
        return NULL
    napi_get_value_int32(env, argv[3], &callback.flags)
    callback.signature.result.message = copy_text(env, argv[4])
    if not make_code(callback):
        free_signature(&callback.signature)
        free(callback)
        napi_throw_error(env, NULL, b"A callback could not be made: the system gives no executable memory")
        return NULL
    callback.env = env
    callback.thread = pthread_self()
    callback.function = naja_hold(env, argv[0])
    callback.owned = True
    inbox_of(env, True)
    napi_create_external(env, callback, finalize_callback, NULL, &result)
    return result


cdef Callback* callback_of(napi_env env, napi_callback_info info, size_t count, napi_value* argv) noexcept nogil:
    cdef void* data = NULL
    napi_get_cb_info(env, info, &count, argv, NULL, NULL)
    napi_get_value_external(env, argv[0], &data)
    return <Callback*>data


cdef napi_value js_callback_address(napi_env env, napi_callback_info info) noexcept nogil:
    """callbackAddress(handle): a BigInt; 0n after close."""
    cdef napi_value arg
    cdef napi_value result = NULL
    cdef Callback* callback = callback_of(env, info, 1, &arg)
    if callback != NULL:
        napi_create_bigint_uint64(env, 0 if callback.closed else <uint64_t>callback.code, &result)
    return result


cdef napi_value js_callback_reference(napi_env env, napi_callback_info info) noexcept nogil:
    """callbackReference(handle, on): whether it keeps the loop alive."""
    cdef napi_value[2] argv
    cdef c_bool wanted = False
    cdef Callback* callback = callback_of(env, info, 2, argv)
    if callback != NULL and not callback.closed:
        napi_get_value_bool(env, argv[1], &wanted)
        set_referenced(callback, wanted)
    return NULL


cdef napi_value js_callback_close(napi_env env, napi_callback_info info) noexcept nogil:
    """callbackClose(handle): whether it was open. C must not call it any more."""
    cdef napi_value arg
    cdef napi_value result
    cdef Callback* callback = callback_of(env, info, 1, &arg)
    napi_get_boolean(env, callback != NULL and close_callback(callback), &result)
    return result
