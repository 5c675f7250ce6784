# engine/permissions.h as Cython sees it: whether a program may do what it is about to do. Documented there.
from naja.loop.napi cimport c_bool, napi_env, napi_value

cdef extern from "<sys/socket.h>" nogil:
    struct sockaddr:
        unsigned short sa_family

cdef extern from "<netdb.h>" nogil:
    struct addrinfo:
        sockaddr* ai_addr
        addrinfo* ai_next

cdef extern from "permissions.h" nogil:
    enum:
        NAJA_MAY_READ
        NAJA_MAY_WRITE
        NAJA_MAY_NET
        NAJA_MAY_ENV
        NAJA_MAY_RUN
        NAJA_MAY_FFI
        NAJA_MAY_SYS
        NAJA_MAY_IMPORT
        NAJA_MAY_PYTHON
        NAJA_MAY_WORKER
        NAJA_MAY_ADDONS
        NAJA_MAY_WASI
        NAJA_MAY_INSPECTOR
        NAJA_MAY_ALL
    enum:
        NAJA_AT_FILE
        NAJA_AT_ENTRY
        NAJA_AT_OPEN
        NAJA_AT_PARENT
        NAJA_AT_MODE
        NAJA_TO_READ
        NAJA_TO_WRITE
        NAJA_TO_TREE
        NAJA_TO_KNOW
        NAJA_TO_LOAD
        NAJA_MOST_FILES
    ctypedef struct naja_place:
        char* text
        int pin
        size_t pinned
        size_t replaced
        c_bool fresh
    void naja_place_init(naja_place* place)
    void naja_place_free(naja_place* place)
    ctypedef struct naja_permissions
    ctypedef struct naja_permissions:
        napi_value (*ask)(napi_env env, naja_permissions* self, int kind, const char* resource, c_bool some) noexcept nogil
        napi_value (*ask_path)(napi_env env, naja_permissions* self, int how, const char* path, int* flags,
                               naja_place* place, int* error) noexcept nogil
        napi_value (*ask_address)(napi_env env, naja_permissions* self, const sockaddr* address) noexcept nogil
        napi_value (*ask_host)(napi_env env, naja_permissions* self, const char* host) noexcept nogil
        void (*resolved)(napi_env env, naja_permissions* self, const char* host, const addrinfo* found) noexcept nogil
        napi_value (*ask_program)(napi_env env, naja_permissions* self, const char* name, const char* cwd,
                                  char** variables, char** found) noexcept nogil
        napi_value (*ask_fd)(napi_env env, naja_permissions* self, int fd) noexcept nogil
        napi_value (*ask_fd_write)(napi_env env, naja_permissions* self, int fd) noexcept nogil
        naja_permissions* (*inherit)(naja_permissions* self) noexcept nogil
        void (*release)(naja_permissions* self) noexcept nogil
        unsigned char* files
        c_bool loading
        c_bool own_process
    naja_permissions* naja_env_permissions(napi_env env)
    void naja_env_set_permissions(napi_env env, naja_permissions* permissions)
    c_bool naja_throw_denied(napi_env env, napi_value denied)
    c_bool naja_may(napi_env env, int kind, const char* resource)
    c_bool naja_may_some(napi_env env, int kind)
    c_bool naja_is_own_process(napi_env env)
    c_bool naja_may_place(napi_env env, int how, const char* path, naja_place* place, int* error)
    c_bool naja_may_run(napi_env env, const char* name, const char* cwd, char** variables, char** found)
    # A sockaddr, which more than one file declares.
    c_bool naja_may_reach(napi_env env, const void* address)
    c_bool naja_may_look_up(napi_env env, const char* host)
    void naja_resolved(napi_env env, const char* host, const void* found)
    c_bool naja_may_load(napi_env env, int kind, char** path)
    c_bool naja_take_fd(napi_env env, int fd)
    c_bool naja_may_use_fd(napi_env env, int fd)
    void naja_fd_opened(napi_env env, int fd)
    void naja_fd_closed(napi_env env, int fd)
