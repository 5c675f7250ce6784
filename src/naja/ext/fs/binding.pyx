"""binding('fs'): libuv's file operations. Nothing here holds Python's GIL or a Python object.

Every operation takes its callback last: with one it runs on the thread pool and calls back `(error, value)`; without, it
is done at once, and throws. Positions, modes and flags are numbers that JavaScript has checked; paths are strings or bytes.
"""

from cpython.pycapsule cimport PyCapsule_New
from libc.errno cimport EEXIST, EINTR, ENOENT, ENOTDIR, errno
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcpy, memmove, memset, strchr, strcmp, strdup, strerror, strlen, strrchr, strstr
from naja.loop.core cimport descriptor_closed, descriptor_opened
from naja.loop.engine cimport *
from naja.loop.napi cimport *
from naja.loop.permissions cimport *
from naja.loop.uv_fs cimport *

cdef extern from *:
    """
    #if defined(__aarch64__)
    #define NAJA_ARCH "arm64"
    #else
    #define NAJA_ARCH "x64"
    #endif
    """
    const char* NAJA_ARCH

cdef extern from "<fcntl.h>" nogil:
    int O_RDONLY, O_DIRECTORY, O_NOFOLLOW, O_CLOEXEC, O_PATH, AT_FDCWD, AT_SYMLINK_NOFOLLOW, AT_REMOVEDIR
    int openat(int parent, const char* path, int flags, ...)

cdef extern from "<sys/stat.h>" nogil:
    unsigned int S_IFMT, S_IFDIR, S_IFREG
    ctypedef struct struct_stat "struct stat":
        unsigned int st_mode
    int fstatat(int parent, const char* path, struct_stat* info, int flags)
    int mkdirat(int parent, const char* path, unsigned int mode)

cdef extern from "<unistd.h>" nogil:
    int unlinkat(int parent, const char* path, int flags)
    int close(int fd)

cdef extern from *:
    """
    #include <errno.h>
    #include <sys/uio.h>
    /* Reads what the kernel has in memory: the count, -1 where it would wait (or fail), -2 where it cannot tell. */
    static double naja_read_now(int fd, void* data, size_t length, int64_t offset) {
    #ifdef RWF_NOWAIT
      struct iovec vector = {data, length};
      ssize_t got = preadv2(fd, &vector, 1, offset, RWF_NOWAIT);
      if (got >= 0) return (double)got;
      if (errno != EOPNOTSUPP && errno != ENOSYS) return -1;
    #endif
      return -2;
    }
    """
    double naja_read_now(int fd, void* data, size_t length, int64_t offset) nogil

cdef extern from "<dirent.h>" nogil:
    unsigned char DT_UNKNOWN, DT_DIR, DT_REG
    ctypedef struct DIR:
        pass
    ctypedef struct dirent "struct dirent":
        unsigned char d_type
        char* d_name
    DIR* fdopendir(int fd)
    dirent* readdir(DIR* directory)
    int closedir(DIR* directory)
    int dirfd(DIR* directory)

include "call.pxi"
include "admit.pxi"
include "requests.pxi"
include "stat.pxi"
include "dir.pxi"
include "transfer.pxi"
include "job.pxi"
include "files.pxi"
include "kernel_copy.pxi"
include "tree.pxi"
include "watch.pxi"
include "position.pxi"


cdef void define(napi_env env, napi_value exports, State* state, const char* name, napi_callback function) noexcept nogil:
    cdef napi_value value = NULL
    napi_create_function(env, name, NAPI_AUTO_LENGTH, function, state, &value)
    napi_set_named_property(env, exports, name, value)


cdef void* shared(napi_env env, napi_value exports, const char* name, napi_typedarray_type type) noexcept nogil:
    """An array of two sets of stats that native code fills and JavaScript reads. It lives as long as the environment."""
    cdef void* data = NULL
    cdef napi_value buffer = NULL
    cdef napi_value view = NULL
    napi_create_arraybuffer(env, 2 * STAT_FIELDS * 8, &data, &buffer)
    napi_create_typedarray(env, type, 2 * STAT_FIELDS, buffer, 0, &view)
    naja_hold(env, buffer)
    napi_set_named_property(env, exports, name, view)
    return data


