"""binding('os'): what the machine, its user and its processes are like.

A function that fails gives a list that begins with the error's negative number, which no function gives otherwise: see
`fail`.
"""

from cpython.pycapsule cimport PyCapsule_New
from libc.stdint cimport int32_t, uint8_t
from libc.stdio cimport snprintf
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy, strlen
from naja.loop.core cimport define
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.permissions cimport NAJA_MAY_SYS, naja_env_permissions, naja_may, naja_permissions
from naja.loop.uv_os cimport *

cdef extern from "<sys/socket.h>" nogil:
    int AF_INET6

cdef enum:
    MAX_ARGS = 2
    TEXT_SIZE = 4096


cdef napi_value text(napi_env env, const char* value) noexcept nogil:
    cdef napi_value result = NULL
    napi_create_string_utf8(env, value, NAPI_AUTO_LENGTH, &result)
    return result


cdef napi_value number(napi_env env, double value) noexcept nogil:
    cdef napi_value result = NULL
    napi_create_double(env, value, &result)
    return result


cdef napi_value fail(napi_env env, int error, const char* syscall) noexcept nogil:
    """What a failed call gives: [error number, name, message, syscall]."""
    cdef napi_value parts[4]
    cdef napi_value result = NULL
    parts[0] = number(env, error)
    parts[1] = text(env, uv_err_name(error))
    parts[2] = text(env, uv_strerror(error))
    parts[3] = text(env, syscall)
    naja_create_array_from(env, 4, parts, &result)
    return result


cdef napi_value os_cpus(napi_env env, napi_callback_info info) noexcept nogil:
    """cpus() -> [model, speed, user, nice, sys, idle, irq, ...], or a failure"""
    cdef uv_cpu_info_t* cpus = NULL
    cdef int count = 0
    cdef int i
    cdef int error
    cdef napi_value* values
    cdef napi_value result = NULL
    if not naja_may(env, NAJA_MAY_SYS, b"cpus"):
        return NULL
    error = uv_cpu_info(&cpus, &count)
    if error != 0:
        return fail(env, error, b"uv_cpu_info")
    values = <napi_value*>malloc((count * 7 + 1) * sizeof(napi_value))
    if values != NULL:
        for i in range(count):
            values[7 * i] = text(env, cpus[i].model)
            values[7 * i + 1] = number(env, cpus[i].speed)
            values[7 * i + 2] = number(env, <double>cpus[i].cpu_times.user)
            values[7 * i + 3] = number(env, <double>cpus[i].cpu_times.nice)
            values[7 * i + 4] = number(env, <double>cpus[i].cpu_times.sys)
            values[7 * i + 5] = number(env, <double>cpus[i].cpu_times.idle)
            values[7 * i + 6] = number(env, <double>cpus[i].cpu_times.irq)
        naja_create_array_from(env, count * 7, values, &result)
        free(values)
    uv_free_cpu_info(cpus, count)
    return result


cdef napi_value os_interfaces(napi_env env, napi_callback_info info) noexcept nogil:
    """networkInterfaces() -> [name, address, netmask, is IPv6, mac, internal, scope id, ...], or a failure"""
    cdef uv_interface_address_t* list = NULL
    cdef uv_interface_address_t* one
    cdef int count = 0
    cdef int i
    cdef int error
    cdef char ip[64]
    cdef char netmask[64]
    cdef char mac[18]
    cdef const uint8_t* bytes
    cdef bint six
    cdef napi_value* values
    cdef napi_value result = NULL
    if not naja_may(env, NAJA_MAY_SYS, b"networkInterfaces"):
        return NULL
    error = uv_interface_addresses(&list, &count)
    if error != 0:
        return fail(env, error, b"uv_interface_addresses")
    values = <napi_value*>malloc((count * 7 + 1) * sizeof(napi_value))
    if values != NULL:
        for i in range(count):
            one = &list[i]
            six = one.address.address4.sin_family == AF_INET6
            if six:
                uv_ip6_name(&one.address.address6, ip, sizeof(ip))
                uv_ip6_name(&one.netmask.netmask6, netmask, sizeof(netmask))
            else:
                uv_ip4_name(&one.address.address4, ip, sizeof(ip))
                uv_ip4_name(&one.netmask.netmask4, netmask, sizeof(netmask))
            bytes = <const uint8_t*>one.phys_addr
            snprintf(mac, sizeof(mac), b"%02x:%02x:%02x:%02x:%02x:%02x", bytes[0], bytes[1], bytes[2], bytes[3],
                     bytes[4], bytes[5])
            values[7 * i] = text(env, one.name)
            values[7 * i + 1] = text(env, ip)
            values[7 * i + 2] = text(env, netmask)
            napi_get_boolean(env, six, &values[7 * i + 3])
            values[7 * i + 4] = text(env, mac)
            napi_get_boolean(env, one.is_internal != 0, &values[7 * i + 5])
            values[7 * i + 6] = number(env, one.address.address6.sin6_scope_id if six else -1)
        naja_create_array_from(env, count * 7, values, &result)
        free(values)
    uv_free_interface_addresses(list, count)
    return result


