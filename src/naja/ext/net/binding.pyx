# binding('net'): the TCP and Pipe handles. What all streams have is in methods.pxi; here are addresses, connecting,
# listening and the socket options. Methods give 0 or a negative libuv error unless they say otherwise.
from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t
from libc.stdlib cimport free, malloc
from libc.string cimport memset, strlen
from naja.ext.net.stream cimport *
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.permissions cimport (
    NAJA_AT_ENTRY, NAJA_AT_FILE, NAJA_TO_READ, NAJA_TO_WRITE, naja_env_permissions, naja_may_reach, naja_permissions,
    naja_place, naja_place_free, naja_place_init, naja_fd_opened, naja_take_fd,
)

from naja.loop.values cimport *
from naja.loop.uv_stream cimport *

cdef extern from "Python.h":
    object PyCapsule_New(void* pointer, const char* name, void* destructor)

cdef struct js_connect:
    uv_connect_t req
    naja_stream* stream
    napi_value object          # held: its oncomplete is called
    naja_context_frame* frame


# The receiver and up to four arguments; those not given are undefined.
cdef naja_stream* arguments(napi_env env, napi_callback_info info, napi_value* argv) noexcept nogil:
    cdef size_t argc = 4
    cdef napi_value this
    napi_get_cb_info(env, info, &argc, argv, &this, NULL)
    return stream_this(env, this)


# ---- construction ----

# new TCP(type, family): the family's socket is made at once where one is given (as for setTypeOfService before
# connecting); new Pipe(type): SOCKET 0, SERVER 1, IPC 2.
cdef napi_value construct(napi_env env, napi_callback_info info, int kind) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef napi_value this
    cdef void* data
    cdef naja_stream* s
    cdef int error = 0
    cdef int option
    napi_get_cb_info(env, info, &argc, argv, &this, &data)
    s = (<naja_streams*>data).adopt
    (<naja_streams*>data).adopt = NULL
    if s == NULL:
        option = integer(env, argv[1]) if kind == STREAM_TCP else integer(env, argv[0]) == 2
        s = stream_new(env, kind, option, &error)
        if s == NULL:
            naja_throw_uv_exception(env, error, "socket", NULL, NULL)
            return NULL
    stream_attach(s, this)
    return this


cdef napi_value new_tcp(napi_env env, napi_callback_info info) noexcept nogil:
    return construct(env, info, STREAM_TCP)


cdef napi_value new_pipe(napi_env env, napi_callback_info info) noexcept nogil:
    return construct(env, info, STREAM_PIPE)


# ---- addresses ----

# The arguments (address, port) as a sockaddr.
cdef int read_address(napi_env env, napi_value ip, napi_value port, bint six, sockaddr_storage* out) noexcept nogil:
    cdef char[128] text
    cdef size_t size = 0
    memset(out, 0, sizeof(sockaddr_storage))
    if napi_get_value_string_utf8(env, ip, text, 128, &size) != napi_ok:
        return UV_EINVAL
    if six:
        return uv_ip6_addr(text, integer(env, port), <sockaddr_in6*>out)
    return uv_ip4_addr(text, integer(env, port), <sockaddr_in*>out)


# Sets out.address, out.family and out.port.
cdef void write_address(napi_env env, napi_value out, const sockaddr_storage* address) noexcept nogil:
    cdef char[64] text
    cdef napi_value value
    cdef bint six = address.ss_family == AF_INET6
    cdef uint16_t port
    if address.ss_family != AF_INET and not six:
        return
    uv_ip_name(<const sockaddr*>address, text, 64)
    port = (<const sockaddr_in6*>address).sin6_port if six else (<const sockaddr_in*>address).sin_port
    if six and is_link_local(<const sockaddr_in6*>address):
        add_scope(<const sockaddr_in6*>address, text)
    napi_create_string_latin1(env, text, strlen(text), &value)
    napi_set_property(env, out, naja_string(env, "address"), value)
    napi_set_property(env, out, naja_string(env, "family"), naja_string(env, "IPv6" if six else "IPv4"))
    napi_set_property(env, out, naja_string(env, "port"), number(env, ntohs(port)))


