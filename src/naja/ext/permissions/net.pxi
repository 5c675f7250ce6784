# Addresses and hosts.

cdef extern from "<sys/socket.h>" nogil:
    int AF_INET, AF_INET6, AF_UNIX

cdef extern from "uv.h" nogil:
    int uv_ip_name(const sockaddr* source, char* target, size_t size)

cdef extern from * nogil:
    """
    #include <netinet/in.h>
    #include <sys/un.h>
    static int naja_port_of(const struct sockaddr* address) {
      return ntohs(address->sa_family == AF_INET6 ? ((const struct sockaddr_in6*)address)->sin6_port
                                                  : ((const struct sockaddr_in*)address)->sin_port);
    }
    static const char* naja_socket_path(const struct sockaddr* address) {
      return ((const struct sockaddr_un*)address)->sun_path;
    }
    /* IPv4 within IPv6 is IPv4. */
    static int naja_plain_name(const struct sockaddr* address, char* target, size_t size) {
      if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6* six = (const struct sockaddr_in6*)address;
        if (IN6_IS_ADDR_V4MAPPED(&six->sin6_addr)) {
          const unsigned char* b = six->sin6_addr.s6_addr + 12;
          snprintf(target, size, "%d.%d.%d.%d", b[0], b[1], b[2], b[3]);
          return 0;
        }
      }
      return uv_ip_name(address, target, size);
    }
    static int naja_is_address(const char* host) {
      struct in6_addr six;
      return uv_inet_pton(AF_INET, host, &six) == 0 || uv_inet_pton(AF_INET6, host, &six) == 0;
    }
    """
    int naja_port_of(const sockaddr* address)
    const char* naja_socket_path(const sockaddr* address)
    int naja_plain_name(const sockaddr* address, char* target, size_t size)
    bint naja_is_address(const char* host)


cdef napi_value answer_address(napi_env env, State* state, const char* name, int port) noexcept with gil:
    try:
        from naja.permission_hosts import join_host

        address = text_of(name)
        if (<object>state.judge).connect(address, port):
            return NULL
        # By the name that the program knows, where it has one.
        host = min((<object>state.judge).addresses.get(address, ()), default=address)
        return denied(env, state, NAJA_MAY_NET, f"{join_host(host, 0)}:{port}")
    except BaseException as problem:
        return broken(env, state, problem)


cdef napi_value answer_socket(napi_env env, State* state, const char* path) noexcept with gil:
    """A socket in the file system: its path may be read and written, or it is named among the hosts."""
    try:
        from naja.permissions import canonical_entry
        from os import getcwd

        judge = <object>state.judge
        name = text_of(path)
        if judge.words == "node":  # for which a socket is network, wherever it is
            return NULL if judge.has("net") else denied(env, state, NAJA_MAY_NET, name)
        if judge.allowed["net"].rules and judge.has("net", "unix:" + canonical_entry(name, getcwd())):
            return NULL
    except BaseException as problem:
        return broken(env, state, problem)
    return verdict(env, state, NAJA_TO_READ | NAJA_TO_WRITE, NULL, path)


cdef napi_value ask_address(napi_env env, naja_permissions* self, const sockaddr* address) noexcept nogil:
    cdef char[64] name
    cdef const char* path
    cdef int entered
    if address.sa_family == AF_UNIX:
        path = naja_socket_path(address)
        if path[0] == 0:  # a name that no file has: nothing short of everything on the network is about it
            return ask(env, self, NAJA_MAY_NET, NULL, False)
        entered = python_enter()
        return told(env, self, entered, answer_socket(env, <State*>self, path))
    if naja_plain_name(address, name, sizeof(name)) != 0:
        return ask(env, self, NAJA_MAY_NET, NULL, False)
    entered = python_enter()
    return told(env, self, entered, answer_address(env, <State*>self, name, naja_port_of(address)))


cdef napi_value answer_host(napi_env env, State* state, const char* host) noexcept with gil:
    try:
        name = text_of(host)
        return NULL if (<object>state.judge).lookup(name) else denied(env, state, NAJA_MAY_NET, name)
    except BaseException as problem:
        return broken(env, state, problem)


cdef napi_value ask_host(napi_env env, naja_permissions* self, const char* host) noexcept nogil:
    cdef int entered
    if host == NULL or naja_is_address(host):
        return NULL  # nobody is asked
    entered = python_enter()
    return told(env, self, entered, answer_host(env, <State*>self, host))


cdef void note_address(State* state, const char* host, const char* address) noexcept with gil:
    try:
        (<object>state.judge).resolved(text_of(host), text_of(address))
    except BaseException:
        pass  # then it may not be connected to


cdef void resolved(napi_env env, naja_permissions* self, const char* host, const addrinfo* found) noexcept nogil:
    cdef char[64] name
    cdef int entered
    if host == NULL or naja_is_address(host):
        return
    while found != NULL:
        if found.ai_addr != NULL and naja_plain_name(found.ai_addr, name, sizeof(name)) == 0:
            entered = python_enter()
            note_address(<State*>self, host, name)
            python_leave(entered)
        found = found.ai_next
