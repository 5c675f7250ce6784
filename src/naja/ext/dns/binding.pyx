# binding('dns'): the system's resolver, on libuv's thread pool.
from libc.stdint cimport int32_t, uint32_t
from libc.stdlib cimport free, malloc
from libc.string cimport memset, strlen
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.permissions cimport naja_env_permissions, naja_may_look_up, naja_may_reach, naja_resolved
from naja.loop.values cimport *
from naja.loop.uv_stream cimport *

cdef extern from "Python.h":
    object PyCapsule_New(void* pointer, const char* name, void* destructor)

cdef enum:
    VERBATIM = 0
    IPV4_FIRST = 1
    IPV6_FIRST = 2

cdef struct address_request:
    uv_getaddrinfo_t req
    napi_env env
    napi_value object          # held: its oncomplete is called
    naja_context_frame* frame
    char* asked                # the host, where there are permissions
    int order

cdef struct name_request:
    uv_getnameinfo_t req
    napi_env env
    napi_value object
    naja_context_frame* frame


# Calls object.oncomplete(...argv).
cdef void complete(napi_env env, napi_value object, naja_context_frame* frame, size_t argc,
                   const napi_value* argv) noexcept nogil:
    cdef napi_value callback
    if napi_get_property(env, object, naja_string(env, "oncomplete"), &callback) == napi_ok:
        naja_make_callback(env, frame, object, callback, argc, argv)


# ---- names to addresses ----

# Adds the addresses of one family, or with AF_UNSPEC of both, to an array.
cdef uint32_t add_addresses(napi_env env, napi_value array, uint32_t count, addrinfo* first, int family) noexcept nogil:
    cdef addrinfo* ai = first
    cdef char[64] text
    cdef napi_value value
    while ai != NULL:
        if (ai.ai_family == AF_INET or ai.ai_family == AF_INET6) and (family == AF_UNSPEC or ai.ai_family == family):
            if uv_ip_name(ai.ai_addr, text, 64) == 0:
                napi_create_string_latin1(env, text, strlen(text), &value)
                napi_set_element(env, array, count, value)
                count += 1
        ai = ai.ai_next
    return count


# Calls req.oncomplete(error or null, addresses).
cdef void address_found(uv_getaddrinfo_t* base, int status, addrinfo* res) noexcept nogil:
    cdef address_request* q = <address_request*>base
    cdef napi_env env = q.env
    cdef napi_handle_scope scope
    cdef napi_value[2] argv
    cdef uint32_t count = 0
    napi_open_handle_scope(env, &scope)
    napi_get_null(env, &argv[0])
    napi_get_undefined(env, &argv[1])
    if status == 0:
        napi_create_array(env, &argv[1])
        if q.order == IPV4_FIRST:
            count = add_addresses(env, argv[1], count, res, AF_INET)
            count = add_addresses(env, argv[1], count, res, AF_INET6)
        elif q.order == IPV6_FIRST:
            count = add_addresses(env, argv[1], count, res, AF_INET6)
            count = add_addresses(env, argv[1], count, res, AF_INET)
        else:
            count = add_addresses(env, argv[1], count, res, AF_UNSPEC)
        if count == 0:
            status = UV_EAI_NODATA
        if q.asked != NULL:
            naja_resolved(env, q.asked, res)
    free(q.asked)
    uv_freeaddrinfo(res)
    if status != 0:
        argv[0] = number(env, status)
    complete(env, q.object, q.frame, 2, argv)
    napi_close_handle_scope(env, scope)
    release(env, q.object, q.frame)
    free(q)


cdef void release(napi_env env, napi_value object, naja_context_frame* frame) noexcept nogil:
    naja_release(env, object)
    if frame != NULL:
        naja_context_free(env, frame)