cdef bint is_link_local(const sockaddr_in6* address) noexcept nogil:
    cdef const uint8_t* bytes = sin6_bytes(address)
    return address.sin6_scope_id != 0 and bytes[0] == 0xFE and (bytes[1] & 0xC0) == 0x80


cdef extern from *:
    """
    #include <stdio.h>
    static const uint8_t* naja_sin6_bytes(const struct sockaddr_in6* a) { return a->sin6_addr.s6_addr; }
    """
    const uint8_t* sin6_bytes "naja_sin6_bytes"(const sockaddr_in6* address) noexcept nogil
    int uv_if_indextoiid(unsigned int index, char* buffer, size_t* size) noexcept nogil


# fe80::1 -> fe80::1%eth0
cdef void add_scope(const sockaddr_in6* address, char* text) noexcept nogil:
    cdef size_t used = strlen(text)
    cdef size_t room = 64 - used - 1
    text[used] = c'%'
    if uv_if_indextoiid(address.sin6_scope_id, text + used + 1, &room) != 0:
        text[used] = 0


cdef napi_value tcp_name(napi_env env, napi_callback_info info, bint peer) noexcept nogil:
    cdef napi_value[4] argv
    cdef sockaddr_storage address
    cdef int size = sizeof(sockaddr_storage)
    cdef int error
    cdef naja_stream* s = arguments(env, info, argv)
    if s == NULL or s.kind != STREAM_TCP:
        return stream_bad_handle(env)
    if peer:
        error = uv_tcp_getpeername(&s.uv.tcp, <sockaddr*>&address, &size)
    else:
        error = uv_tcp_getsockname(&s.uv.tcp, <sockaddr*>&address, &size)
    if error == 0:
        write_address(env, argv[0], &address)
    return number(env, error)


cdef napi_value tcp_getsockname(napi_env env, napi_callback_info info) noexcept nogil:
    return tcp_name(env, info, False)


cdef napi_value tcp_getpeername(napi_env env, napi_callback_info info) noexcept nogil:
    return tcp_name(env, info, True)


# ---- binding, listening, connecting ----

cdef napi_value tcp_bind_family(napi_env env, napi_callback_info info, bint six) noexcept nogil:
    cdef napi_value[4] argv
    cdef sockaddr_storage address
    cdef int error
    cdef naja_stream* s = arguments(env, info, argv)
    if s == NULL or s.kind != STREAM_TCP:
        return stream_bad_handle(env)
    error = read_address(env, argv[0], argv[1], six, &address)
    if error == 0 and not naja_may_reach(env, &address):
        return NULL
    if error == 0:
        error = uv_tcp_bind(&s.uv.tcp, <sockaddr*>&address, <unsigned int>integer(env, argv[2]))
    return number(env, error)


cdef napi_value tcp_bind(napi_env env, napi_callback_info info) noexcept nogil:
    return tcp_bind_family(env, info, False)


cdef napi_value tcp_bind6(napi_env env, napi_callback_info info) noexcept nogil:
    return tcp_bind_family(env, info, True)


# A socket that was not bound listens everywhere, at a port of the system's choice.
cdef bint may_listen(naja_stream* s) noexcept nogil:
    cdef sockaddr_storage address
    cdef int size = sizeof(sockaddr_storage)
    if naja_env_permissions(s.env) == NULL:
        return True
    if uv_tcp_getsockname(&s.uv.tcp, <sockaddr*>&address, &size) == 0 and (<sockaddr_in*>&address).sin_port != 0:
        return True
    uv_ip4_addr("0.0.0.0", 0, <sockaddr_in*>&address)
    return naja_may_reach(s.env, &address)


