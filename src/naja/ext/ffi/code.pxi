# Machine code for x86-64 (System V): what V8's optimised code calls, and what loads the registers from slots for
# everybody else. Included by binding.pyx.
#
# No page is writable and executable at once. What V8 calls lies in pages that are made writable to add to them: only the
# thread that they belong to runs what is in them, and it is here. Callbacks can be called by any thread at any time:
# their pages are mapped twice, once to be written and once to be run.

cdef extern from "<sys/mman.h>" nogil:
    void* mmap(void* address, size_t length, int protection, int flags, int fd, long offset)
    int mprotect(void* address, size_t length, int protection)
    int munmap(void* address, size_t length)
    int memfd_create(const char* name, unsigned int flags)
    unsigned int MFD_CLOEXEC
    int MAP_SHARED
    int PROT_READ
    int PROT_WRITE
    int PROT_EXEC
    int MAP_PRIVATE
    int MAP_ANONYMOUS
    void* MAP_FAILED

cdef extern from "<unistd.h>" nogil:
    int ftruncate(int fd, long length)
    int c_close "close"(int fd)

cdef enum:
    PAGE = 4096
    LARGEST_CODE = 4096
    RAX = 0
    RCX = 1
    RDX = 2
    RBX = 3
    RSP = 4
    RBP = 5
    RSI = 6
    RDI = 7
    R11 = 11

# Integer arguments in order.
cdef int* ARGUMENT_REGISTERS = [RDI, RSI, RDX, RCX, 8, 9]

cdef struct Code:
    size_t length
    bint overflow
    uint8_t[LARGEST_CODE] bytes

# A thread's own pages, which end with it.
cdef struct OwnPage:
    void* at
    OwnPage* next

# Places for code come in sizes of a power of two; a place that is given back is kept in a list by its size, for this
# thread. The list's links lie beside the code, not in it.
cdef struct Place:
    uint8_t* at
    uint8_t* write   # the same, where it is writable; NULL in a page that is made writable for that
    int bits
    uint64_t since   # when it was given back
    Place* next


cdef inline void emit(Code* code, uint8_t byte) noexcept nogil:
    if code.length < LARGEST_CODE:
        code.bytes[code.length] = byte
        code.length += 1
    else:
        code.overflow = True


cdef inline void emit32(Code* code, uint32_t value) noexcept nogil:
    cdef int i
    for i in range(4):
        emit(code, <uint8_t>(value >> (8 * i)))


cdef inline void emit64(Code* code, uint64_t value) noexcept nogil:
    emit32(code, <uint32_t>value)
    emit32(code, <uint32_t>(value >> 32))


cdef inline void emit_text(Code* code, const char* text, int count) noexcept nogil:
    cdef int i
    for i in range(count):
        emit(code, <uint8_t>text[i])


cdef void load_constant(Code* code, int register, const void* value) noexcept nogil:
    emit(code, 0x48 | (register >> 3))
    emit(code, 0xB8 | (register & 7))
    emit64(code, <uint64_t>value)


cdef void move(Code* code, int target, int source) noexcept nogil:
    """mov target, source: 64 bits."""
    emit(code, 0x48 | (source >> 3) << 2 | target >> 3)
    emit(code, 0x89)
    emit(code, 0xC0 | (source & 7) << 3 | target & 7)


cdef void memory(Code* code, int opcode, int register, int base, int offset) noexcept nogil:
    """A 64-bit instruction between a register and [base + offset]: 0x8B loads, 0x89 stores."""
    emit(code, 0x48 | (register >> 3) << 2 | base >> 3)
    emit(code, opcode)
    emit(code, 0x80 | (register & 7) << 3 | base & 7)
    if base & 7 == RSP:
        emit(code, 0x24)
    emit32(code, <uint32_t>offset)


cdef void memory_double(Code* code, int opcode, int register, int base, int offset) noexcept nogil:
    """movsd between xmm`register` and [base + offset]: 0x10 loads, 0x11 stores."""
    emit(code, 0xF2)
    emit(code, 0x0F)
    emit(code, opcode)
    emit(code, 0x80 | register << 3 | base & 7)
    if base & 7 == RSP:
        emit(code, 0x24)
    emit32(code, <uint32_t>offset)