cdef napi_value init(napi_env env, napi_value exports) noexcept nogil:
    cdef State* state = <State*>calloc(1, sizeof(State))
    if state == NULL:
        naja_throw_uv_exception(env, UV_ENOMEM, b"malloc", NULL, NULL)
        return NULL
    state.env = env
    state.loop = naja_env_loop(env)
    state.stats = <double*>shared(env, exports, b"stats", napi_float64_array)
    state.stats_big = <int64_t*>shared(env, exports, b"statsBig", napi_bigint64_array)
    napi_set_named_property(env, exports, b"arch", naja_string(env, NAJA_ARCH))
    naja_at_delete(env, free, state)
    define(env, exports, state, b"access", fs_access)
    define(env, exports, state, b"open", fs_open)
    define(env, exports, state, b"close", fs_close)
    define(env, exports, state, b"fsync", fs_fsync)
    define(env, exports, state, b"fdatasync", fs_fdatasync)
    define(env, exports, state, b"ftruncate", fs_ftruncate)
    define(env, exports, state, b"rename", fs_rename)
    define(env, exports, state, b"link", fs_link)
    define(env, exports, state, b"symlink", fs_symlink)
    define(env, exports, state, b"copyFile", fs_copy_file)
    define(env, exports, state, b"readlink", fs_readlink)
    define(env, exports, state, b"realpath", fs_realpath)
    define(env, exports, state, b"mkdtemp", fs_mkdtemp)
    define(env, exports, state, b"unlink", fs_unlink)
    define(env, exports, state, b"rmdir", fs_rmdir)
    define(env, exports, state, b"mkdir", fs_mkdir)
    define(env, exports, state, b"chmod", fs_chmod)
    define(env, exports, state, b"fchmod", fs_fchmod)
    define(env, exports, state, b"chown", fs_chown)
    define(env, exports, state, b"lchown", fs_lchown)
    define(env, exports, state, b"fchown", fs_fchown)
    define(env, exports, state, b"utimes", fs_utimes)
    define(env, exports, state, b"lutimes", fs_lutimes)
    define(env, exports, state, b"futimes", fs_futimes)
    define(env, exports, state, b"stat", fs_stat)
    define(env, exports, state, b"lstat", fs_lstat)
    define(env, exports, state, b"fstat", fs_fstat)
    define(env, exports, state, b"statfs", fs_statfs)
    define(env, exports, state, b"exists", fs_exists)
    define(env, exports, state, b"internalModuleStat", fs_module_stat)
    define(env, exports, state, b"readdir", fs_readdir)
    define(env, exports, state, b"opendir", fs_opendir)
    define(env, exports, state, b"readEntries", fs_read_entries)
    define(env, exports, state, b"closedir", fs_closedir)
    define(env, exports, state, b"read", fs_read)
    define(env, exports, state, b"readNow", fs_read_now)
    define(env, exports, state, b"write", fs_write)
    define(env, exports, state, b"writeString", fs_write_string)
    define(env, exports, state, b"readv", fs_readv)
    define(env, exports, state, b"writev", fs_writev)
    define(env, exports, state, b"copyRange", fs_copy_range)
    define(env, exports, state, b"readFile", fs_read_file)
    define(env, exports, state, b"writeFile", fs_write_file)
    define(env, exports, state, b"mkdirp", fs_mkdirp)
    define(env, exports, state, b"removeTree", fs_remove_tree)
    define(env, exports, state, b"watch", fs_watch)
    define(env, exports, state, b"watchStat", fs_watch_stat)
    define(env, exports, state, b"watchClose", fs_watch_close)
    define(env, exports, state, b"watchRef", fs_watch_ref)
    define(env, exports, state, b"seek", fs_seek)
    define(env, exports, state, b"flock", fs_flock)
    return exports


__naja_init__ = PyCapsule_New(<void*>init, NULL, NULL)