cdef napi_value listen(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef naja_stream* s = arguments(env, info, argv)
    if s == NULL or (s.kind == STREAM_TCP and not may_listen(s)):
        return stream_bad_handle(env) if s == NULL else NULL
    return number(env, stream_listen(s, integer(env, argv[0]), s.on_connection or connection_to_js))


# Calls handle.onconnection(status, client).
cdef void connection_to_js(naja_stream* s, int status) noexcept nogil:
    cdef napi_env env = s.env
    cdef napi_handle_scope scope
    cdef napi_value[2] argv
    cdef napi_value callback
    cdef naja_stream* client = NULL
    if s.owner == NULL:
        return
    if status == 0:
        client = stream_accept(s, &status)
        if client == NULL and status == UV_EAGAIN:
            return
    napi_open_handle_scope(env, &scope)
    argv[0] = number(env, status)
    napi_get_undefined(env, &argv[1])
    if client != NULL:
        argv[1] = stream_object(client)
    if argv[1] == NULL:
        stream_close(client, NULL)
    elif napi_get_property(env, s.owner, naja_string(env, "onconnection"), &callback) == napi_ok:
        naja_make_callback(env, s.frame, s.owner, callback, 2, argv)
    napi_close_handle_scope(env, scope)


# Calls req.oncomplete(status, handle, req, readable, writable).
cdef void connect_done(uv_connect_t* base, int status) noexcept nogil:
    cdef js_connect* q = <js_connect*>base
    cdef naja_stream* s = q.stream
    cdef napi_env env = s.env
    cdef napi_handle_scope scope
    cdef napi_value[5] argv
    cdef napi_value callback
    if s.flags & STREAM_OBJECT_GONE:
        free(q)
        return
    napi_open_handle_scope(env, &scope)
    argv[0] = number(env, status)
    napi_get_undefined(env, &argv[1])
    if s.owner != NULL:
        argv[1] = s.owner
    argv[2] = q.object
    napi_get_boolean(env, status == 0 and uv_is_readable(&s.uv.stream) != 0, &argv[3])
    napi_get_boolean(env, status == 0 and uv_is_writable(&s.uv.stream) != 0, &argv[4])
    if napi_get_property(env, q.object, naja_string(env, "oncomplete"), &callback) == napi_ok:
        naja_make_callback(env, q.frame, q.object, callback, 5, argv)
    napi_close_handle_scope(env, scope)
    naja_release(env, q.object)
    if q.frame != NULL:
        naja_context_free(env, q.frame)
    free(q)


cdef js_connect* new_connect(naja_stream* s, napi_value object) noexcept nogil:
    cdef js_connect* q = <js_connect*>malloc(sizeof(js_connect))
    if q != NULL:
        q.stream = s
        q.object = naja_hold(s.env, object)
        q.frame = naja_context_capture(s.env)
    return q


cdef void drop_connect(js_connect* q) noexcept nogil:
    naja_release(q.stream.env, q.object)
    if q.frame != NULL:
        naja_context_free(q.stream.env, q.frame)
    free(q)


cdef napi_value tcp_connect_family(napi_env env, napi_callback_info info, bint six) noexcept nogil:
    cdef napi_value[4] argv
    cdef sockaddr_storage address
    cdef js_connect* q
    cdef int error
    cdef naja_stream* s = arguments(env, info, argv)
    if s == NULL or s.kind != STREAM_TCP:
        return stream_bad_handle(env)
    error = read_address(env, argv[1], argv[2], six, &address)
    if error == 0 and not naja_may_reach(env, &address):
        return NULL
    if error == 0:
        q = new_connect(s, argv[0])
        if q == NULL:
            return number(env, UV_ENOMEM)
        error = uv_tcp_connect(&q.req, &s.uv.tcp, <sockaddr*>&address, connect_done)
        if error != 0:
            drop_connect(q)
    return number(env, error)


cdef napi_value tcp_connect(napi_env env, napi_callback_info info) noexcept nogil:
    return tcp_connect_family(env, info, False)


cdef napi_value tcp_connect6(napi_env env, napi_callback_info info) noexcept nogil:
    return tcp_connect_family(env, info, True)


# ---- options of a TCP socket ----

# A descriptor that a handle could not be made of is still the program's.
cdef int taken(napi_env env, int error, int fd) noexcept nogil:
    if error != 0 and fd > 2:
        naja_fd_opened(env, fd)
    return error


cdef napi_value tcp_open(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef naja_stream* s = arguments(env, info, argv)
    if s == NULL or s.kind != STREAM_TCP:
        return stream_bad_handle(env)
    if not naja_take_fd(env, integer(env, argv[0])):
        return NULL
    return number(env, taken(env, uv_tcp_open(&s.uv.tcp, integer(env, argv[0])), integer(env, argv[0])))


cdef napi_value tcp_set_no_delay(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef naja_stream* s = arguments(env, info, argv)
    if s == NULL or s.kind != STREAM_TCP:
        return stream_bad_handle(env)
    return number(env, uv_tcp_nodelay(&s.uv.tcp, truth(env, argv[0])))


# setKeepAlive(on, idle, interval, count): seconds; interval and count 0 or left out are libuv's own choice.
cdef napi_value tcp_set_keep_alive(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef int interval
    cdef int count
    cdef naja_stream* s = arguments(env, info, argv)
    if s == NULL or s.kind != STREAM_TCP:
        return stream_bad_handle(env)
    interval = integer(env, argv[2])
    count = integer(env, argv[3])
    if interval > 0 and count > 0:
        return number(env, uv_tcp_keepalive_ex(&s.uv.tcp, truth(env, argv[0]), integer(env, argv[1]), interval, count))
    return number(env, uv_tcp_keepalive(&s.uv.tcp, truth(env, argv[0]), <unsigned int>integer(env, argv[1])))


cdef napi_value tcp_set_simultaneous_accepts(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef naja_stream* s = arguments(env, info, argv)
    if s == NULL or s.kind != STREAM_TCP:
        return stream_bad_handle(env)
    return number(env, uv_tcp_simultaneous_accepts(&s.uv.tcp, truth(env, argv[0])))


cdef extern from *:
    """
    #include <errno.h>
    #include <netinet/ip.h>
    static int naja_tos(int fd, int set, int value) {
      struct sockaddr_storage a;
      socklen_t n = sizeof a;
      if (getsockname(fd, (struct sockaddr*)&a, &n) != 0) return -errno;
      int level = a.ss_family == AF_INET6 ? IPPROTO_IPV6 : IPPROTO_IP;
      int name = a.ss_family == AF_INET6 ? IPV6_TCLASS : IP_TOS;
      if (set) return setsockopt(fd, level, name, &value, sizeof value) == 0 ? 0 : -errno;
      n = sizeof value;
      return getsockopt(fd, level, name, &value, &n) == 0 ? value : -errno;
    }
    """
    int naja_tos(int fd, bint set, int value) noexcept nogil


cdef napi_value tcp_set_tos(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef uv_os_fd_t fd
    cdef naja_stream* s = arguments(env, info, argv)
    if s == NULL or uv_fileno(&s.uv.handle, &fd) != 0:
        return stream_bad_handle(env)
    return number(env, naja_tos(fd, True, integer(env, argv[0])))


# getTypeOfService(): the value, or a negative libuv error.
cdef napi_value tcp_get_tos(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef uv_os_fd_t fd
    cdef naja_stream* s = arguments(env, info, argv)
    if s == NULL or uv_fileno(&s.uv.handle, &fd) != 0:
        return stream_bad_handle(env)
    return number(env, naja_tos(fd, False, 0))


# ---- pipes ----

# A path as libuv wants it: bytes and length (an abstract name begins with a zero byte). free() it.
cdef char* read_path(napi_env env, napi_value value, size_t* size) noexcept nogil:
    cdef char* path
    if napi_get_value_string_utf8(env, value, NULL, 0, size) != napi_ok:
        return NULL
    path = <char*>malloc(size[0] + 1)
    if path != NULL:
        napi_get_value_string_utf8(env, value, path, size[0] + 1, size)
    return path


cdef extern from *:
    """
    #include <stdlib.h>
    #include <string.h>
    #include <sys/un.h>
    static void naja_unix_address(struct sockaddr_un* out, const char* path, size_t size) {
      memset(out, 0, sizeof *out);
      out->sun_family = AF_UNIX;
      memcpy(out->sun_path, path, size < sizeof out->sun_path ? size : sizeof out->sun_path - 1);
    }
    #define NAJA_SUN_PATH_SIZE sizeof(((struct sockaddr_un*)0)->sun_path)
    // What is unlinked when the socket is closed.
    static void naja_pipe_name(uv_pipe_t* pipe, const char* path) {
      if (pipe->pipe_fname == NULL) return;
      free((char*)pipe->pipe_fname);
      pipe->pipe_fname = strdup(path);
    }
    """
    size_t SUN_PATH_SIZE "NAJA_SUN_PATH_SIZE"
    void pipe_name "naja_pipe_name"(uv_pipe_t* pipe, const char* path) noexcept nogil
    struct sockaddr_un:
        pass
    void unix_address "naja_unix_address"(sockaddr_un* out, const char* path, size_t size) noexcept nogil


# Whether a socket may be bound to a path, or connected to: 1, 0 after it has thrown, or a libuv error. `place` holds what was
# judged, where the file system is what says so.
cdef int may_use_path(napi_env env, const char* path, size_t size, int how, naja_place* place) noexcept nogil:
    cdef naja_permissions* permissions = naja_env_permissions(env)
    cdef sockaddr_un address
    cdef int flags = 0
    cdef int error = 0
    naja_place_init(place)
    if permissions == NULL or size == 0 or size >= SUN_PATH_SIZE:
        return 1
    unix_address(&address, path, size)
    if not naja_may_reach(env, &address):
        return 0
    if path[0] != 0 and \
            permissions.ask_path(env, permissions, how | NAJA_TO_READ | NAJA_TO_WRITE, path, &flags, place, &error) == NULL:
        return error if error != 0 else 1
    return 1  # by its name


cdef napi_value pipe_bind(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef size_t size = 0
    cdef char* path
    cdef napi_value result = NULL
    cdef naja_place place
    cdef int error
    cdef naja_stream* s = arguments(env, info, argv)
    if s == NULL or s.kind != STREAM_PIPE:
        return stream_bad_handle(env)
    path = read_path(env, argv[0], &size)
    if path == NULL:
        return number(env, UV_EINVAL)
    error = may_use_path(env, path, size, NAJA_AT_ENTRY, &place)
    if error == 1:
        if place.text != NULL:
            error = uv_pipe_bind2(&s.uv.pipe, place.text, strlen(place.text), UV_PIPE_NO_TRUNCATE)
            pipe_name(&s.uv.pipe, path)
        else:
            error = uv_pipe_bind2(&s.uv.pipe, path, size, UV_PIPE_NO_TRUNCATE)
        result = number(env, error)
    elif error < 0:
        result = number(env, error)
    naja_place_free(&place)
    free(path)
    return result


cdef napi_value pipe_connect(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef size_t size = 0
    cdef char* path
    cdef js_connect* q
    cdef napi_value result = NULL
    cdef naja_place place
    cdef int error
    cdef naja_stream* s = arguments(env, info, argv)
    if s == NULL or s.kind != STREAM_PIPE:
        return stream_bad_handle(env)
    path = read_path(env, argv[1], &size)
    if path == NULL:
        return number(env, UV_EINVAL)
    error = may_use_path(env, path, size, NAJA_AT_FILE, &place)
    if error == 1:
        q = new_connect(s, argv[0])
        if place.text != NULL:
            error = uv_pipe_connect2(&q.req, &s.uv.pipe, place.text, strlen(place.text), UV_PIPE_NO_TRUNCATE, connect_done)
        else:
            error = uv_pipe_connect2(&q.req, &s.uv.pipe, path, size, UV_PIPE_NO_TRUNCATE, connect_done)
        if error != 0:
            drop_connect(q)
        result = number(env, error)
    elif error < 0:
        result = number(env, error)
    naja_place_free(&place)
    free(path)
    return result


cdef napi_value pipe_open(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef naja_stream* s = arguments(env, info, argv)
    if s == NULL or s.kind != STREAM_PIPE:
        return stream_bad_handle(env)
    if not naja_take_fd(env, integer(env, argv[0])):
        return NULL
    return number(env, taken(env, uv_pipe_open(&s.uv.pipe, integer(env, argv[0])), integer(env, argv[0])))


# fchmod(mode): UV_READABLE 1, UV_WRITABLE 2, or both, for everybody.
cdef napi_value pipe_fchmod(napi_env env, napi_callback_info info) noexcept nogil:
    cdef napi_value[4] argv
    cdef naja_stream* s = arguments(env, info, argv)
    if s == NULL or s.kind != STREAM_PIPE:
        return stream_bad_handle(env)
    return number(env, uv_pipe_chmod(&s.uv.pipe, integer(env, argv[0])))


# ---- the binding ----

# guessHandleType(fd): libuv's uv_handle_type.
cdef napi_value guess_handle_type(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value value
    napi_get_cb_info(env, info, &argc, &value, NULL, NULL)
    return number(env, uv_guess_handle(integer(env, value)))


# parseAddress(text, family): the address in its canonical spelling, or undefined.
cdef napi_value canonical_address(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 2
    cdef napi_value[2] argv
    cdef napi_value result
    cdef char[128] text
    cdef sockaddr_storage address
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    napi_get_undefined(env, &result)
    if read_address(env, argv[0], argv[1], integer(env, argv[1]) == 6, &address) == 0:
        if uv_ip_name(<sockaddr*>&address, text, 128) == 0:
            napi_create_string_latin1(env, text, strlen(text), &result)
    return result


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    cdef napi_property_descriptor[16] p
    method(&p[0], "open", tcp_open)
    method(&p[1], "bind", tcp_bind)
    method(&p[2], "bind6", tcp_bind6)
    method(&p[3], "listen", listen)
    method(&p[4], "connect", tcp_connect)
    method(&p[5], "connect6", tcp_connect6)
    method(&p[6], "getsockname", tcp_getsockname)
    method(&p[7], "getpeername", tcp_getpeername)
    method(&p[8], "setNoDelay", tcp_set_no_delay)
    method(&p[9], "setKeepAlive", tcp_set_keep_alive)
    method(&p[10], "setSimultaneousAccepts", tcp_set_simultaneous_accepts)
    method(&p[11], "setTypeOfService", tcp_set_tos)
    method(&p[12], "getTypeOfService", tcp_get_tos)
    napi_set_named_property(env, exports, "TCP", stream_class(env, "TCP", STREAM_TCP, new_tcp, 13, p))
    method(&p[0], "open", pipe_open)
    method(&p[1], "bind", pipe_bind)
    method(&p[2], "listen", listen)
    method(&p[3], "connect", pipe_connect)
    method(&p[4], "fchmod", pipe_fchmod)
    napi_set_named_property(env, exports, "Pipe", stream_class(env, "Pipe", STREAM_PIPE, new_pipe, 5, p))
    method(&p[0], "guessHandleType", guess_handle_type)
    method(&p[1], "canonicalAddress", canonical_address)
    napi_define_properties(env, exports, 2, p)
    return exports


__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
