# spawnSync: a process, its pipes and a timer in a loop of their own, until all are done.

cdef struct Output:
    uv_pipe_t pipe
    SyncRun* run
    char* data
    size_t length
    size_t capacity
    bint reads             # the child writes to it
    uv_buf_t input
    uv_write_t write
    uv_shutdown_t shutdown

cdef struct SyncRun:
    uv_loop_t loop
    uv_process_t process
    uv_timer_t timer
    bint exited
    bint timer_open
    int64_t status
    int signal
    int error
    int32_t kill_signal
    double max_buffer
    bint killed
    int measured
    double[16] usage
    int count
    Output* outputs


cdef void sync_closed(uv_handle_t* handle) noexcept nogil:
    pass


cdef void close_once(uv_handle_t* handle) noexcept nogil:
    if not uv_is_closing(handle):
        uv_close(handle, sync_closed)


cdef void kill_child(SyncRun* run) noexcept nogil:
    cdef int i
    if run.killed:
        return
    run.killed = True
    if not run.exited:
        if uv_process_kill(&run.process, run.kill_signal) < 0:
            uv_process_kill(&run.process, 9)
    for i in range(run.count):
        if run.outputs[i].run != NULL:
            close_once(<uv_handle_t*>&run.outputs[i].pipe)
    close_timer(run)


cdef void close_timer(SyncRun* run) noexcept nogil:
    if run.timer_open:
        run.timer_open = False
        close_once(<uv_handle_t*>&run.timer)


cdef void sync_exit(uv_process_t* process, int64_t status, int signal) noexcept nogil:
    cdef SyncRun* run = <SyncRun*>process.data
    run.exited = True
    run.measured = naja_uv_child_usage(process.pid, run.usage)
    run.status = status
    run.signal = signal
    close_once(<uv_handle_t*>process)
    close_timer(run)


cdef void sync_timeout(uv_timer_t* timer) noexcept nogil:
    cdef SyncRun* run = <SyncRun*>timer.data
    if run.error == 0:
        run.error = UV_ETIMEDOUT
    kill_child(run)


cdef void sync_alloc(uv_handle_t* handle, size_t suggested, uv_buf_t* buf) noexcept nogil:
    cdef Output* output = <Output*>(<uv_pipe_t*>handle)
    cdef char* grown
    if output.capacity - output.length < 65536:
        output.capacity = output.capacity * 2 if output.capacity > 65536 else 131072
        grown = <char*>realloc(output.data, output.capacity)
        if grown == NULL:
            buf[0] = uv_buf_init(NULL, 0)
            return
        output.data = grown
    buf[0] = uv_buf_init(output.data + output.length, 65536)


cdef void sync_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buf) noexcept nogil:
    cdef Output* output = <Output*>(<uv_pipe_t*>stream)
    if count < 0:
        if count != UV_EOF and output.run.error == 0:
            output.run.error = <int>count
        close_once(<uv_handle_t*>stream)
        return
    output.length += count
    # What came beyond the limit is kept, as Node keeps it.
    if output.run.max_buffer > 0 and output.length > output.run.max_buffer:
        if output.run.error == 0:
            output.run.error = UV_ENOBUFS
        kill_child(output.run)


cdef void sync_shut(uv_shutdown_t* request, int status) noexcept nogil:
    cdef Output* output = <Output*>request.data
    if not output.reads:
        close_once(<uv_handle_t*>&output.pipe)


cdef void sync_written(uv_write_t* request, int status) noexcept nogil:
    cdef Output* output = <Output*>request.data
    if uv_is_closing(<uv_handle_t*>&output.pipe):
        return
    output.shutdown.data = output
    if status < 0 or uv_shutdown(&output.shutdown, <uv_stream_t*>&output.pipe, sync_shut) < 0:
        close_once(<uv_handle_t*>&output.pipe)


cdef napi_value bytes_value(napi_env env, const char* data, size_t length) noexcept nogil:
    cdef uint8_t* target = NULL
    cdef napi_value result = NULL
    if naja_create_uint8array(env, length, &target, &result) == napi_ok and length:
        memcpy(target, data, length)
    return result