cdef void narrow(Code* code, int target, int source, int type) noexcept nogil:
    """The low bits of a register, extended as the type says; of 32 bits and more, the register as it is."""
    cdef int opcode
    if type == NAJA_I8:
        opcode = 0xBE
    elif type == NAJA_U8 or type == NAJA_BOOL:
        opcode = 0xB6
    elif type == NAJA_I16:
        opcode = 0xBF
    elif type == NAJA_U16:
        opcode = 0xB7
    elif target == source:
        return
    else:
        move(code, target, source)
        return
    emit(code, 0x40 | (target >> 3) << 2 | source >> 3)
    emit(code, 0x0F)
    emit(code, opcode)
    emit(code, 0xC0 | (target & 7) << 3 | source & 7)


cdef inline bint is_float(int type) noexcept nogil:
    return type == NAJA_F32 or type == NAJA_F64


cdef int stack_words(uint32_t argc, const naja_native_type* args) noexcept nogil:
    """How many arguments a call passes in memory."""
    cdef int integers = 0, floats = 0
    cdef uint32_t i
    for i in range(argc):
        if is_float(args[i].type):
            floats += 1
        else:
            integers += 1
    return (integers - 6 if integers > 6 else 0) + (floats - 8 if floats > 8 else 0)


cdef void load_arguments(Code* code, uint32_t argc, const naja_native_type* args, int base, int first,
                         int step) noexcept nogil:
    """Puts slot i, at [base + first + step * i], where the function wants argument i; those in memory at the stack's top."""
    cdef int integers = 0, floats = 0, words = 0
    cdef uint32_t i
    cdef int offset
    for i in range(argc):
        offset = first + step * <int>i
        if is_float(args[i].type) and floats < 8:
            memory_double(code, 0x10, floats, base, offset)
            floats += 1
        elif not is_float(args[i].type) and integers < 6:
            memory(code, 0x8B, ARGUMENT_REGISTERS[integers], base, offset)
            narrow(code, ARGUMENT_REGISTERS[integers], ARGUMENT_REGISTERS[integers], args[i].type)
            integers += 1
        else:
            memory(code, 0x8B, RAX, base, offset)
            if not is_float(args[i].type):
                narrow(code, RAX, RAX, args[i].type)
            memory(code, 0x89, RAX, RSP, 8 * words)
            words += 1
    # A function with a variable number of arguments wants to know how many float registers are in use.
    emit(code, 0xB8)
    emit32(code, <uint32_t>floats)


cdef void call_target(Code* code, Function* function, bint jump) noexcept nogil:
    """Calls what function.target is at that time, with the function itself in r11 for who stands in for it."""
    load_constant(code, R11, function)
    emit_text(code, b"\x41\xff", 2)
    emit(code, (0xA3 if jump else 0x93))
    emit32(code, <uint32_t><size_t>&(<Function*>NULL).target)


cdef void fix_result(Code* code, const naja_native_type* result) noexcept nogil:
    """The result as optimised code wants it."""
    if result.type == NAJA_BOOL:
        emit_text(code, b"\x84\xc0\x0f\x95\xc0\x0f\xb6\xc0", 8)  # test al, al; setne al; movzx eax, al
    elif naja_native_passing(result, True) == NAJA_PASS_FROM_DOUBLE:
        if result.type == NAJA_I64:
            emit_text(code, b"\xf2\x48\x0f\x2a\xc0", 5)  # cvtsi2sd xmm0, rax
        else:
            # test rax, rax; js high; cvtsi2sd xmm0, rax; jmp end; high: halve, keeping the last bit, and double
            emit_text(code, b"\x48\x85\xc0\x78\x07\xf2\x48\x0f\x2a\xc0\xeb\x15", 12)
            emit_text(code, b"\x48\x89\xc1\x48\xd1\xe8\x83\xe1\x01\x48\x09\xc8", 12)
            emit_text(code, b"\xf2\x48\x0f\x2a\xc0\xf2\x0f\x58\xc0", 9)
    elif result.type <= NAJA_U16:
        narrow(code, RAX, RAX, result.type)


cdef bint needs_fix(const naja_native_type* result) noexcept nogil:
    return (
        NAJA_BOOL <= result.type <= NAJA_U16 or naja_native_passing(result, True) == NAJA_PASS_FROM_DOUBLE
    )


cdef bint is_fast(uint32_t argc, const naja_native_type* args, const naja_native_type* result) noexcept nogil:
    """Whether V8's optimised code can call such a function."""
    cdef uint32_t i
    if naja_native_passing(result, True) == NAJA_PASS_NONE:
        return False
    for i in range(argc):
        if naja_native_passing(&args[i], False) == NAJA_PASS_NONE:
            return False
    return True