# getaddrinfo(req, hostname, family (0, 4, 6), hints, order): 0 or a libuv error.
cdef napi_value js_getaddrinfo(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 5
    cdef napi_value[5] argv
    cdef address_request* q
    cdef addrinfo hints
    cdef size_t size = 0
    cdef char* name
    cdef int family
    cdef int error
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    if napi_get_value_string_utf8(env, argv[1], NULL, 0, &size) != napi_ok:
        return number(env, UV_EINVAL)
    name = <char*>malloc(size + 1)
    q = <address_request*>malloc(sizeof(address_request))
    if name == NULL or q == NULL:
        free(name)
        free(q)
        return number(env, UV_ENOMEM)
    napi_get_value_string_utf8(env, argv[1], name, size + 1, &size)
    if not naja_may_look_up(env, name):
        free(name)
        free(q)
        return NULL
    family = integer(env, argv[2])
    memset(&hints, 0, sizeof(addrinfo))
    hints.ai_family = AF_INET if family == 4 else (AF_INET6 if family == 6 else AF_UNSPEC)
    hints.ai_socktype = SOCK_STREAM
    hints.ai_flags = integer(env, argv[3])
    q.env = env
    q.order = integer(env, argv[4])
    q.object = naja_hold(env, argv[0])
    q.frame = naja_context_capture(env)
    q.asked = NULL
    error = uv_getaddrinfo(naja_env_loop(env), &q.req, address_found, name, NULL, &hints)
    if error == 0 and naja_env_permissions(env) != NULL:
        q.asked = name
    else:
        free(name)
    if error != 0:
        release(env, q.object, q.frame)
        free(q)
    return number(env, error)


# resolveSync(hostname): its addresses, in the system's order, or a libuv error. Blocks; for servers that start.
cdef napi_value js_resolve_sync(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 1
    cdef napi_value[1] argv
    cdef napi_value result
    cdef uv_getaddrinfo_t request
    cdef addrinfo hints
    cdef size_t size = 0
    cdef char[1026] name
    cdef int error
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    if napi_get_value_string_utf8(env, argv[0], name, 1026, &size) != napi_ok:
        return number(env, UV_EINVAL)
    memset(&hints, 0, sizeof(addrinfo))
    if not naja_may_look_up(env, name):
        return NULL
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = SOCK_STREAM
    error = uv_getaddrinfo(naja_env_loop(env), &request, NULL, name, NULL, &hints)
    if error != 0:
        return number(env, error)
    naja_resolved(env, name, request.addrinfo)
    napi_create_array(env, &result)
    if add_addresses(env, result, 0, request.addrinfo, AF_UNSPEC) == 0:
        result = number(env, UV_EAI_NODATA)
    uv_freeaddrinfo(request.addrinfo)
    return result


# ---- addresses to names ----

# Calls req.oncomplete(error or null, hostname, service).
cdef void name_found(uv_getnameinfo_t* base, int status, const char* hostname, const char* service) noexcept nogil:
    cdef name_request* q = <name_request*>base
    cdef napi_env env = q.env
    cdef napi_handle_scope scope
    cdef napi_value[3] argv
    napi_open_handle_scope(env, &scope)
    if status == 0:
        napi_get_null(env, &argv[0])
        napi_create_string_utf8(env, hostname, strlen(hostname), &argv[1])
        napi_create_string_utf8(env, service, strlen(service), &argv[2])
        complete(env, q.object, q.frame, 3, argv)
    else:
        argv[0] = number(env, status)
        complete(env, q.object, q.frame, 1, argv)
    napi_close_handle_scope(env, scope)
    release(env, q.object, q.frame)
    free(q)


# getnameinfo(req, address, port): 0 or a libuv error.
cdef napi_value js_getnameinfo(napi_env env, napi_callback_info info) noexcept nogil:
    cdef size_t argc = 3
    cdef napi_value[3] argv
    cdef name_request* q
    cdef sockaddr_storage address
    cdef char[128] text
    cdef size_t size = 0
    cdef int port
    cdef int error
    napi_get_cb_info(env, info, &argc, argv, NULL, NULL)
    if napi_get_value_string_utf8(env, argv[1], text, 128, &size) != napi_ok:
        return number(env, UV_EINVAL)
    port = integer(env, argv[2])
    error = uv_ip4_addr(text, port, <sockaddr_in*>&address)
    if error != 0:
        error = uv_ip6_addr(text, port, <sockaddr_in6*>&address)
    if error != 0:
        return number(env, error)
    if not naja_may_reach(env, &address):
        return NULL
    q = <name_request*>malloc(sizeof(name_request))
    if q == NULL:
        return number(env, UV_ENOMEM)
    q.env = env
    q.object = naja_hold(env, argv[0])
    q.frame = naja_context_capture(env)
    error = uv_getnameinfo(naja_env_loop(env), &q.req, name_found, <sockaddr*>&address, NI_NAMEREQD)
    if error != 0:
        release(env, q.object, q.frame)
        free(q)
    return number(env, error)


# ---- the binding ----

cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    cdef napi_property_descriptor[3] p
    method(&p[0], "getaddrinfo", js_getaddrinfo)
    method(&p[1], "getnameinfo", js_getnameinfo)
    method(&p[2], "resolveSync", js_resolve_sync)
    napi_define_properties(env, exports, 3, p)
    napi_set_named_property(env, exports, "AI_ADDRCONFIG", number(env, AI_ADDRCONFIG))
    napi_set_named_property(env, exports, "AI_ALL", number(env, AI_ALL))
    napi_set_named_property(env, exports, "AI_V4MAPPED", number(env, AI_V4MAPPED))
    return exports


__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
