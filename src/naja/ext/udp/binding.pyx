# binding('udp'): the UDP handle of node:dgram, Deno.listenDatagram and Bun.udpSocket. Methods give 0 or a negative libuv
# error unless they say otherwise.
from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcpy, memset, strcmp, strlen
from naja.ext.net.stream cimport STREAM_IPC, STREAM_SMALL, naja_stream, stream_from, stream_small, streams_of
from naja.ext.udp.uv_udp cimport *
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.permissions cimport (
    NAJA_MAY_NET, naja_env_permissions, naja_fd_opened, naja_may_reach, naja_permissions, naja_take_fd,
)
from naja.loop.values cimport *
from naja.loop.uv_stream cimport *

cdef extern from "Python.h":
    object PyCapsule_New(void* pointer, const char* name, void* destructor)

cdef enum:
    DATAGRAM = 65536       # no datagram is longer
    AT_ONCE = 8            # so many are received with one call
    PIECES = 16
    ADDRESS = 64           # room for an address in letters

# What the handles of an environment share.
cdef struct udp_shared:
    napi_env env
    char* scratch          # where datagrams arrive
    napi_value anchor      # held external whose finalizer frees this
    # Whom the last datagram came from, and the text of that (held); whom the last one went to.
    sockaddr_storage sender
    napi_value sender_text
    char[ADDRESS] receiver_text
    sockaddr_storage receiver

cdef struct udp_handle:
    uv_udp_t uv            # first
    udp_shared* shared
    napi_env env
    napi_value object      # held while the handle is open
    napi_value onclose     # held function or NULL
    naja_context_frame* frame
    bint connected
    bint closing
    bint closed
    bint orphan            # the JavaScript object is gone: free when closed

cdef struct udp_send:
    uv_udp_send_t req      # first
    udp_handle* handle
    napi_value object      # held: its oncomplete is called
    napi_value keep        # held: the list of what is sent
    naja_context_frame* frame


cdef udp_handle* receiver(napi_env env, napi_callback_info info, size_t argc, napi_value* argv) noexcept nogil:
    cdef napi_value this
    cdef void* data = NULL
    napi_get_cb_info(env, info, &argc, argv, &this, NULL)
    if napi_unwrap(env, this, &data) != napi_ok:
        return NULL
    return <udp_handle*>data


# The same; NULL where it is closed.
cdef udp_handle* opened(napi_env env, napi_callback_info info, size_t argc, napi_value* argv) noexcept nogil:
    cdef udp_handle* h = receiver(env, info, argc, argv)
    return NULL if h == NULL or h.closing else h


# ---- life cycle ----

cdef void free_handle(udp_handle* h) noexcept nogil:
    if h.frame != NULL and not h.orphan:
        naja_context_free(h.env, h.frame)
    free(h)


cdef void handle_closed(uv_handle_t* base) noexcept nogil:
    cdef udp_handle* h = <udp_handle*>base
    cdef napi_value object = h.object
    cdef napi_value onclose = h.onclose
    h.closed = True
    if h.orphan:
        free_handle(h)
        return
    h.object = NULL
    h.onclose = NULL
    if onclose != NULL:
        naja_make_callback(h.env, h.frame, object, onclose, 0, NULL)
        naja_release(h.env, onclose)
    # The object keeps the memory, and may be collected from now on.
    naja_release(h.env, object)


# The JavaScript object was collected: the handle is closed, or the environment ends.
cdef void object_gone(napi_env env, void* data, void* hint) noexcept nogil:
    cdef udp_handle* h = <udp_handle*>data
    if h.closed:
        free_handle(h)
        return
    if h.object != NULL:
        naja_release(env, h.object)
        h.object = NULL
    if h.onclose != NULL:
        naja_release(env, h.onclose)
        h.onclose = NULL
    if h.frame != NULL:
        naja_context_free(env, h.frame)
        h.frame = NULL
    h.orphan = True
    if not h.closing:
        h.closing = True
        uv_close(<uv_handle_t*>&h.uv, handle_closed)


