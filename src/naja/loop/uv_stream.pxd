# libuv's streams (TCP, pipes, terminals) and name look-ups, as Cython sees them.
from libc.stdint cimport uint16_t, uint64_t
from naja.loop.engine cimport uv_loop_t

cdef extern from "<sys/socket.h>" nogil:
    ctypedef unsigned int socklen_t
    struct sockaddr:
        unsigned short sa_family
    struct sockaddr_storage:
        unsigned short ss_family
    int AF_UNSPEC
    int AF_INET
    int AF_INET6
    int AF_UNIX
    int SOCK_STREAM
    int SOCK_DGRAM
    int SOL_SOCKET
    int IPPROTO_IP
    int IPPROTO_IPV6
    int setsockopt(int fd, int level, int name, const void* value, socklen_t length)
    int getsockopt(int fd, int level, int name, void* value, socklen_t* length)

cdef extern from "<netinet/in.h>" nogil:
    struct sockaddr_in:
        uint16_t sin_port
    struct sockaddr_in6:
        uint16_t sin6_port
        unsigned int sin6_scope_id
        unsigned int sin6_flowinfo
    uint16_t ntohs(uint16_t value)
    int IP_TOS
    int IPV6_TCLASS

cdef extern from "<netdb.h>" nogil:
    struct addrinfo:
        int ai_flags
        int ai_family
        int ai_socktype
        int ai_protocol
        sockaddr* ai_addr
        addrinfo* ai_next
    int AI_ADDRCONFIG
    int AI_ALL
    int AI_V4MAPPED
    int NI_NAMEREQD

