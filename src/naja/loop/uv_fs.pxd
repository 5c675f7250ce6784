# libuv as the file system and os bindings see it: file requests, directories, watchers, work on the thread pool.
# Every function may be called without the GIL. A request without a callback is done at once, on the calling thread.
from libc.stdint cimport int32_t, int64_t, uint64_t
from naja.loop.engine cimport uv_loop_t

cdef extern from "uv.h" nogil:
    int UV_E2BIG
    int UV_EACCES
    int UV_EAGAIN
    int UV_EBADF
    int UV_EBUSY
    int UV_ECANCELED
    int UV_EEXIST
    int UV_EINVAL
    int UV_EIO
    int UV_EISDIR
    int UV_ELOOP
    int UV_EMFILE
    int UV_ENAMETOOLONG
    int UV_ENFILE
    int UV_ENOBUFS
    int UV_ENOENT
    int UV_ENOMEM
    int UV_ENOSPC
    int UV_ENOSYS
    int UV_ENOTDIR
    int UV_ENOTEMPTY
    int UV_ENOTSUP
    int UV_EPERM
    int UV_EXDEV
    int UV_EOF
    int UV_EFBIG
    int UV_ENXIO

    int UV_FS_COPYFILE_EXCL
    int UV_FS_COPYFILE_FICLONE
    int UV_FS_COPYFILE_FICLONE_FORCE
    int UV_FS_SYMLINK_DIR
    int UV_FS_SYMLINK_JUNCTION
    int UV_FS_O_FILEMAP
    int UV_RENAME
    int UV_CHANGE
    unsigned int UV_FS_EVENT_RECURSIVE

    ctypedef int uv_file
    ctypedef unsigned int uv_uid_t
    ctypedef unsigned int uv_gid_t

    ctypedef struct uv_buf_t:
        char* base
        size_t len

    uv_buf_t uv_buf_init(char* base, unsigned int length)

    ctypedef struct uv_timespec_t:
        long tv_sec
        long tv_nsec

    ctypedef struct uv_stat_t:
        uint64_t st_dev
        uint64_t st_mode
        uint64_t st_nlink
        uint64_t st_uid
        uint64_t st_gid
        uint64_t st_rdev
        uint64_t st_ino
        uint64_t st_size
        uint64_t st_blksize
        uint64_t st_blocks
        uint64_t st_flags
        uint64_t st_gen
        uv_timespec_t st_atim
        uv_timespec_t st_mtim
        uv_timespec_t st_ctim
        uv_timespec_t st_birthtim

    ctypedef struct uv_statfs_t:
        uint64_t f_type
        uint64_t f_bsize
        uint64_t f_blocks
        uint64_t f_bfree
        uint64_t f_bavail
        uint64_t f_files
        uint64_t f_ffree
        uint64_t f_frsize

    ctypedef enum uv_dirent_type_t:
        UV_DIRENT_UNKNOWN
        UV_DIRENT_FILE
        UV_DIRENT_DIR
        UV_DIRENT_LINK
        UV_DIRENT_FIFO
        UV_DIRENT_SOCKET
        UV_DIRENT_CHAR
        UV_DIRENT_BLOCK

    ctypedef struct uv_dirent_t:
        const char* name
        uv_dirent_type_t type

    ctypedef struct uv_dir_t:
        uv_dirent_t* dirents
        size_t nentries

    ctypedef struct uv_fs_t:
        void* data
        uv_loop_t* loop
        ssize_t result
        void* ptr
        const char* path
        uv_stat_t statbuf

    ctypedef void (*uv_fs_cb)(uv_fs_t* req) noexcept nogil

    void uv_fs_req_cleanup(uv_fs_t* req)
    int uv_fs_close(uv_loop_t* loop, uv_fs_t* req, uv_file file, uv_fs_cb cb)
    int uv_fs_open(uv_loop_t* loop, uv_fs_t* req, const char* path, int flags, int mode, uv_fs_cb cb)
    int uv_fs_read(uv_loop_t* loop, uv_fs_t* req, uv_file file, const uv_buf_t* bufs, unsigned int nbufs,
                   int64_t offset, uv_fs_cb cb)
    int uv_fs_write(uv_loop_t* loop, uv_fs_t* req, uv_file file, const uv_buf_t* bufs, unsigned int nbufs,
                    int64_t offset, uv_fs_cb cb)
    int uv_fs_unlink(uv_loop_t* loop, uv_fs_t* req, const char* path, uv_fs_cb cb)
    int uv_fs_copyfile(uv_loop_t* loop, uv_fs_t* req, const char* path, const char* new_path, int flags, uv_fs_cb cb)
    int uv_fs_mkdir(uv_loop_t* loop, uv_fs_t* req, const char* path, int mode, uv_fs_cb cb)
    int uv_fs_mkdtemp(uv_loop_t* loop, uv_fs_t* req, const char* template, uv_fs_cb cb)
    int uv_fs_rmdir(uv_loop_t* loop, uv_fs_t* req, const char* path, uv_fs_cb cb)
    int uv_fs_scandir(uv_loop_t* loop, uv_fs_t* req, const char* path, int flags, uv_fs_cb cb)
    int uv_fs_scandir_next(uv_fs_t* req, uv_dirent_t* entry)
    int uv_fs_opendir(uv_loop_t* loop, uv_fs_t* req, const char* path, uv_fs_cb cb)
    int uv_fs_readdir(uv_loop_t* loop, uv_fs_t* req, uv_dir_t* directory, uv_fs_cb cb)
    int uv_fs_closedir(uv_loop_t* loop, uv_fs_t* req, uv_dir_t* directory, uv_fs_cb cb)
    int uv_fs_stat(uv_loop_t* loop, uv_fs_t* req, const char* path, uv_fs_cb cb)
    int uv_fs_fstat(uv_loop_t* loop, uv_fs_t* req, uv_file file, uv_fs_cb cb)
    int uv_fs_lstat(uv_loop_t* loop, uv_fs_t* req, const char* path, uv_fs_cb cb)
    int uv_fs_statfs(uv_loop_t* loop, uv_fs_t* req, const char* path, uv_fs_cb cb)
    int uv_fs_rename(uv_loop_t* loop, uv_fs_t* req, const char* path, const char* new_path, uv_fs_cb cb)
    int uv_fs_fsync(uv_loop_t* loop, uv_fs_t* req, uv_file file, uv_fs_cb cb)
    int uv_fs_fdatasync(uv_loop_t* loop, uv_fs_t* req, uv_file file, uv_fs_cb cb)
    int uv_fs_ftruncate(uv_loop_t* loop, uv_fs_t* req, uv_file file, int64_t offset, uv_fs_cb cb)
    int uv_fs_access(uv_loop_t* loop, uv_fs_t* req, const char* path, int mode, uv_fs_cb cb)
    int uv_fs_chmod(uv_loop_t* loop, uv_fs_t* req, const char* path, int mode, uv_fs_cb cb)
    int uv_fs_fchmod(uv_loop_t* loop, uv_fs_t* req, uv_file file, int mode, uv_fs_cb cb)
    int uv_fs_chown(uv_loop_t* loop, uv_fs_t* req, const char* path, uv_uid_t uid, uv_gid_t gid, uv_fs_cb cb)
    int uv_fs_fchown(uv_loop_t* loop, uv_fs_t* req, uv_file file, uv_uid_t uid, uv_gid_t gid, uv_fs_cb cb)
    int uv_fs_lchown(uv_loop_t* loop, uv_fs_t* req, const char* path, uv_uid_t uid, uv_gid_t gid, uv_fs_cb cb)
    int uv_fs_utime(uv_loop_t* loop, uv_fs_t* req, const char* path, double atime, double mtime, uv_fs_cb cb)
    int uv_fs_futime(uv_loop_t* loop, uv_fs_t* req, uv_file file, double atime, double mtime, uv_fs_cb cb)
    int uv_fs_lutime(uv_loop_t* loop, uv_fs_t* req, const char* path, double atime, double mtime, uv_fs_cb cb)
    int uv_fs_link(uv_loop_t* loop, uv_fs_t* req, const char* path, const char* new_path, uv_fs_cb cb)
    int uv_fs_symlink(uv_loop_t* loop, uv_fs_t* req, const char* path, const char* new_path, int flags, uv_fs_cb cb)
    int uv_fs_readlink(uv_loop_t* loop, uv_fs_t* req, const char* path, uv_fs_cb cb)
    int uv_fs_realpath(uv_loop_t* loop, uv_fs_t* req, const char* path, uv_fs_cb cb)

    int uv_translate_sys_error(int sys_errno)

    ctypedef struct uv_work_t:
        void* data

    ctypedef void (*uv_work_cb)(uv_work_t* req) noexcept nogil
    ctypedef void (*uv_after_work_cb)(uv_work_t* req, int status) noexcept nogil
    int uv_queue_work(uv_loop_t* loop, uv_work_t* req, uv_work_cb work, uv_after_work_cb after)
    void uv_sleep(unsigned int milliseconds)

    ctypedef struct uv_handle_t:
        void* data
    ctypedef void (*uv_close_cb)(uv_handle_t* handle) noexcept nogil
    void uv_close(uv_handle_t* handle, uv_close_cb cb)
    int uv_is_closing(const uv_handle_t* handle)
    int uv_is_active(const uv_handle_t* handle)
    void uv_ref(uv_handle_t* handle)
    void uv_unref(uv_handle_t* handle)
    int uv_has_ref(const uv_handle_t* handle)

    ctypedef struct uv_fs_event_t:
        void* data
    ctypedef void (*uv_fs_event_cb)(uv_fs_event_t* handle, const char* filename, int events, int status) noexcept nogil
    int uv_fs_event_init(uv_loop_t* loop, uv_fs_event_t* handle)
    int uv_fs_event_start(uv_fs_event_t* handle, uv_fs_event_cb cb, const char* path, unsigned int flags)
    int uv_fs_event_stop(uv_fs_event_t* handle)

    ctypedef struct uv_fs_poll_t:
        void* data
    ctypedef void (*uv_fs_poll_cb)(uv_fs_poll_t* handle, int status, const uv_stat_t* previous,
                                   const uv_stat_t* current) noexcept nogil
    int uv_fs_poll_init(uv_loop_t* loop, uv_fs_poll_t* handle)
    int uv_fs_poll_start(uv_fs_poll_t* handle, uv_fs_poll_cb cb, const char* path, unsigned int interval)
    int uv_fs_poll_stop(uv_fs_poll_t* handle)