cdef void write_fast(Code* code, Function* function) noexcept nogil:
    """The receiver and the arguments come in; the arguments go out."""
    cdef const naja_native_type* args = function.base.args
    cdef uint32_t argc = function.base.argc, i
    cdef int integers = 0, floats = 0, passing
    cdef bint simple = True
    for i in range(argc):
        passing = naja_native_passing(&args[i], False)
        if passing == NAJA_PASS_INT or passing == NAJA_PASS_LONG:
            integers += 1
        elif passing == NAJA_PASS_FLOAT or passing == NAJA_PASS_DOUBLE:
            floats += 1
        else:
            simple = False
    if not simple or integers > 5 or floats > 8:
        write_fast_frame(code, function)
        return
    integers = 0
    for i in range(argc):
        if not is_float(args[i].type):
            narrow(code, ARGUMENT_REGISTERS[integers], ARGUMENT_REGISTERS[integers + 1], args[i].type)
            integers += 1
    emit(code, 0xB8)
    emit32(code, <uint32_t>floats)
    if not needs_fix(&function.base.result):
        call_target(code, function, True)
        return
    emit_text(code, b"\x48\x83\xec\x08", 4)  # sub rsp, 8
    call_target(code, function, False)
    fix_result(code, &function.base.result)
    emit_text(code, b"\x48\x83\xc4\x08\xc3", 5)  # add rsp, 8; ret


cdef void write_fast_frame(Code* code, Function* function) noexcept nogil:
    """The same with a frame: what comes in is stored, converted where it has to be, and loaded again."""
    cdef const naja_native_type* args = function.base.args
    cdef uint32_t argc = function.base.argc, i
    cdef int integers = 1, floats = 0, words = 0, passing, mark = -8 * <int>(argc + 1), slot
    cdef bint strings = False
    cdef size_t* used = &naja_native_thread_arena().used
    cdef int frame = 8 * (<int>argc + 1 + stack_words(argc, args))
    frame = (frame + 15) & ~15
    emit_text(code, b"\x55\x48\x89\xe5\x48\x81\xec", 7)  # push rbp; mov rbp, rsp; sub rsp, frame
    emit32(code, <uint32_t>frame)
    for i in range(argc):
        slot = -8 * <int>(i + 1)
        passing = naja_native_passing(&args[i], False)
        if passing in (NAJA_PASS_FLOAT, NAJA_PASS_DOUBLE, NAJA_PASS_FROM_DOUBLE):
            if floats < 8:
                memory_double(code, 0x11, floats, RBP, slot)
                floats += 1
                continue
        elif integers < 6:
            memory(code, 0x89, ARGUMENT_REGISTERS[integers], RBP, slot)
            integers += 1
            continue
        memory(code, 0x8B, RAX, RBP, 16 + 8 * words)
        memory(code, 0x89, RAX, RBP, slot)
        words += 1
    for i in range(argc):
        strings = strings or args[i].as_ == NAJA_AS_ANY
    if strings:
        load_constant(code, R11, used)
        memory(code, 0x8B, RAX, R11, 0)
        memory(code, 0x89, RAX, RBP, mark)
    for i in range(argc):
        slot = -8 * <int>(i + 1)
        passing = naja_native_passing(&args[i], False)
        if passing == NAJA_PASS_FROM_DOUBLE:
            memory_double(code, 0x10, 0, RBP, slot)
            emit_text(code, b"\xf2\x48\x0f\x2c\xc0", 5)  # cvttsd2si rax, xmm0
            memory(code, 0x89, RAX, RBP, slot)
        elif passing == NAJA_PASS_VALUE:
            convert_value(code, &args[i], i, slot, mark, strings, used)
    load_arguments(code, argc, args, RBP, -8, -8)
    call_target(code, function, False)
    fix_result(code, &function.base.result)
    leave(code, mark, strings, used)


cdef void leave(Code* code, int mark, bint strings, size_t* used) noexcept nogil:
    """Gives strings back, and returns."""
    if strings:
        memory(code, 0x8B, RCX, RBP, mark)
        load_constant(code, R11, used)
        memory(code, 0x89, RCX, R11, 0)
    emit_text(code, b"\xc9\xc3", 2)  # leave; ret