cdef napi_value os_loadavg(napi_env env, napi_callback_info info) noexcept nogil:
    """loadavg() -> three numbers"""
    cdef double average[3]
    cdef napi_value values[3]
    cdef napi_value result = NULL
    cdef int i
    if not naja_may(env, NAJA_MAY_SYS, b"loadavg"):
        return NULL
    uv_loadavg(average)
    for i in range(3):
        values[i] = number(env, average[i])
    naja_create_array_from(env, 3, values, &result)
    return result


cdef napi_value os_hostname(napi_env env, napi_callback_info info) noexcept nogil:
    """hostname() -> string, or a failure"""
    cdef char buffer[TEXT_SIZE]
    cdef size_t size = TEXT_SIZE
    cdef int error
    if not naja_may(env, NAJA_MAY_SYS, b"hostname"):
        return NULL
    error = uv_os_gethostname(buffer, &size)
    if error != 0:
        return fail(env, error, b"uv_os_gethostname")
    return text(env, buffer)


cdef napi_value os_homedir(napi_env env, napi_callback_info info) noexcept nogil:
    """homedir() -> string, or a failure"""
    cdef char buffer[TEXT_SIZE]
    cdef char* larger
    cdef size_t size = TEXT_SIZE
    cdef int error
    cdef napi_value result
    if not naja_may(env, NAJA_MAY_SYS, b"homedir"):
        return NULL
    error = uv_os_homedir(buffer, &size)
    if error == UV_ENOBUFS:
        larger = <char*>malloc(size)
        if larger != NULL:
            error = uv_os_homedir(larger, &size)
            result = text(env, larger) if error == 0 else fail(env, error, b"uv_os_homedir")
            free(larger)
            return result
    if error != 0:
        return fail(env, error, b"uv_os_homedir")
    return text(env, buffer)


cdef napi_value uname_pair(napi_env env, bint of_release) noexcept nogil:
    cdef uv_utsname_t uname
    cdef napi_value values[2]
    cdef napi_value result = NULL
    cdef int error = uv_os_uname(&uname)
    if error != 0:
        return fail(env, error, b"uv_os_uname")
    if of_release:
        values[0] = text(env, uname.release)
        values[1] = text(env, uname.version)
    else:
        values[0] = text(env, uname.sysname)
        values[1] = text(env, uname.machine)
    naja_create_array_from(env, 2, values, &result)
    return result


cdef napi_value os_uname(napi_env env, napi_callback_info info) noexcept nogil:
    """uname() -> [system, machine], which every program may know, or a failure"""
    return uname_pair(env, False)


cdef napi_value os_release(napi_env env, napi_callback_info info) noexcept nogil:
    """release() -> [release, version], or a failure"""
    if not naja_may(env, NAJA_MAY_SYS, b"osRelease"):
        return NULL
    return uname_pair(env, True)


cdef napi_value os_uptime(napi_env env, napi_callback_info info) noexcept nogil:
    """uptime() -> seconds, or a failure"""
    cdef double seconds = 0
    cdef int error
    if not naja_may(env, NAJA_MAY_SYS, b"osUptime"):
        return NULL
    error = uv_uptime(&seconds)
    if error != 0:
        return fail(env, error, b"uv_uptime")
    return number(env, seconds)


cdef napi_value os_totalmem(napi_env env, napi_callback_info info) noexcept nogil:
    """totalmem() -> bytes"""
    if not naja_may(env, NAJA_MAY_SYS, b"systemMemoryInfo"):
        return NULL
    return number(env, <double>uv_get_total_memory())