cdef napi_value js_spawn_sync(napi_env env, napi_callback_info info) noexcept nogil:
    """spawnSync(file, args, env, cwd, detached, uid, gid, stdio, timeout, maxBuffer, killSignal)
    stdio: [[kind, fd or input bytes], ...], kinds: 0 ignore, 1 pipe, 2 descriptor.
    Gives [pid, status, signal number, libuv error, [Uint8Array | null, ...], usage_to_js]."""
    cdef size_t argc = 11
    cdef napi_value[11] argv
    cdef Command command
    cdef SyncRun* run
    cdef uint32_t count = 0, i
    cdef int32_t kind, fd
    cdef napi_value entry, item, list_, result
    cdef napi_value[6] fields
    cdef double timeout = 0
    cdef Output* output
    cdef uint8_t* input
    cdef size_t length
    cdef int error
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    read_command(env, argv, &command)
    if not may_run(env, &command, argv[7]):
        free_command(&command)
        return NULL
    run = <SyncRun*>calloc(1, sizeof(SyncRun))
    napi_get_array_length(env, argv[7], &count)
    napi_get_value_double(env, argv[8], &timeout)
    napi_get_value_double(env, argv[9], &run.max_buffer)
    napi_get_value_int32(env, argv[10], &run.kill_signal)
    uv_loop_init(&run.loop)
    run.count = count
    run.outputs = <Output*>calloc(count + 1, sizeof(Output))
    cdef uv_stdio_container_t* stdio = <uv_stdio_container_t*>calloc(count + 1, sizeof(uv_stdio_container_t))
    for i in range(count):
        output = &run.outputs[i]
        kind = fd = 0
        napi_get_element(env, argv[7], i, &entry)
        napi_get_element(env, entry, 0, &item)
        napi_get_value_int32(env, item, &kind)
        napi_get_element(env, entry, 1, &item)
        if kind == 1:
            uv_pipe_init(&run.loop, &output.pipe, 0)
            output.run = run
            output.reads = i != 0
            stdio[i].flags = UV_CREATE_PIPE | UV_READABLE_PIPE | UV_WRITABLE_PIPE
            stdio[i].data.stream = <uv_stream_t*>&output.pipe
            input = NULL
            length = 0
            if naja_get_bytes(env, item, &input, &length):
                output.input = uv_buf_init(<char*>input, <unsigned int>length)
        elif kind == 2:
            napi_get_value_int32(env, item, &fd)
            stdio[i].flags = UV_INHERIT_FD
            stdio[i].data.fd = fd
        else:
            stdio[i].flags = UV_IGNORE
    command.uv.stdio_count = count
    command.uv.stdio = stdio
    command.uv.exit_cb = sync_exit
    run.process.data = run
    error = uv_spawn(&run.loop, &run.process, &command.uv)
    if error:
        run.error = error
        run.exited = True
        close_once(<uv_handle_t*>&run.process)
        for i in range(count):
            if run.outputs[i].run != NULL:
                close_once(<uv_handle_t*>&run.outputs[i].pipe)
    else:
        if timeout > 0:
            uv_timer_init(&run.loop, &run.timer)
            run.timer.data = run
            run.timer_open = True
            uv_timer_start(&run.timer, sync_timeout, <uint64_t>timeout, 0)
        for i in range(count):
            output = &run.outputs[i]
            if output.run == NULL:
                continue
            if output.input.len > 0:
                output.write.data = output
                if uv_write(&output.write, <uv_stream_t*>&output.pipe, &output.input, 1, sync_written) < 0:
                    close_once(<uv_handle_t*>&output.pipe)
            elif not output.reads:
                output.shutdown.data = output
                if uv_shutdown(&output.shutdown, <uv_stream_t*>&output.pipe, sync_shut) < 0:
                    close_once(<uv_handle_t*>&output.pipe)
            if output.reads:
                uv_read_start(<uv_stream_t*>&output.pipe, sync_alloc, sync_read)
    uv_run(&run.loop, UV_RUN_DEFAULT)
    uv_loop_close(&run.loop)
    napi_create_array(env, &list_)
    for i in range(count):
        output = &run.outputs[i]
        if output.run != NULL and output.reads and not error:
            item = bytes_value(env, output.data, output.length)
        else:
            napi_get_null(env, &item)
        napi_set_element(env, list_, i, item)
        free(output.data)
    napi_create_int32(env, run.process.pid if not error else 0, &fields[0])
    napi_create_double(env, <double>run.status, &fields[1])
    napi_create_int32(env, run.signal, &fields[2])
    napi_create_int32(env, run.error, &fields[3])
    fields[4] = list_
    fields[5] = usage_to_js(env, run.measured, run.usage)
    naja_create_array_from(env, 6, fields, &result)
    free(stdio)
    free(run.outputs)
    free(run)
    free_command(&command)
    return result