cdef extern from "uv.h" nogil:
    ctypedef int uv_file
    ctypedef int uv_os_fd_t
    ctypedef int uv_os_sock_t
    ctypedef enum uv_handle_type:
        UV_UNKNOWN_HANDLE
        UV_NAMED_PIPE
        UV_TCP
        UV_TTY
        UV_UDP
        UV_FILE
    ctypedef struct uv_buf_t:
        char* base
        size_t len
    ctypedef struct uv_handle_t:
        void* data
        uv_loop_t* loop
    ctypedef struct uv_stream_t:
        void* data
        uv_loop_t* loop
        size_t write_queue_size
    ctypedef struct uv_tcp_t:
        void* data
        uv_loop_t* loop
    ctypedef struct uv_pipe_t:
        void* data
        uv_loop_t* loop
        int ipc
    ctypedef struct uv_tty_t:
        void* data
        uv_loop_t* loop
    ctypedef struct uv_write_t:
        void* data
        uv_stream_t* handle
    ctypedef struct uv_connect_t:
        void* data
        uv_stream_t* handle
    ctypedef struct uv_shutdown_t:
        void* data
        uv_stream_t* handle
    ctypedef struct uv_getaddrinfo_t:
        void* data
        addrinfo* addrinfo
    ctypedef struct uv_getnameinfo_t:
        void* data
    ctypedef struct uv_mutex_t:
        pass
    ctypedef struct uv_once_t:
        pass

    ctypedef void (*uv_alloc_cb)(uv_handle_t* handle, size_t suggested, uv_buf_t* buf) noexcept nogil
    ctypedef void (*uv_read_cb)(uv_stream_t* stream, ssize_t nread, const uv_buf_t* buf) noexcept nogil
    ctypedef void (*uv_write_cb)(uv_write_t* req, int status) noexcept nogil
    ctypedef void (*uv_connect_cb)(uv_connect_t* req, int status) noexcept nogil
    ctypedef void (*uv_shutdown_cb)(uv_shutdown_t* req, int status) noexcept nogil
    ctypedef void (*uv_connection_cb)(uv_stream_t* server, int status) noexcept nogil
    ctypedef void (*uv_close_cb)(uv_handle_t* handle) noexcept nogil
    ctypedef void (*uv_getaddrinfo_cb)(uv_getaddrinfo_t* req, int status, addrinfo* res) noexcept nogil
    ctypedef void (*uv_getnameinfo_cb)(uv_getnameinfo_t* req, int status, const char* hostname,
                                       const char* service) noexcept nogil

    enum:
        UV_EOF
        UV_EAI_NODATA
        UV_EAGAIN
        UV_EALREADY
        UV_EBADF
        UV_EINVAL
        UV_ENOMEM
        UV_ENOBUFS
        UV_ENOSYS
        UV_ENOTSUP
        UV_ENOTCONN
        UV_ECANCELED
        UV_ECONNRESET
        UV_EPIPE
        UV_EPROTO
        UV_TCP_IPV6ONLY
        UV_TCP_REUSEPORT
        UV_PIPE_NO_TRUNCATE
        UV_READABLE
        UV_WRITABLE

    int uv_mutex_init(uv_mutex_t* mutex)
    void uv_mutex_lock(uv_mutex_t* mutex)
    void uv_mutex_unlock(uv_mutex_t* mutex)
    void uv_once(uv_once_t* guard, void (*callback)() noexcept nogil)

    uint64_t uv_hrtime()
    uv_buf_t uv_buf_init(char* base, unsigned int len)
    const char* uv_err_name(int error)

    void uv_close(uv_handle_t* handle, uv_close_cb cb)
    int uv_is_closing(const uv_handle_t* handle)
    int uv_is_active(const uv_handle_t* handle)
    int uv_has_ref(const uv_handle_t* handle)
    void uv_ref(uv_handle_t* handle)
    void uv_unref(uv_handle_t* handle)
    int uv_fileno(const uv_handle_t* handle, uv_os_fd_t* fd)
    uv_handle_type uv_guess_handle(uv_file file)

    int uv_read_start(uv_stream_t* stream, uv_alloc_cb alloc_cb, uv_read_cb read_cb)
    int uv_read_stop(uv_stream_t* stream)
    int uv_write(uv_write_t* req, uv_stream_t* stream, const uv_buf_t* bufs, unsigned int count, uv_write_cb cb)
    int uv_write2(uv_write_t* req, uv_stream_t* stream, const uv_buf_t* bufs, unsigned int count, uv_stream_t* send,
                  uv_write_cb cb)
    int uv_try_write(uv_stream_t* stream, const uv_buf_t* bufs, unsigned int count)
    int uv_shutdown(uv_shutdown_t* req, uv_stream_t* stream, uv_shutdown_cb cb)
    int uv_listen(uv_stream_t* stream, int backlog, uv_connection_cb cb)
    int uv_accept(uv_stream_t* server, uv_stream_t* client)
    int uv_is_readable(const uv_stream_t* stream)
    int uv_is_writable(const uv_stream_t* stream)
    int uv_stream_set_blocking(uv_stream_t* stream, int blocking)

    int uv_tcp_init(uv_loop_t* loop, uv_tcp_t* handle)
    int uv_tcp_init_ex(uv_loop_t* loop, uv_tcp_t* handle, unsigned int flags)
    int uv_tcp_open(uv_tcp_t* handle, uv_os_sock_t sock)
    int uv_tcp_nodelay(uv_tcp_t* handle, int enable)
    int uv_tcp_keepalive(uv_tcp_t* handle, int enable, unsigned int delay)
    int uv_tcp_keepalive_ex(uv_tcp_t* handle, int on, unsigned int idle, unsigned int interval, unsigned int count)
    int uv_tcp_simultaneous_accepts(uv_tcp_t* handle, int enable)
    int uv_tcp_bind(uv_tcp_t* handle, const sockaddr* address, unsigned int flags)
    int uv_tcp_getsockname(const uv_tcp_t* handle, sockaddr* name, int* length)
    int uv_tcp_getpeername(const uv_tcp_t* handle, sockaddr* name, int* length)
    int uv_tcp_connect(uv_connect_t* req, uv_tcp_t* handle, const sockaddr* address, uv_connect_cb cb)
    int uv_tcp_close_reset(uv_tcp_t* handle, uv_close_cb cb)

    int uv_pipe_init(uv_loop_t* loop, uv_pipe_t* handle, int ipc)
    int uv_pipe_open(uv_pipe_t* handle, uv_file file)
    int uv_pipe_bind2(uv_pipe_t* handle, const char* name, size_t length, unsigned int flags)
    int uv_pipe_connect2(uv_connect_t* req, uv_pipe_t* handle, const char* name, size_t length, unsigned int flags,
                         uv_connect_cb cb)
    int uv_pipe_chmod(uv_pipe_t* handle, int flags)
    int uv_pipe_pending_count(uv_pipe_t* handle)
    uv_handle_type uv_pipe_pending_type(uv_pipe_t* handle)

    ctypedef enum uv_tty_mode_t:
        UV_TTY_MODE_NORMAL
        UV_TTY_MODE_RAW
        UV_TTY_MODE_IO
        UV_TTY_MODE_RAW_VT
    int uv_tty_init(uv_loop_t* loop, uv_tty_t* handle, uv_file fd, int readable)
    int uv_tty_set_mode(uv_tty_t* handle, uv_tty_mode_t mode)
    int uv_tty_reset_mode()
    int uv_tty_get_winsize(uv_tty_t* handle, int* width, int* height)

    int uv_ip4_addr(const char* ip, int port, sockaddr_in* address)
    int uv_ip6_addr(const char* ip, int port, sockaddr_in6* address)
    int uv_ip4_name(const sockaddr_in* source, char* target, size_t size)
    int uv_ip6_name(const sockaddr_in6* source, char* target, size_t size)
    int uv_ip_name(const sockaddr* source, char* target, size_t size)
    int uv_inet_pton(int family, const char* source, void* target)

    int uv_getaddrinfo(uv_loop_t* loop, uv_getaddrinfo_t* req, uv_getaddrinfo_cb cb, const char* node,
                       const char* service, const addrinfo* hints)
    void uv_freeaddrinfo(addrinfo* ai)
    int uv_getnameinfo(uv_loop_t* loop, uv_getnameinfo_t* req, uv_getnameinfo_cb cb, const sockaddr* address, int flags)