cdef napi_value os_freemem(napi_env env, napi_callback_info info) noexcept nogil:
    """freemem() -> bytes"""
    if not naja_may(env, NAJA_MAY_SYS, b"systemMemoryInfo"):
        return NULL
    return number(env, <double>uv_get_free_memory())


cdef napi_value os_parallelism(napi_env env, napi_callback_info info) noexcept nogil:
    """availableParallelism() -> how many threads are worth having"""
    return number(env, uv_available_parallelism())


cdef napi_value os_get_priority(napi_env env, napi_callback_info info) noexcept nogil:
    """getPriority(pid) -> number, or a failure"""
    cdef size_t count = MAX_ARGS
    cdef napi_value values[MAX_ARGS]
    cdef int32_t pid = 0
    cdef int priority = 0
    cdef int error
    if not naja_may(env, NAJA_MAY_SYS, b"getPriority"):
        return NULL
    napi_get_cb_info(env, info, &count, values, NULL, NULL)
    napi_get_value_int32(env, values[0], &pid)
    error = uv_os_getpriority(pid, &priority)
    if error != 0:
        return fail(env, error, b"uv_os_getpriority")
    return number(env, priority)


cdef napi_value os_set_priority(napi_env env, napi_callback_info info) noexcept nogil:
    """setPriority(pid, priority) -> undefined, or a failure"""
    cdef size_t count = MAX_ARGS
    cdef napi_value values[MAX_ARGS]
    cdef int32_t pid = 0
    cdef int32_t priority = 0
    cdef int error
    if not naja_may(env, NAJA_MAY_SYS, b"setPriority"):
        return NULL
    napi_get_cb_info(env, info, &count, values, NULL, NULL)
    napi_get_value_int32(env, values[0], &pid)
    napi_get_value_int32(env, values[1], &priority)
    error = uv_os_setpriority(pid, priority)
    return fail(env, error, b"uv_os_setpriority") if error != 0 else NULL


cdef napi_value bytes_of(napi_env env, const char* value) noexcept nogil:
    """A copy, or null for NULL."""
    cdef napi_value result = NULL
    cdef uint8_t* target = NULL
    cdef size_t length
    if value == NULL:
        napi_get_null(env, &result)
        return result
    length = strlen(value)
    if naja_create_uint8array(env, length, &target, &result) == napi_ok and length > 0:
        memcpy(target, value, length)
    return result


cdef napi_value os_user(napi_env env, napi_callback_info info) noexcept nogil:
    """user() -> [uid, gid, name, home, shell], the texts as bytes, or a failure"""
    cdef uv_passwd_t passwd
    cdef napi_value values[5]
    cdef napi_value result = NULL
    cdef int error
    cdef naja_permissions* permissions = naja_env_permissions(env)
    if not naja_may(env, NAJA_MAY_SYS, b"uid") or not naja_may(env, NAJA_MAY_SYS, b"gid"):
        return NULL
    # Either of two words will do, as in Deno.
    if permissions != NULL and permissions.ask(env, permissions, NAJA_MAY_SYS, b"username", False) != NULL and \
            not naja_may(env, NAJA_MAY_SYS, b"userInfo"):
        return NULL
    error = uv_os_get_passwd(&passwd)
    if error != 0:
        return fail(env, error, b"uv_os_get_passwd")
    values[0] = number(env, <double>passwd.uid)
    values[1] = number(env, <double>passwd.gid)
    values[2] = bytes_of(env, passwd.username)
    values[3] = bytes_of(env, passwd.homedir)
    values[4] = bytes_of(env, passwd.shell)
    naja_create_array_from(env, 5, values, &result)
    uv_os_free_passwd(&passwd)
    return result


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    define(env, exports, b"cpus", os_cpus)
    define(env, exports, b"networkInterfaces", os_interfaces)
    define(env, exports, b"loadavg", os_loadavg)
    define(env, exports, b"hostname", os_hostname)
    define(env, exports, b"homedir", os_homedir)
    define(env, exports, b"uname", os_uname)
    define(env, exports, b"release", os_release)
    define(env, exports, b"uptime", os_uptime)
    define(env, exports, b"totalmem", os_totalmem)
    define(env, exports, b"freemem", os_freemem)
    define(env, exports, b"availableParallelism", os_parallelism)
    define(env, exports, b"getPriority", os_get_priority)
    define(env, exports, b"setPriority", os_set_priority)
    define(env, exports, b"user", os_user)
    return exports


__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