cdef void convert_value(Code* code, const naja_native_type* type, uint32_t index, int slot, int mark, bint strings,
                        size_t* used) noexcept nogil:
    """Calls the engine for a pointer or an integer of a handle; where there is none it has thrown, and that is all."""
    cdef const void* helper
    cdef size_t skip
    if type.as_ == NAJA_AS_BYTES:
        helper = <const void*>naja_native_bytes
    elif type.as_ == NAJA_AS_ANY:
        helper = <const void*>naja_native_any
    else:
        helper = <const void*>naja_native_integer
    memory(code, 0x8B, RDI, RBP, slot)
    load_constant(code, RAX, helper)
    emit_text(code, b"\xff\xd0", 2)  # call rax
    memory(code, 0x89, RAX, RBP, slot)
    emit_text(code, b"\x48\x85\xd2\x75\x00", 5)  # test rdx, rdx; jnz on
    skip = code.length
    load_constant(code, RDI, type)
    emit(code, 0xBE)  # mov esi, index
    emit32(code, index)
    load_constant(code, RAX, <const void*>naja_native_mismatch)
    emit_text(code, b"\xff\xd0\x31\xc0\x0f\x57\xc0", 7)  # call rax; xor eax, eax; xorps xmm0, xmm0
    leave(code, mark, strings, used)
    if not code.overflow:
        code.bytes[skip - 1] = <uint8_t>(code.length - skip)


cdef void write_enter(Code* code, Function* function) noexcept nogil:
    """void enter(uint64_t* slots): calls with the arguments in slots, and stores the result after them."""
    cdef uint32_t argc = function.base.argc
    cdef int words = stack_words(argc, function.base.args)
    # After the return address and rbx the stack is aligned; an odd number of words takes one more.
    emit_text(code, b"\x53\x48\x89\xfb\x48\x81\xec", 7)  # push rbx; mov rbx, rdi; sub rsp, frame
    emit32(code, <uint32_t>(8 * ((words + 1) & ~1)))
    load_arguments(code, argc, function.base.args, RBX, 0, 8)
    call_target(code, function, False)
    if is_float(function.base.result.type):
        memory_double(code, 0x11, 0, RBX, 8 * <int>argc)
    else:
        memory(code, 0x89, RAX, RBX, 8 * <int>argc)
    emit_text(code, b"\x48\x81\xc4", 3)  # add rsp, frame
    emit32(code, <uint32_t>(8 * ((words + 1) & ~1)))
    emit_text(code, b"\x5b\xc3", 2)  # pop rbx; ret


cdef int size_class(size_t length) noexcept nogil:
    cdef int bits = 6
    while (<size_t>1 << bits) < length:
        bits += 1
    return bits


cdef void write_callback(Code* code, Callback* callback) noexcept nogil:
    """What C calls for a callback: puts the arguments into slots and calls `called_with_slots`."""
    cdef uint32_t argc = callback.signature.argc, i
    cdef const naja_native_type* args = callback.signature.args
    cdef int integers = 0, floats = 0, words = 0
    emit_text(code, b"\x55\x48\x89\xe5\x48\x81\xec", 7)  # push rbp; mov rbp, rsp; sub rsp, frame
    emit32(code, <uint32_t>((8 * (argc + 1) + 15) & ~<uint32_t>15))
    for i in range(argc):
        if is_float(args[i].type) and floats < 8:
            memory_double(code, 0x11, floats, RSP, 8 * <int>i)
            floats += 1
        elif not is_float(args[i].type) and integers < 6:
            memory(code, 0x89, ARGUMENT_REGISTERS[integers], RSP, 8 * <int>i)
            integers += 1
        else:
            memory(code, 0x8B, RAX, RBP, 16 + 8 * words)
            memory(code, 0x89, RAX, RSP, 8 * <int>i)
            words += 1
    load_constant(code, RDI, callback)
    move(code, RSI, RSP)
    load_constant(code, RAX, <void*>called_with_slots)
    emit_text(code, b"\xff\xd0", 2)  # call rax
    if is_float(callback.signature.result.type):
        emit_text(code, b"\x66\x48\x0f\x6e\xc0", 5)  # movq xmm0, rax
    emit_text(code, b"\xc9\xc3", 2)  # leave; ret


