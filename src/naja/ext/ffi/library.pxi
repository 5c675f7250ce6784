# Libraries, and the functions in them. Included by binding.pyx.

cdef struct Library:
    napi_env env
    void* handle
    napi_value closed_error   # held: makes the error for a call after close
    bint closed
    int users                 # calls under way on other threads
    int references            # JavaScript's handle, and the functions
    Function* functions
    Library* pending          # closed, but not yet unloaded

cdef struct Function:
    naja_native_function base
    void* target              # what machine code calls: the function, or after close who throws
    void* address
    napi_env env
    Library* library
    Function* previous
    Function* next
    int references            # JavaScript's function, and calls under way on other threads
    Signature signature
    void (*enter)(uint64_t* slots) noexcept nogil
    Place* place

cdef void throw_closed(Function* function) noexcept nogil:
    """Called in place of a function whose library is closed, from machine code too."""
    cdef naja_handles scope
    cdef napi_value error = NULL, text
    cdef napi_env env = function.env
    naja_handles_open(env, &scope)
    if function.library == NULL or function.library.closed_error == NULL or napi_call_function(
        env, NULL, function.library.closed_error, 0, NULL, &error
    ) != napi_ok:
        napi_create_string_utf8(env, b"The library is closed", NAPI_AUTO_LENGTH, &text)
        napi_create_error(env, NULL, text, &error)
    naja_native_throw(env, error)
    naja_handles_close(env, &scope)


cdef uint64_t closed_function(Function* function) noexcept nogil:
    throw_closed(function)
    return 0


cdef void* closed_code() noexcept nogil:
    """Machine code that passes on the function that r11 tells of."""
    cdef Code code
    cdef Place* place
    if thread_state().closed_code == NULL:
        code.length = 0
        code.overflow = False
        move(&code, RDI, R11)
        load_constant(&code, RAX, <void*>closed_function)
        emit_text(&code, b"\xff\xe0", 2)  # jmp rax
        place = place_code(&code, False)
        if place != NULL:
            thread_state().closed_code = place.at
    return thread_state().closed_code


cdef void drop_library(Library* library) noexcept nogil:
    library.references -= 1
    if library.references == 0:
        if library.closed_error != NULL:
            naja_release(library.env, library.closed_error)
        free(library)


cdef void unload(Library* library) noexcept nogil:
    """Unloads a closed library, unless something of it is running: then later."""
    if library.handle == NULL:
        return
    if library.users > 0:
        return  # its last call does it
    if thread_state().depth > 0:
        library.references += 1
        library.pending = <Library*>thread_state().pending
        thread_state().pending = library
        return
    dlclose(library.handle)
    library.handle = NULL


cdef void unload_pending() noexcept nogil:
    cdef Library* library
    while thread_state().depth == 0 and thread_state().pending != NULL:
        library = <Library*>thread_state().pending
        thread_state().pending = library.pending
        unload(library)
        drop_library(library)


cdef void finalize_library(napi_env env, void* data, void* hint) noexcept nogil:
    # What was not closed stays loaded: nobody knows who still uses it.
    drop_library(<Library*>data)


cdef napi_value js_open(napi_env env, napi_callback_info info) noexcept nogil:
    """open(path | null, closedError: () => Error, flags?): a library. null is the process itself. Throws an Error with the
    loader's message."""
    cdef size_t argc = 3
    cdef napi_value[3] argv
    cdef napi_value result
    cdef int32_t flags = RTLD_LAZY
    cdef char* path
    cdef void* handle
    cdef napi_valuetype type
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    unload_pending()
    napi_get_value_int32(env, argv[2], &flags)
    naja_native_share()
    path = copy_text(env, argv[0])
    if not naja_may_load(env, NAJA_MAY_FFI, &path):
        free(path)
        return NULL
    handle = dlopen(path, flags)
    free(path)
    if handle == NULL:
        napi_throw_error(env, b"ERR_DLOPEN_FAILED", dlerror())
        return NULL
    cdef Library* library = <Library*>calloc(1, sizeof(Library))
    library.env = env
    library.handle = handle
    library.references = 1
    napi_typeof(env, argv[1], &type)
    if type == napi_function:
        library.closed_error = naja_hold(env, argv[1])
    napi_create_external(env, library, finalize_library, NULL, &result)
    return result


cdef Library* library_of(napi_env env, napi_value value) noexcept nogil:
    cdef void* data = NULL
    napi_get_value_external(env, value, &data)
    return <Library*>data


cdef napi_value js_close(napi_env env, napi_callback_info info) noexcept nogil:
    """close(library): whether it was open. Its functions throw from now on."""
    cdef size_t argc = 1
    cdef napi_value arg, result
    cdef Function* function
    cdef bint was_open = False
    cdef void* code
    napi_get_cb_info(env, info, &argc, &arg, NULL, NULL)
    unload_pending()
    cdef Library* library = library_of(env, arg)
    if library != NULL and not library.closed:
        was_open = True
        library.closed = True
        code = closed_code()
        function = library.functions
        while function != NULL:
            function.target = code
            function = function.next
        unload(library)
    napi_get_boolean(env, was_open, &result)
    return result


