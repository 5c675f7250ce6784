# libuv's view of the machine, for the os binding.
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t

cdef extern from "uv.h" nogil:
    int UV_ENOBUFS
    ctypedef int uv_pid_t

    ctypedef struct uv_cpu_times_s:
        uint64_t user
        uint64_t nice
        uint64_t sys
        uint64_t idle
        uint64_t irq
    ctypedef struct uv_cpu_info_t:
        char* model
        int speed
        uv_cpu_times_s cpu_times
    int uv_cpu_info(uv_cpu_info_t** cpus, int* count)
    void uv_free_cpu_info(uv_cpu_info_t* cpus, int count)
    unsigned int uv_available_parallelism()

    ctypedef struct sockaddr_in:
        uint16_t sin_family
    ctypedef struct sockaddr_in6:
        uint16_t sin6_family
        uint32_t sin6_scope_id
    ctypedef union uv_address_union "union { struct sockaddr_in address4; struct sockaddr_in6 address6; }":
        sockaddr_in address4
        sockaddr_in6 address6
    ctypedef union uv_netmask_union "union { struct sockaddr_in netmask4; struct sockaddr_in6 netmask6; }":
        sockaddr_in netmask4
        sockaddr_in6 netmask6
    ctypedef struct uv_interface_address_t:
        char* name
        char phys_addr[6]
        int is_internal
        uv_address_union address
        uv_netmask_union netmask
    int uv_interface_addresses(uv_interface_address_t** addresses, int* count)
    void uv_free_interface_addresses(uv_interface_address_t* addresses, int count)
    int uv_ip4_name(const sockaddr_in* source, char* target, size_t size)
    int uv_ip6_name(const sockaddr_in6* source, char* target, size_t size)

    ctypedef struct uv_passwd_t:
        char* username
        unsigned long uid
        unsigned long gid
        char* shell
        char* homedir
    int uv_os_get_passwd(uv_passwd_t* passwd)
    void uv_os_free_passwd(uv_passwd_t* passwd)
    int uv_os_homedir(char* buffer, size_t* size)
    int uv_os_gethostname(char* buffer, size_t* size)
    int uv_os_getpriority(uv_pid_t pid, int* priority)
    int uv_os_setpriority(uv_pid_t pid, int priority)

    ctypedef struct uv_utsname_t:
        char sysname[256]
        char release[256]
        char version[256]
        char machine[256]
    int uv_os_uname(uv_utsname_t* buffer)

    int uv_uptime(double* uptime)
    void uv_loadavg(double* average)
    uint64_t uv_get_free_memory()
    uint64_t uv_get_total_memory()
    const char* uv_err_name(int error)
    const char* uv_strerror(int error)