cdef bint map_page(bint shared, uint8_t** run, uint8_t** write) noexcept nogil:
    """A page for code; `write` NULL: it is to be made writable itself. False where the system gives none."""
    cdef int fd
    cdef void* page
    cdef OwnPage* own
    if not shared:
        page = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        if page == MAP_FAILED:
            return False
        own = <OwnPage*>malloc(sizeof(OwnPage))
        own.at = page
        own.next = <OwnPage*>thread_state().pages
        thread_state().pages = own
        run[0] = <uint8_t*>page
        write[0] = NULL
        return True
    fd = memfd_create(b"naja-ffi", MFD_CLOEXEC)
    if fd < 0:
        return False
    if ftruncate(fd, PAGE) != 0:
        c_close(fd)
        return False
    run[0] = <uint8_t*>mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0)
    page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)
    write[0] = <uint8_t*>page
    c_close(fd)
    return run[0] != MAP_FAILED and page != MAP_FAILED


cdef void end_thread(void* data) noexcept nogil:
    """The thread's environment ends, and with it what could run its code. Callbacks' code stays: other threads may run it."""
    cdef OwnPage* own
    while thread_state().pages != NULL:
        own = <OwnPage*>thread_state().pages
        thread_state().pages = own.next
        munmap(own.at, PAGE)
        free(own)
    memset(thread_state().free_places, 0, 13 * sizeof(void*))
    thread_state().given = NULL
    thread_state().closed_code = NULL


cdef Place** free_list(int bits, bint shared) noexcept nogil:
    return <Place**>&thread_state().free_places[bits + (13 if shared else 0)]


# A thread that has called a callback may still be on its way out of the code when that has been closed, and may not
# run for a while: nanoseconds before such a place is used again.
cdef enum:
    QUARANTINE = 10000000000


cdef void settle_places() noexcept nogil:
    """Makes places that were given back usable, where nobody can be in them any more."""
    cdef ThreadState* state = thread_state()
    cdef Place* place
    cdef Place** list
    # With no callback running, JavaScript runs, and so no machine code of functions on this thread.
    while state.depth == 0 and state.given != NULL:
        place = <Place*>state.given
        state.given = place.next
        list = free_list(place.bits, place.write != NULL)
        place.next = list[0]
        list[0] = place
    while state.quarantine != NULL and uv_hrtime() - (<Place*>state.quarantine).since > <uint64_t>QUARANTINE:
        place = <Place*>state.quarantine
        state.quarantine = place.next
        if place.next == NULL:
            state.quarantine_last = NULL
        place.next = <Place*>state.given
        state.given = place


cdef Place* take_place(int bits, bint shared) noexcept nogil:
    """A place for 2**bits bytes of code, or NULL where the system gives no executable memory."""
    cdef Place** list = free_list(bits, shared)
    cdef Place* place
    cdef uint8_t* run
    cdef uint8_t* write
    cdef size_t at = 0
    settle_places()
    if list[0] == NULL:
        if not map_page(shared, &run, &write):
            return NULL
        while at < PAGE:
            place = <Place*>malloc(sizeof(Place))
            place.at = run + at
            place.write = write + at if write != NULL else NULL
            place.bits = bits
            place.next = list[0]
            list[0] = place
            at += <size_t>1 << bits
    place = list[0]
    list[0] = place.next
    return place


cdef void give_place(Place* place, bint quarantined) noexcept nogil:
    """Gives a place back. It may still be run, by who is here right now, or, if it is to be quarantined, by another."""
    cdef ThreadState* state = thread_state()
    if not quarantined:
        place.next = <Place*>state.given
        state.given = place
        return
    place.since = uv_hrtime()
    place.next = NULL
    if state.quarantine_last != NULL:
        (<Place*>state.quarantine_last).next = place
    else:
        state.quarantine = place
    state.quarantine_last = place


cdef Place* place_code(Code* code, bint shared) noexcept nogil:
    """Copies code to where it can run. NULL where that is not possible."""
    cdef Place* place
    cdef void* page
    if code.overflow:
        return NULL
    place = take_place(size_class(code.length), shared)
    if place == NULL:
        return NULL
    if place.write != NULL:
        memcpy(place.write, code.bytes, code.length)
        return place
    page = <void*>(<size_t>place.at & ~<size_t>(PAGE - 1))
    if mprotect(page, PAGE, PROT_READ | PROT_WRITE) != 0:
        give_place(place, False)
        return NULL
    memcpy(place.at, code.bytes, code.length)
    if mprotect(page, PAGE, PROT_READ | PROT_EXEC) != 0:
        give_place(place, False)
        return NULL
    return place