cdef napi_value js_symbol(napi_env env, napi_callback_info info) noexcept nogil:
    """symbol(library, name): its address, a BigInt; null where there is none, undefined where the library is closed."""
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef napi_value result = NULL
    cdef void* address
    cdef char* name
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    cdef Library* library = library_of(env, argv[0])
    if library == NULL or library.closed:
        return NULL
    name = copy_text(env, argv[1])
    if name == NULL:
        return NULL
    dlerror()
    address = dlsym(library.handle, name)
    free(name)
    cdef char* problem = dlerror() if address == NULL else NULL
    if problem != NULL:
        snprintf(thread_state().problem, 512, b"%s", problem)
        napi_get_null(env, &result)
    else:
        napi_create_bigint_uint64(env, <uint64_t>address, &result)
    return result


cdef napi_value js_problem(napi_env env, napi_callback_info info) noexcept nogil:
    """problem(): the loader's words about the last symbol that was not found on this thread."""
    cdef napi_value result = NULL
    napi_create_string_utf8(env, thread_state().problem, NAPI_AUTO_LENGTH, &result)
    return result


cdef napi_value js_loop(napi_env env, napi_callback_info info) noexcept nogil:
    """loop(): the address of libuv's loop."""
    cdef napi_value result = NULL
    napi_create_bigint_uint64(env, <uint64_t>naja_env_loop(env), &result)
    return result


cdef c_bool call_native(naja_native_function* base, uint64_t* slots) noexcept nogil:
    cdef Function* function = <Function*>base
    if function.target != function.address:
        throw_closed(function)
        return False
    if function.enter != NULL:
        function.enter(slots)
    else:
        call_libffi(function, slots)
    return True


cdef void call_libffi(Function* function, uint64_t* slots) noexcept nogil:
    cdef (void*)[MAX_ARGUMENTS] args
    cdef uint32_t argc = function.base.argc, i
    for i in range(argc):
        args[i] = <void*>slots[i] if function.base.args[i].type == NAJA_STRUCT else <void*>&slots[i]
    ffi_call(
        &function.signature.cif, <ffi_function>function.address,
        <void*>slots[argc] if function.base.result.type == NAJA_STRUCT else <void*>&slots[argc], args,
    )


cdef void drop_function(Function* function) noexcept nogil:
    """A use of the function has ended: with the last one it is freed."""
    cdef Library* library = function.library
    function.references -= 1
    if function.references > 0:
        return
    if function.place != NULL:
        give_place(function.place, False)
    if library != NULL:
        if function.previous != NULL:
            function.previous.next = function.next
        else:
            library.functions = function.next
        if function.next != NULL:
            function.next.previous = function.previous
        drop_library(library)
    free_signature(&function.signature)
    free(function)


cdef void release_function(naja_native_function* base) noexcept nogil:
    drop_function(<Function*>base)


cdef bint has_struct(Signature* signature) noexcept nogil:
    cdef uint32_t i
    for i in range(signature.argc):
        if signature.args[i].type == NAJA_STRUCT:
            return True
    return signature.result.type == NAJA_STRUCT


cdef void generate(Function* function) noexcept nogil:
    """The machine code for a function, where there can be some; libffi does without."""
    cdef Code code
    cdef size_t fast = 0, length
    if has_struct(&function.signature):
        return
    code.length = 0
    code.overflow = False
    write_enter(&code, function)
    length = code.length
    if is_fast(function.base.argc, function.base.args, &function.base.result) and closed_code() != NULL:
        while code.length & 15:
            emit(&code, 0xCC)  # int3
        fast = code.length
        write_fast(&code, function)
        if code.overflow:
            code.length = length
            code.overflow = False
            fast = 0
    function.place = place_code(&code, False)
    if function.place == NULL:
        return
    function.enter = <void (*)(uint64_t*) noexcept nogil>function.place.at
    if fast:
        function.base.fast = function.place.at + fast


cdef napi_value js_function(napi_env env, napi_callback_info info) noexcept nogil:
    """function(library | null, address, name, result, parameters, nonblocking, fixed, messages): a JavaScript function over a
    C function. See docs/ffi.md."""
    cdef size_t argc = 8
    cdef napi_value[8] argv
    cdef napi_value result = NULL
    cdef uint64_t address = 0
    cdef c_bool lossless, nonblocking = False
    cdef int32_t fixed = -1
    cdef Function* function
    cdef char* name
    cdef napi_status status
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    if not naja_may_some(env, NAJA_MAY_FFI):
        return NULL
    if napi_get_value_bigint_uint64(env, argv[1], &address, &lossless) != napi_ok:
        napi_throw_type_error(env, NULL, b"A function's address must be a BigInt")
        return NULL
    napi_get_value_bool(env, argv[5], &nonblocking)
    napi_get_value_int32(env, argv[6], &fixed)
    function = <Function*>calloc(1, sizeof(Function))
    if not parse_signature(env, argv[3], argv[4], fixed, argv[7], &function.signature):
        free(function)
        return NULL
    function.env = env
    function.references = 1
    function.address = <void*>address
    function.target = function.address
    function.base.argc = function.signature.argc
    function.base.args = function.signature.args
    function.base.result = function.signature.result
    function.base.call = call_native
    function.base.release = release_function
    function.library = library_of(env, argv[0])
    if function.library != NULL:
        function.library.references += 1
        function.next = function.library.functions
        if function.next != NULL:
            function.next.previous = function
        function.library.functions = function
        if function.library.closed:
            function.target = closed_code()
    name = copy_text(env, argv[2])
    if nonblocking:
        status = create_nonblocking(env, name, function, &result)
    else:
        generate(function)
        status = naja_native_create(env, name, &function.base, &result)
    free(name)
    if status != napi_ok:
        if status != napi_pending_exception:
            napi_throw_error(env, NULL, b"A function could not be made")
        return NULL
    return result
