"""From permissions to what the kernel lets the process do: which system calls, which files, which ports.

The kernel's rules are coarser than the permissions: those name hosts, these know ports. Both hold at once; what is said
here must hold even for native code in the process.
"""

import errno
import os
import sys

from . import landlock
from .seccomp import ALLOW, KILL, Filter, Is, fails

Allowed = bool | list[str]

AF_INET, AF_INET6, AF_NETLINK = 2, 10, 16
SOCK_STREAM, SOCK_DGRAM, SOCK_TYPE_MASK = 1, 2, 0xF
NETLINK_ROUTE = 0
CLONE_THREAD_FLAGS = 0x100 | 0x10000  # CLONE_VM | CLONE_THREAD
CLONE_NEW = 0x7E020000 | 0x80  # every CLONE_NEW*: a namespace

# Calls that touch nothing but the process's own memory, threads, clocks and descriptors it has.
ALWAYS = """
    read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 close close_range dup dup2 dup3 lseek
    poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2
    eventfd eventfd2 pipe pipe2 fsync fdatasync sendfile copy_file_range ftruncate fallocate fadvise64 flock
    sync_file_range
    mmap munmap mprotect mremap madvise brk mincore membarrier pkey_mprotect pkey_alloc pkey_free msync munlock
    futex futex_waitv futex_wake futex_wait futex_requeue set_robust_list get_robust_list rseq set_tid_address
    exit exit_group wait4 waitid gettid getpid getppid
    sched_yield sched_getaffinity sched_getparam sched_getscheduler sched_getattr sched_get_priority_max
    sched_get_priority_min getpriority
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigpending rt_sigtimedwait sigaltstack restart_syscall
    pause clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time
    getrandom uname sysinfo getrusage times getcpu getrlimit capget
    getuid geteuid getgid getegid getgroups getresuid getresgid getpgid getpgrp getsid
"""
# Landlock says of which files; what it does not know (stat, readlink) tells names and sizes, no contents.
FILES = """
    open openat openat2 stat fstat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat
    getdents getdents64 getcwd chdir fchdir umask statfs fstatfs
"""
CHANGES = """
    creat mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 link linkat symlink symlinkat truncate fchmod
"""
# By path, and unknown to landlock: only where every file may be changed.
UNGUARDED_CHANGES = """
    chmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes futimesat utimensat mknod mknodat
    setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr
"""
# Landlock does not know them either: they tell when any file is used.
WATCHES = "inotify_init inotify_init1 inotify_add_watch inotify_rm_watch"
SOCKETS = """
    connect sendto recvfrom sendmsg recvmsg sendmmsg recvmmsg shutdown getsockopt setsockopt getsockname getpeername
    bind listen accept accept4
"""
# Not setsid and setpgid: what is started ends with the group it is started in.
PROGRAMS = "fork vfork clone execve socketpair"
# What only an attack calls: the process ends, and the host is told.
HOSTILE = """
    ptrace process_vm_readv process_vm_writev bpf keyctl add_key request_key
    mount umount2 move_mount open_tree open_tree_attr fsopen fsconfig fsmount fspick mount_setattr pivot_root chroot
    unshare setns kexec_load kexec_file_load init_module finit_module delete_module create_module
    userfaultfd perf_event_open pidfd_getfd open_by_handle_at iopl ioperm modify_ldt
    swapon swapoff reboot kcmp quotactl quotactl_fd syslog acct personality settimeofday clock_settime clock_adjtime
    memfd_secret remap_file_pages nfsservctl
"""
# What libraries try first and have another way for.
UNKNOWN = "clone3 io_uring_setup io_uring_enter io_uring_register io_setup io_submit memfd_create"

TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX = 0x5401, 0x5413, 0x541B, 0x5421, 0x5451, 0x5450
TCSETS, TCSETSW, TCSETSF = 0x5402, 0x5403, 0x5404
PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, PR_SET_VMA = 15, 16, 3, 0x53564D41
# All commands of fcntl but F_SETOWN, F_SETSIG and F_NOTIFY, which send signals, and leases.
FCNTL = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1032, 1031, 1034)


