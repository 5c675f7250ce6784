# libuv's datagrams, as much of it as binding.pyx calls.
from naja.loop.engine cimport uv_loop_t
from naja.loop.uv_stream cimport sockaddr, uv_alloc_cb, uv_buf_t, uv_close_cb, uv_handle_t

cdef extern from "uv.h" nogil:
    ctypedef struct uv_udp_t:
        void* data
    ctypedef struct uv_udp_send_t:
        void* data
    ctypedef int uv_membership
    ctypedef void (*uv_udp_send_cb)(uv_udp_send_t* req, int status) noexcept nogil
    ctypedef void (*uv_udp_recv_cb)(uv_udp_t* handle, ssize_t nread, const uv_buf_t* buf, const sockaddr* addr,
                                    unsigned int flags) noexcept nogil
    enum:
        UV_UDP_IPV6ONLY
        UV_UDP_PARTIAL
        UV_UDP_RECVMMSG
        UV_UDP_REUSEADDR
        UV_UDP_REUSEPORT
        UV_LEAVE_GROUP
        UV_JOIN_GROUP
    int uv_udp_init_ex(uv_loop_t* loop, uv_udp_t* handle, unsigned int flags)
    int uv_udp_open(uv_udp_t* handle, int fd)
    int uv_udp_bind(uv_udp_t* handle, const sockaddr* addr, unsigned int flags)
    int uv_udp_connect(uv_udp_t* handle, const sockaddr* addr)
    int uv_udp_getpeername(const uv_udp_t* handle, sockaddr* name, int* namelen)
    int uv_udp_getsockname(const uv_udp_t* handle, sockaddr* name, int* namelen)
    int uv_udp_set_membership(uv_udp_t* handle, const char* group, const char* interface, uv_membership membership)
    int uv_udp_set_source_membership(uv_udp_t* handle, const char* group, const char* interface, const char* source,
                                     uv_membership membership)
    int uv_udp_set_multicast_loop(uv_udp_t* handle, int on)
    int uv_udp_set_multicast_ttl(uv_udp_t* handle, int ttl)
    int uv_udp_set_multicast_interface(uv_udp_t* handle, const char* interface)
    int uv_udp_set_broadcast(uv_udp_t* handle, int on)
    int uv_udp_set_ttl(uv_udp_t* handle, int ttl)
    int uv_udp_send(uv_udp_send_t* req, uv_udp_t* handle, const uv_buf_t* bufs, unsigned int count, const sockaddr* addr,
                    uv_udp_send_cb callback)
    int uv_udp_try_send(uv_udp_t* handle, const uv_buf_t* bufs, unsigned int count, const sockaddr* addr)
    int uv_udp_recv_start(uv_udp_t* handle, uv_alloc_cb alloc, uv_udp_recv_cb callback)
    int uv_udp_recv_stop(uv_udp_t* handle)
    size_t uv_udp_get_send_queue_size(const uv_udp_t* handle)
    size_t uv_udp_get_send_queue_count(const uv_udp_t* handle)
    int uv_send_buffer_size(uv_handle_t* handle, int* value)
    int uv_recv_buffer_size(uv_handle_t* handle, int* value)
    void uv_walk(uv_loop_t* loop, void (*visit)(uv_handle_t* handle, void* arg) noexcept nogil, void* arg)
    int uv_handle_get_type(const uv_handle_t* handle)
    int uv_if_indextoname(unsigned int index, char* buffer, size_t* size)