# new UDP(one at a time): several datagrams are received with one call, unless other processes have the socket as well:
# then those that are taken but not wanted any more would be lost to them.
cdef napi_value construct(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    cdef napi_value this
    cdef void* data
    cdef udp_handle* h = <udp_handle*>calloc(1, sizeof(udp_handle))
    cdef int error
    napi_get_cb_info(env, info, &argc, argv, &this, &data)
    if h == NULL:
        napi_throw_error(env, "ERR_MEMORY_ALLOCATION_FAILED", "Failed to allocate memory")
        return NULL
    h.shared = <udp_shared*>data
    h.env = env
    error = uv_udp_init_ex(naja_env_loop(env), &h.uv, 0 if truth(env, argv[0]) else UV_UDP_RECVMMSG)
    if error != 0:
        free(h)
        naja_throw_uv_exception(env, error, "socket", NULL, NULL)
        return NULL
    napi_wrap(env, this, h, object_gone, NULL, NULL)
    h.object = naja_hold(env, this)
    h.frame = naja_context_capture(env)
    return this


# close(callback)
cdef napi_value js_close(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef napi_valuetype kind = napi_undefined
    cdef udp_handle* h = opened(env, info, 1, argv)
    if h == NULL:
        return NULL
    h.closing = True
    napi_typeof(env, argv[0], &kind)
    if kind == napi_function:
        h.onclose = naja_hold(env, argv[0])
    uv_close(<uv_handle_t*>&h.uv, handle_closed)
    return NULL


cdef napi_value js_ref(napi_env env, napi_callback_info info) noexcept nogil:
    cdef udp_handle* h = opened(env, info, 0, NULL)
    if h != NULL:
        uv_ref(<uv_handle_t*>&h.uv)
    return NULL


cdef napi_value js_unref(napi_env env, napi_callback_info info) noexcept nogil:
    cdef udp_handle* h = opened(env, info, 0, NULL)
    if h != NULL:
        uv_unref(<uv_handle_t*>&h.uv)
    return NULL


cdef napi_value js_has_ref(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value result
    cdef udp_handle* h = opened(env, info, 0, NULL)
    napi_get_boolean(env, h != NULL and uv_has_ref(<uv_handle_t*>&h.uv) != 0, &result)
    return result


cdef napi_value js_fd(napi_env env, napi_callback_info info) noexcept nogil:
    cdef uv_os_fd_t fd = -1
    cdef udp_handle* h = opened(env, info, 0, NULL)
    if h == NULL or uv_fileno(<uv_handle_t*>&h.uv, &fd) != 0:
        return number(env, UV_EBADF)
    return number(env, fd)


# ---- addresses ----

cdef extern from *:
    """
    #include <netinet/in.h>
    #include <string.h>

    /* Whether two addresses are written alike: port and flow are no part of that. */
    static int naja_same_host(const struct sockaddr* a, const struct sockaddr_storage* b) {
      if (a->sa_family != b->ss_family) return 0;
      if (a->sa_family == AF_INET)
        return ((const struct sockaddr_in*)a)->sin_addr.s_addr == ((const struct sockaddr_in*)b)->sin_addr.s_addr;
      const struct sockaddr_in6 *x = (const struct sockaddr_in6*)a, *y = (const struct sockaddr_in6*)b;
      return memcmp(&x->sin6_addr, &y->sin6_addr, 16) == 0 && x->sin6_scope_id == y->sin6_scope_id;
    }
    static void naja_set_port(struct sockaddr_storage* a, int port) {
      if (a->ss_family == AF_INET6) ((struct sockaddr_in6*)a)->sin6_port = htons((uint16_t)port);
      else ((struct sockaddr_in*)a)->sin_port = htons((uint16_t)port);
    }
    """
    bint naja_same_host(const sockaddr* a, const sockaddr_storage* b) noexcept nogil
    void naja_set_port(sockaddr_storage* a, int port) noexcept nogil


cdef int read_address(napi_env env, napi_value ip, napi_value port, sockaddr_storage* out) noexcept nogil:
    cdef char[128] text
    cdef size_t size = 0
    cdef int error
    memset(out, 0, sizeof(sockaddr_storage))
    if napi_get_value_string_utf8(env, ip, text, 128, &size) != napi_ok:
        return UV_EINVAL
    error = uv_ip4_addr(text, integer(env, port), <sockaddr_in*>out)
    return error if error == 0 else uv_ip6_addr(text, integer(env, port), <sockaddr_in6*>out)


# The same of whom a datagram is sent to: mostly the one that the last one went to.
cdef int read_receiver(udp_shared* shared, napi_value ip, napi_value port, sockaddr_storage* out) noexcept nogil:
    cdef char[ADDRESS] text
    cdef size_t size = 0
    cdef int error
    if napi_get_value_string_utf8(shared.env, ip, text, ADDRESS, &size) != napi_ok:
        return UV_EINVAL
    if size == ADDRESS - 1 or size == 0 or strcmp(text, shared.receiver_text) != 0:
        error = read_address(shared.env, ip, port, out)
        if error == 0:
            shared.receiver = out[0]
            memcpy(shared.receiver_text, text, size + 1)
        return error
    out[0] = shared.receiver
    naja_set_port(out, integer(shared.env, port))
    return 0


cdef napi_value address_text(napi_env env, const sockaddr* address) noexcept nogil:
    cdef char[128] text
    cdef napi_value result
    cdef size_t length
    cdef size_t room
    if uv_ip_name(address, text, 64) != 0:
        text[0] = 0
    if address.sa_family == AF_INET6 and (<const sockaddr_in6*>address).sin6_scope_id != 0 and text[0] == c'f':
        # fe80::1%eth0
        length = strlen(text)
        text[length] = c'%'
        room = 127 - length
        if uv_if_indextoname((<const sockaddr_in6*>address).sin6_scope_id, text + length + 1, &room) != 0:
            text[length] = 0
    napi_create_string_latin1(env, text, strlen(text), &result)
    return result


cdef inline int port_of(const sockaddr* address) noexcept nogil:
    if address.sa_family == AF_INET6:
        return ntohs((<const sockaddr_in6*>address).sin6_port)
    return ntohs((<const sockaddr_in*>address).sin_port)


# Sets out.address, out.family and out.port.
cdef napi_value name_of(napi_env env, napi_callback_info info, bint peer) noexcept nogil:
    cdef napi_value[1] argv
    cdef sockaddr_storage address
    cdef int size = sizeof(sockaddr_storage)
    cdef int error
    cdef const sockaddr* at = <const sockaddr*>&address
    cdef udp_handle* h = opened(env, info, 1, argv)
    if h == NULL:
        return number(env, UV_EBADF)
    if peer:
        error = uv_udp_getpeername(&h.uv, <sockaddr*>&address, &size)
    else:
        error = uv_udp_getsockname(&h.uv, <sockaddr*>&address, &size)
    if error == 0:
        napi_set_property(env, argv[0], naja_string(env, "address"), address_text(env, at))
        napi_set_property(env, argv[0], naja_string(env, "family"),
                          naja_string(env, "IPv6" if at.sa_family == AF_INET6 else "IPv4"))
        napi_set_property(env, argv[0], naja_string(env, "port"), number(env, port_of(at)))
    return number(env, error)


cdef napi_value js_getsockname(napi_env env, napi_callback_info info) noexcept nogil:
    return name_of(env, info, False)


cdef napi_value js_getpeername(napi_env env, napi_callback_info info) noexcept nogil:
    return name_of(env, info, True)


# Any port of any address.
cdef bint is_anywhere(const sockaddr_storage* address) noexcept nogil:
    cdef char[64] text
    if port_of(<const sockaddr*>address) != 0 or uv_ip_name(<const sockaddr*>address, text, 64) != 0:
        return False
    return strcmp(text, b"0.0.0.0") == 0 or strcmp(text, b"::") == 0


# bind(address, port, flags, whether it is only to send)
cdef napi_value js_bind(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef sockaddr_storage address
    cdef naja_permissions* permissions
    cdef int error
    cdef udp_handle* h = opened(env, info, 4, argv)
    if h == NULL:
        return number(env, UV_EBADF)
    error = read_address(env, argv[0], argv[1], &address)
    if error == 0 and naja_env_permissions(env) != NULL:
        permissions = naja_env_permissions(env)
        if not (truth(env, argv[3]) and is_anywhere(&address) and
                permissions.ask(env, permissions, NAJA_MAY_NET, NULL, True) == NULL) and \
                not naja_may_reach(env, &address):
            return NULL
    if error == 0:
        error = uv_udp_bind(&h.uv, <const sockaddr*>&address, <unsigned int>integer(env, argv[2]))
    return number(env, error)


cdef napi_value js_open(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef udp_handle* h = opened(env, info, 1, argv)
    cdef int error
    if h == NULL:
        return number(env, UV_EBADF)
    if not naja_take_fd(env, integer(env, argv[0])):
        return NULL
    error = uv_udp_open(&h.uv, integer(env, argv[0]))
    if error != 0:
        naja_fd_opened(env, integer(env, argv[0]))  # it is still the program's
    return number(env, error)


# connect(address, port); disconnect()
cdef napi_value js_connect(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[2] argv
    cdef sockaddr_storage address
    cdef int error
    cdef udp_handle* h = opened(env, info, 2, argv)
    if h == NULL:
        return number(env, UV_EBADF)
    error = read_address(env, argv[0], argv[1], &address)
    if error == 0 and not naja_may_reach(env, &address):
        return NULL
    if error == 0:
        error = uv_udp_connect(&h.uv, <const sockaddr*>&address)
        h.connected = h.connected or error == 0
    return number(env, error)


cdef napi_value js_disconnect(napi_env env, napi_callback_info info) noexcept nogil:
    cdef udp_handle* h = opened(env, info, 0, NULL)
    cdef int error = UV_EBADF if h == NULL else uv_udp_connect(&h.uv, NULL)
    if error == 0:
        h.connected = False
    return number(env, error)


# ---- receiving ----

cdef void give_scratch(uv_handle_t* base, size_t suggested, uv_buf_t* buf) noexcept nogil:
    cdef udp_shared* shared = (<udp_handle*>base).shared
    if shared.scratch == NULL:
        shared.scratch = <char*>malloc(DATAGRAM * AT_ONCE)
    buf.base = shared.scratch
    buf.len = DATAGRAM * AT_ONCE if shared.scratch != NULL else 0


# The text of whom a datagram came from. Held: most come from the one that the last came from.
cdef napi_value sender_text(udp_shared* shared, const sockaddr* address) noexcept nogil:
    if shared.sender_text != NULL and naja_same_host(address, &shared.sender):
        return shared.sender_text
    if shared.sender_text != NULL:
        naja_release(shared.env, shared.sender_text)
    shared.sender_text = naja_hold(shared.env, address_text(shared.env, address))
    memcpy(&shared.sender, address, sizeof(sockaddr_in6) if address.sa_family == AF_INET6 else sizeof(sockaddr_in))
    return shared.sender_text


# What JavaScript gets of a datagram: as TCP's reads (read_to_js in ext/net/stream.pyx) an ArrayBuffer, or a Uint8Array to
# copy from at once. NULL where there is no memory.
cdef napi_value memory_of(napi_env env, const char* bytes, size_t size) noexcept nogil:
    cdef napi_value memory = NULL
    cdef uint8_t* data = NULL
    if size <= STREAM_SMALL:
        return stream_small(streams_of(env), bytes, size)
    if naja_create_arraybuffer(env, size, &data, &memory) != napi_ok:
        return NULL
    memcpy(data, bytes, size)
    return memory


# Calls handle.onmessage(memory, size, address, port, isIPv6): `new Uint8Array(memory, 0, size)` are its bytes; or
# handle.onmessage(libuv's error).
cdef void received(uv_udp_t* base, ssize_t nread, const uv_buf_t* buf, const sockaddr* address, unsigned int flags) noexcept nogil:
    cdef udp_handle* h = <udp_handle*>base
    cdef napi_env env = h.env
    cdef napi_value[5] argv
    cdef napi_value callback
    cdef naja_handles scope
    cdef size_t argc = 1
    # Closed by its reader, it hears nothing more of what came with the same call.
    if (nread == 0 and address == NULL) or h.object == NULL or h.closing:
        return
    naja_handles_open(env, &scope)
    argv[0] = memory_of(env, buf.base, <size_t>nread) if nread >= 0 else NULL
    if argv[0] == NULL:
        argv[0] = number(env, <int>nread if nread < 0 else UV_ENOBUFS)
    else:
        argv[1] = number(env, <int>nread)
        argv[2] = sender_text(h.shared, address)
        argv[3] = number(env, port_of(address))
        napi_get_boolean(env, address.sa_family == AF_INET6, &argv[4])
        argc = 5
    if napi_get_property(env, h.object, naja_string(env, "onmessage"), &callback) == napi_ok:
        naja_make_callback(env, h.frame, h.object, callback, argc, argv)
    naja_handles_close(env, &scope)


cdef napi_value js_recv_start(napi_env env, napi_callback_info info) noexcept nogil:
    cdef udp_handle* h = opened(env, info, 0, NULL)
    cdef int error
    if h == NULL:
        return number(env, UV_EBADF)
    error = uv_udp_recv_start(&h.uv, give_scratch, received)
    return number(env, 0 if error == UV_EALREADY else error)


cdef napi_value js_recv_stop(napi_env env, napi_callback_info info) noexcept nogil:
    cdef udp_handle* h = opened(env, info, 0, NULL)
    return number(env, UV_EBADF if h == NULL else uv_udp_recv_stop(&h.uv))


# ---- sending ----

cdef extern from *:
    """
    #include <errno.h>
    #include <sys/socket.h>
    #include <sys/syscall.h>
    #include <unistd.h>
    #include <uv.h>

    /* uv_udp_try_send for one buffer: sendto() takes a shorter way through the kernel than sendmsg(). */
    static int naja_try_send_to(uv_udp_t* handle, const uv_buf_t* buf, const struct sockaddr* to) {
      if (handle->io_watcher.fd < 0) return uv_udp_try_send(handle, buf, 1, to);
      socklen_t size = to == NULL ? 0 : to->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
      ssize_t n;
      do {
        n = syscall(SYS_sendto, handle->io_watcher.fd, buf->base, buf->len, MSG_DONTWAIT, to, size);
      } while (n < 0 && errno == EINTR);
      if (n >= 0) return (int)n;
      return errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS ? UV_EAGAIN : -errno;
    }
    """
    int naja_try_send_to(uv_udp_t* handle, const uv_buf_t* buf, const sockaddr* to) noexcept nogil


cdef void sent(uv_udp_send_t* base, int status) noexcept nogil:
    cdef udp_send* q = <udp_send*>base
    cdef udp_handle* h = q.handle
    cdef napi_env env = h.env
    cdef napi_value callback
    cdef napi_value argument
    cdef naja_handles scope
    if not h.orphan:
        naja_handles_open(env, &scope)
        argument = number(env, status)
        if napi_get_property(env, q.object, naja_string(env, "oncomplete"), &callback) == napi_ok:
            naja_make_callback(env, q.frame, q.object, callback, 1, &argument)
        naja_handles_close(env, &scope)
        naja_release(env, q.object)
        naja_release(env, q.keep)
        if q.frame != NULL:
            naja_context_free(env, q.frame)
    free(q)


# Where the pieces of a datagram lie. One that is short and alone may lie within its object: it is copied to `inlined`, and
# only where that is NULL given memory that stays.
cdef void gather(napi_env env, napi_value list, uint32_t count, uv_buf_t* bufs, uint8_t* inlined) noexcept nogil:
    cdef napi_value item
    cdef uint8_t* data
    cdef size_t length
    cdef uint32_t i
    for i in range(count):
        data = NULL
        length = 0
        napi_get_element(env, list, i, &item)
        if inlined == NULL or count > 1 or not naja_read_bytes(env, item, inlined, <const uint8_t**>&data, &length):
            naja_get_bytes(env, item, &data, &length)
        bufs[i].base = <char*>data
        bufs[i].len = length


# send(req, list of Uint8Arrays, address, port): a positive number when it is with the kernel (bytes + 1), 0 where
# req.oncomplete(status) will be called, or a libuv error. Without an address: to whom the handle is connected.
cdef napi_value js_send(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef napi_valuetype kind = napi_undefined
    cdef uint8_t[STREAM_SMALL] inlined
    cdef uv_buf_t[PIECES] small
    cdef uv_buf_t* bufs = small
    cdef uint32_t count = 0
    cdef sockaddr_storage address
    cdef const sockaddr* to = NULL
    cdef int result = 0
    cdef udp_send* q
    cdef udp_handle* h = opened(env, info, 4, argv)
    if h == NULL:
        return number(env, UV_EBADF)
    napi_typeof(env, argv[2], &kind)
    if kind == napi_string:
        result = read_receiver(h.shared, argv[2], argv[3], &address)
        if result != 0:
            return number(env, result)
        if not naja_may_reach(env, &address):
            return NULL
        to = <const sockaddr*>&address
    napi_get_array_length(env, argv[1], &count)
    if count > PIECES:
        bufs = <uv_buf_t*>malloc(count * sizeof(uv_buf_t))
        if bufs == NULL:
            return number(env, UV_ENOMEM)
    gather(env, argv[1], count, bufs, inlined)
    result = UV_EAGAIN
    if uv_udp_get_send_queue_count(&h.uv) == 0:
        if count == 1 and (to == NULL) == h.connected:
            result = naja_try_send_to(&h.uv, bufs, to)
        else:
            result = uv_udp_try_send(&h.uv, bufs, count, to)
    if result >= 0:
        result += 1
    elif result == UV_EAGAIN:
        result = UV_ENOMEM
        q = <udp_send*>calloc(1, sizeof(udp_send))
        if q != NULL:
            q.handle = h
            gather(env, argv[1], count, bufs, NULL)
            result = uv_udp_send(&q.req, &h.uv, bufs, count, to, sent)
            if result != 0:
                free(q)
            else:
                q.object = naja_hold(env, argv[0])
                q.keep = naja_hold(env, argv[1])
                q.frame = naja_context_capture(env)
    if bufs != small:
        free(bufs)
    return number(env, result)


# ---- options ----

cdef napi_value js_set_broadcast(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef udp_handle* h = opened(env, info, 1, argv)
    return number(env, UV_EBADF if h == NULL else uv_udp_set_broadcast(&h.uv, integer(env, argv[0])))


cdef napi_value js_set_ttl(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef udp_handle* h = opened(env, info, 1, argv)
    return number(env, UV_EBADF if h == NULL else uv_udp_set_ttl(&h.uv, integer(env, argv[0])))


cdef napi_value js_set_multicast_ttl(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef udp_handle* h = opened(env, info, 1, argv)
    return number(env, UV_EBADF if h == NULL else uv_udp_set_multicast_ttl(&h.uv, integer(env, argv[0])))


cdef napi_value js_set_multicast_loopback(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef udp_handle* h = opened(env, info, 1, argv)
    return number(env, UV_EBADF if h == NULL else uv_udp_set_multicast_loop(&h.uv, integer(env, argv[0])))


cdef const char* text_of(napi_env env, napi_value value, char* room) noexcept nogil:
    cdef size_t size = 0
    if napi_get_value_string_utf8(env, value, room, 128, &size) != napi_ok:
        return NULL
    return room


cdef napi_value js_set_multicast_interface(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef char[128] text
    cdef udp_handle* h = opened(env, info, 1, argv)
    if h == NULL:
        return number(env, UV_EBADF)
    return number(env, uv_udp_set_multicast_interface(&h.uv, text_of(env, argv[0], text)))


# Whether a group may be joined, or left; throws. What is no address, the system refuses.
cdef bint may_join(napi_env env, napi_value group) noexcept nogil:
    cdef sockaddr_storage address
    cdef napi_value port
    if naja_env_permissions(env) == NULL:
        return True
    napi_create_int32(env, 0, &port)
    return read_address(env, group, port, &address) != 0 or naja_may_reach(env, &address)


# membership(group, interface or undefined, joins)
cdef napi_value js_membership(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[3] argv
    cdef char[128] group
    cdef char[128] interface
    cdef udp_handle* h = opened(env, info, 3, argv)
    if h == NULL:
        return number(env, UV_EBADF)
    if not may_join(env, argv[0]):
        return NULL
    return number(env, uv_udp_set_membership(&h.uv, text_of(env, argv[0], group), text_of(env, argv[1], interface),
                                             UV_JOIN_GROUP if truth(env, argv[2]) else UV_LEAVE_GROUP))


# sourceMembership(source, group, interface or undefined, joins)
cdef napi_value js_source_membership(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef char[128] source
    cdef char[128] group
    cdef char[128] interface
    cdef udp_handle* h = opened(env, info, 4, argv)
    if h == NULL:
        return number(env, UV_EBADF)
    if not may_join(env, argv[1]) or not may_join(env, argv[0]):
        return NULL
    return number(env, uv_udp_set_source_membership(
        &h.uv, text_of(env, argv[1], group), text_of(env, argv[2], interface), text_of(env, argv[0], source),
        UV_JOIN_GROUP if truth(env, argv[3]) else UV_LEAVE_GROUP))


# bufferSize(bytes, receives): sets it (0: only asks); the size, or a libuv error.
cdef napi_value js_buffer_size(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[2] argv
    cdef int size
    cdef int error
    cdef udp_handle* h = opened(env, info, 2, argv)
    if h == NULL:
        return number(env, UV_EBADF)
    size = integer(env, argv[0])
    if truth(env, argv[1]):
        error = uv_recv_buffer_size(<uv_handle_t*>&h.uv, &size)
    else:
        error = uv_send_buffer_size(<uv_handle_t*>&h.uv, &size)
    return number(env, error if error != 0 else size)


cdef napi_value js_queue_size(napi_env env, napi_callback_info info) noexcept nogil:
    cdef udp_handle* h = opened(env, info, 0, NULL)
    return number(env, 0 if h == NULL else <int>uv_udp_get_send_queue_size(&h.uv))


cdef napi_value js_queue_count(napi_env env, napi_callback_info info) noexcept nogil:
    cdef udp_handle* h = opened(env, info, 0, NULL)
    return number(env, 0 if h == NULL else <int>uv_udp_get_send_queue_count(&h.uv))


# ---- between processes ----

# Clears what it is looking for once it has found it among the loop's UDP handles.
cdef void find_handle(uv_handle_t* handle, void* wanted) noexcept nogil:
    cdef void** place = <void**>wanted
    if <void*>handle == place[0] and uv_handle_get_type(handle) == UV_UDP:
        place[0] = NULL


# What an IPC pipe sends of a handle, see naja_sendable_fn. Programs can come here with objects of other classes.
cdef uv_stream_t* sendable(napi_env env, napi_value value) noexcept nogil:
    cdef void* data = NULL
    cdef void* wanted
    if napi_unwrap(env, value, &data) != napi_ok or data == NULL:
        return NULL
    wanted = data
    uv_walk(naja_env_loop(env), find_handle, &wanted)
    if wanted != NULL or (<udp_handle*>data).closing:
        return NULL
    return <uv_stream_t*>&(<udp_handle*>data).uv


# accept(pipe): takes over the socket that has come with a message of an IPC pipe; this handle must be new.
cdef napi_value js_accept(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[1] argv
    cdef udp_handle* h = opened(env, info, 1, argv)
    cdef naja_stream* s
    if h == NULL:
        return number(env, UV_EBADF)
    s = stream_from(env, argv[0])
    if s == NULL or not s.flags & STREAM_IPC or uv_pipe_pending_count(&s.uv.pipe) == 0 or \
            uv_pipe_pending_type(&s.uv.pipe) != UV_UDP:
        return number(env, UV_EAGAIN)
    return number(env, uv_accept(&s.uv.stream, <uv_stream_t*>&h.uv))


# ---- the binding ----

cdef void forget(napi_env env, void* data, void* hint) noexcept nogil:
    cdef udp_shared* shared = <udp_shared*>data
    free(shared.scratch)
    free(shared)


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    cdef udp_shared* shared = <udp_shared*>calloc(1, sizeof(udp_shared))
    cdef napi_property_descriptor[25] p
    cdef napi_value value
    if shared == NULL:
        return exports
    shared.env = env
    napi_create_external(env, shared, forget, NULL, &value)
    shared.anchor = naja_hold(env, value)
    method(&p[0], "close", js_close)
    method(&p[1], "ref", js_ref)
    method(&p[2], "unref", js_unref)
    method(&p[3], "hasRef", js_has_ref)
    method(&p[4], "open", js_open)
    method(&p[5], "bind", js_bind)
    method(&p[6], "connect", js_connect)
    method(&p[7], "disconnect", js_disconnect)
    method(&p[8], "getsockname", js_getsockname)
    method(&p[9], "getpeername", js_getpeername)
    method(&p[10], "recvStart", js_recv_start)
    method(&p[11], "recvStop", js_recv_stop)
    method(&p[12], "send", js_send)
    method(&p[13], "setBroadcast", js_set_broadcast)
    method(&p[14], "setTTL", js_set_ttl)
    method(&p[15], "setMulticastTTL", js_set_multicast_ttl)
    method(&p[16], "setMulticastLoopback", js_set_multicast_loopback)
    method(&p[17], "setMulticastInterface", js_set_multicast_interface)
    method(&p[18], "membership", js_membership)
    method(&p[19], "sourceMembership", js_source_membership)
    method(&p[20], "bufferSize", js_buffer_size)
    method(&p[21], "queueSize", js_queue_size)
    method(&p[22], "queueCount", js_queue_count)
    method(&p[23], "accept", js_accept)
    memset(&p[24], 0, sizeof(napi_property_descriptor))
    p[24].utf8name = "fd"
    p[24].getter = js_fd
    p[24].attributes = napi_configurable
    streams_of(env).sendable = sendable
    if napi_define_class(env, "UDP", NAPI_AUTO_LENGTH, construct, shared, 25, p, &value) == napi_ok:
        napi_set_named_property(env, exports, "UDP", value)
    napi_set_named_property(env, exports, "UV_UDP_IPV6ONLY", number(env, UV_UDP_IPV6ONLY))
    napi_set_named_property(env, exports, "UV_UDP_REUSEADDR", number(env, UV_UDP_REUSEADDR))
    napi_set_named_property(env, exports, "UV_UDP_REUSEPORT", number(env, UV_UDP_REUSEPORT))
    return exports


__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