class Policy:
    """What a process may do. A list names files, hosts or programs; True is all of them, False none.

    base: files that the runtime itself reads."""

    def __init__(
        self,
        *,
        read: Allowed = False,
        write: Allowed = False,
        net: Allowed = False,
        run: Allowed = False,
        sys: Allowed = False,
        base: list[str] | None = None,
    ) -> None:
        self.read, self.write, self.net, self.run, self.sys = read, write, net, run, sys
        self.base = base or []

    def ports(self) -> list[int] | None:
        """The TCP ports that may be connected to or listened at; None for all."""
        if not isinstance(self.net, list):
            return None if self.net else []
        found: set[int] = set()
        for host in self.net:
            _, colon, port = host.rpartition(":")
            if (
                not colon
                or not port.isdigit()
                or host.endswith("]")
                or (host.count(":") > 1 and "]" not in host)
            ):
                return None
            found.add(int(port))
        return sorted(found)

    def names_hosts(self) -> bool:
        """Whether a host must be looked up, for which datagrams are needed."""
        if not isinstance(self.net, list):
            return bool(self.net)
        return not all(is_address(host) for host in self.net)


def is_address(host: str) -> bool:
    """Whether a host, with its port or without, is an IP address rather than a name."""
    if host.startswith("[") or host.count(":") > 1:
        return True
    return host.partition(":")[0].partition("/")[0].replace(".", "").isdigit()


def system_calls(policy: Policy, pid: int) -> Filter:
    """The filter for a process of that number."""
    rules = Filter()
    rules.allow(ALWAYS)
    rules.allow(FILES)
    if policy.write:
        rules.allow(CHANGES)
        # futimens, which takes a descriptor and no path
        rules.allow_if("utimensat", (Is(1, 0),))
    if policy.write is True:
        rules.allow(UNGUARDED_CHANGES)
    if policy.read is True:
        rules.allow(WATCHES)
    rules.allow_if("fcntl", *((Is(1, command),) for command in FCNTL))
    commands = (TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX, TCSETS, TCSETSW, TCSETSF)
    rules.allow_if("ioctl", *((Is(1, command),) for command in commands))
    options = (PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, PR_SET_VMA)
    rules.allow_if("prctl", *((Is(0, option),) for option in options))
    # Reading limits, one's own; never setting them.
    rules.allow_if("prlimit64", (Is(0, 0), Is(2, 0)), (Is(0, pid), Is(2, 0)))
    # Its own threads' or its own: without, it could slow down every process of its user, its host too.
    rules.allow_if("setpriority", (Is(0, 0), Is(1, 0)), (Is(0, 0), Is(1, pid)))
    rules.allow_if("kill", (Is(0, pid),))
    rules.allow_if("tgkill rt_tgsigqueueinfo rt_sigqueueinfo", (Is(0, pid),))
    # A thread: in the same memory, and in no new namespace.
    rules.allow_if("clone", (Is(0, CLONE_THREAD_FLAGS, CLONE_THREAD_FLAGS | CLONE_NEW),))
    rules.refuse(HOSTILE, KILL)
    rules.refuse(UNKNOWN, fails(errno.ENOSYS))
    if policy.net:
        allow_sockets(rules, policy)
    if policy.run:
        rules.allow(PROGRAMS)
        rules.allow_if("clone", (Is(0, 0, CLONE_NEW),))
        rules.allow("kill tgkill sendmsg recvmsg sendto recvfrom")
    return rules


def before_start() -> Filter:
    """In force before the engine starts: a ring of io_uring that is there already would pass by the later filter."""
    rules = Filter(ALLOW)
    rules.refuse(UNKNOWN, fails(errno.ENOSYS))
    return rules


def allow_sockets(rules: Filter, policy: Policy) -> None:
    """Streams of TCP; datagrams where names must be looked up or all of the net is open; the kernel's routing table."""
    rules.allow(SOCKETS)
    kinds = [(Is(1, SOCK_STREAM, SOCK_TYPE_MASK), Is(2, protocol)) for protocol in (0, 6)]
    if policy.names_hosts():
        kinds += [(Is(1, SOCK_DGRAM, SOCK_TYPE_MASK), Is(2, protocol)) for protocol in (0, 17)]
    alternatives: list[tuple[Is, ...]] = [
        (Is(0, family), *kind) for family in (AF_INET, AF_INET6) for kind in kinds
    ]
    alternatives.append(
        (Is(0, AF_NETLINK), Is(2, NETLINK_ROUTE))
    )  # getaddrinfo asks which addresses there are
    rules.allow_if("socket", *alternatives, otherwise=fails(errno.EAFNOSUPPORT))


# What the runtime, Python and the system's libraries read on their own; all of it is the same for everybody.
SYSTEM_FILES = """
    /lib /lib64 /usr/lib /usr/lib64 /etc/ld.so.cache /etc/ssl /usr/share/ca-certificates
    /usr/share/zoneinfo /etc/localtime /etc/timezone /usr/share/locale /dev/urandom /dev/random /dev/zero
"""
NET_FILES = (
    "/etc/resolv.conf /etc/hosts /etc/nsswitch.conf /etc/host.conf /etc/gai.conf /etc/services /etc/protocols"
)
SYS_FILES = """
    /etc/passwd /etc/group /etc/os-release /proc/loadavg /proc/stat /proc/uptime /proc/version /sys/devices/system/cpu
"""
PROC_FILES = "/proc/self/stat /proc/self/statm /proc/self/status /proc/self/maps /proc/meminfo /proc/cpuinfo"


def runtime_files(package: str) -> tuple[list[str], list[str]]:
    """What holds Naja and Python's standard library, but not other people's packages: paths to be read with all that is
    below them, and folders to be listed."""
    folders = list(dict.fromkeys(path for path in sys.path if path and os.path.isfile(f"{path}/os.py")))
    # In a checkout lib and what is in it are links.
    found = [package, f"{package}/lib", f"{package}/lib/node_modules", os.path.realpath(sys.executable)]
    for folder in folders:
        with os.scandir(folder) as entries:
            found += [entry.path for entry in entries if entry.name not in ("site-packages", "dist-packages")]
    with os.scandir("/usr/local/lib") as entries:
        found += [entry.path for entry in entries if ".so" in entry.name]
    # The library of Python itself, where it is one.
    found += [
        f"{sys.base_prefix}/lib/{name}" for name in os.listdir(f"{sys.base_prefix}/lib") if ".so" in name
    ]
    return found, folders


def files(policy: Policy, package: str) -> tuple[landlock.Ruleset, list[int], list[str]]:
    """The rules of files, ports and processes; descriptors to keep open for as long as they shall hold; and the paths
    that were named and are not there."""
    ports = policy.ports()
    rules = landlock.Ruleset(
        files=not (policy.read is True and policy.write is True),
        connect=ports is not None,
        bind=ports is not None,
        scope=True,
    )
    absent: list[str] = []
    run_rights = landlock.EXECUTE if policy.run else 0
    own, listed = runtime_files(package)
    for path in [*own, *SYSTEM_FILES.split(), *policy.base]:
        rules.path(path, landlock.READ | run_rights)
    rules.paths(listed, landlock.READ_DIR)
    for path in NET_FILES.split() if policy.net else ():
        rules.path(path, landlock.READ)
    for path in SYS_FILES.split() if policy.sys else ():
        rules.path(path, landlock.READ)
    found = [path for path in PROC_FILES.split() if rules.path(path, landlock.READ)]
    # A file of /proc that nobody holds may be made anew, and then is another one to landlock.
    pinned = [os.open(path, os.O_PATH | os.O_CLOEXEC) for path in found]
    rules.path("/dev/null", landlock.READ_FILE | landlock.WRITE_FILE)
    if policy.read is True:
        rules.path("/", landlock.READ)
    elif policy.read:
        absent += rules.paths(policy.read, landlock.READ)
    if policy.write is True:
        rules.path("/", landlock.WRITE)
    elif policy.write:
        absent += rules.paths(policy.write, landlock.WRITE)
    if policy.run is True:
        rules.path("/", landlock.EXECUTE)
    elif policy.run:
        absent += rules.paths(policy.run, landlock.EXECUTE | landlock.READ_FILE)
    for port in ports or ():
        rules.port(port, landlock.CONNECT_TCP | landlock.BIND_TCP)
    return rules, pinned, absent
