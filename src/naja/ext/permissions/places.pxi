# Finding out what a path leads to, holding it, and judging it: what is operated on is what was judged.
#
# The kernel resolves the path: it is opened with O_PATH, which needs no right and has no effect, and /proc/self/fd says where
# that lies, without links. The operation then goes through /proc/self/fd, so that nobody can put a link in its way.

cdef extern from "<fcntl.h>" nogil:
    int O_PATH, O_CLOEXEC, O_NOFOLLOW, O_DIRECTORY, O_CREAT, O_EXCL, AT_SYMLINK_NOFOLLOW
    int c_open "open"(const char* path, int flags, ...)

cdef extern from "<sys/stat.h>" nogil:
    unsigned int S_IFMT, S_IFLNK
    ctypedef struct struct_stat "struct stat":
        unsigned int st_mode
        unsigned long st_nlink
    int fstat(int fd, struct_stat* info)
    int fstatat(int parent, const char* path, struct_stat* info, int flags)

cdef extern from "<unistd.h>" nogil:
    int c_close "close"(int fd)
    ssize_t readlink(const char* path, char* target, size_t size)
    ssize_t readlinkat(int parent, const char* path, char* target, size_t size)

cdef extern from "<fcntl.h>" nogil:
    int F_GETFD
    int fcntl(int fd, int command, ...)

cdef enum:
    LONGEST = 4096
    MOST_LINKS = 40

# An open place: where it lies.
cdef struct Pin:
    int fd
    char[LONGEST] canonical


cdef int pin_path(const char* path, int extra, Pin* pin) noexcept nogil:
    """Holds what a path leads to. 0, or a negative error number."""
    cdef char[64] name
    cdef ssize_t length
    cdef struct_stat info
    pin.fd = c_open(path, O_PATH | O_CLOEXEC | extra)
    if pin.fd < 0:
        return -errno
    snprintf(name, sizeof(name), b"/proc/self/fd/%d", pin.fd)
    length = readlink(name, pin.canonical, LONGEST - 1)
    if length < 0 or length >= LONGEST - 1:
        length = -ENAMETOOLONG if length >= 0 else -errno
        c_close(pin.fd)
        pin.fd = -1
        return <int>length
    pin.canonical[length] = 0
    if length > 10 and pin.canonical[length - 1] == 41 and fstat(pin.fd, &info) == 0 and info.st_nlink == 0:
        c_close(pin.fd)  # it was removed in between
        pin.fd = -1
        return -ENOENT
    return 0


cdef void unpin(Pin* pin) noexcept nogil:
    if pin.fd >= 0:
        c_close(pin.fd)
    pin.fd = -1


cdef int keep_place(naja_place* place, Pin* pin, const char* rest, size_t replaced) noexcept nogil:
    """Hands a pin over; the place is the pinned one, or `rest` in it. 0, or a negative error number."""
    cdef size_t size = strlen(rest) + 40
    cdef int length
    place.text = <char*>malloc(size)
    if place.text == NULL:
        unpin(pin)
        return -ENOMEM
    length = snprintf(place.text, size, b"/proc/self/fd/%d%s", pin.fd, b"/" if rest[0] else b"")
    memcpy(place.text + length, rest, strlen(rest) + 1)
    place.pinned = length
    place.replaced = replaced
    place.pin = pin.fd
    return 0


cdef napi_value verdict(napi_env env, State* state, int how, const char* canonical, const char* given) noexcept with gil:
    """Asks the judge. `canonical` NULL: there is no such place, and where it would be is for Python to find out."""
    cdef int kind
    try:
        judge = <object>state.judge
        given_text = text_of(given)
        if canonical == NULL:
            from naja.permissions import canonical as find

            path = find(given_text)
        else:
            path = text_of(canonical)
        for kind, bit in ((NAJA_MAY_READ, NAJA_TO_READ), (NAJA_MAY_WRITE, NAJA_TO_WRITE)):
            if how & bit:
                may = judge.path(KINDS[kind], path, given_text, bool(how & NAJA_TO_TREE), bool(how & NAJA_TO_LOAD),
                                 state.asked.loading)
                if not may:
                    if how & NAJA_TO_KNOW:
                        return undefined(env)
                    return denied(env, state, NAJA_MAY_ALL if may is None else kind, given_text)
        return NULL
    except BaseException as problem:
        return broken(env, state, problem)


cdef napi_value judge_place(napi_env env, State* state, int how, const char* canonical, const char* given) noexcept nogil:
    cdef int entered = python_enter()
    return told(env, &state.asked, entered, verdict(env, state, how, canonical, given))


cdef size_t last_part(const char* path, size_t* end) noexcept nogil:
    """Where the last part of a path begins, and where it ends: before slashes that follow it."""
    cdef size_t length = strlen(path)
    while length > 0 and path[length - 1] == 47:
        length -= 1
    end[0] = length
    while length > 0 and path[length - 1] != 47:
        length -= 1
    return length


cdef bint is_dots(const char* part, size_t length) noexcept nogil:
    return length == 0 or (part[0] == 46 and (length == 1 or (length == 2 and part[1] == 46)))


cdef int pin_parent(const char* path, size_t start, Pin* pin) noexcept nogil:
    """Holds the directory of a path whose last part begins at `start`."""
    cdef char[LONGEST] parent
    if start == 0:
        return pin_path(b".", O_DIRECTORY, pin)
    if start >= LONGEST:
        pin.fd = -1
        return -ENAMETOOLONG
    memcpy(parent, path, start)
    parent[start] = 0
    return pin_path(parent, O_DIRECTORY, pin)


cdef int add_part(Pin* pin, const char* part, size_t length, char* canonical) noexcept nogil:
    """canonical = where `part` of a pinned directory lies."""
    cdef size_t folder = strlen(pin.canonical)
    if folder == 1:
        folder = 0  # the root
    if folder + length + 2 > LONGEST:
        return -ENAMETOOLONG
    memcpy(canonical, pin.canonical, folder)
    canonical[folder] = 47
    memcpy(canonical + folder + 1, part, length)
    canonical[folder + 1 + length] = 0
    return 0


cdef napi_value missing(napi_env env, State* state, int how, const char* given, int problem, int* error) noexcept nogil:
    """Nothing is there: may it know?"""
    error[0] = problem
    return judge_place(env, state, how, NULL, given)


cdef napi_value ask_file(napi_env env, State* state, int how, const char* given, const char* rest, naja_place* place,
                         int* error) noexcept nogil:
    cdef Pin pin
    cdef napi_value answer
    cdef int problem = pin_path(given, 0, &pin)
    if problem < 0:
        return missing(env, state, how, given, problem, error)
    answer = judge_place(env, state, how, pin.canonical, given)
    if answer != NULL:
        unpin(&pin)
        return answer
    error[0] = keep_place(place, &pin, rest, strlen(given))
    return NULL


cdef napi_value ask_entry(napi_env env, State* state, int how, const char* given, naja_place* place,
                          int* error) noexcept nogil:
    cdef Pin pin
    cdef char[LONGEST] canonical
    cdef char[LONGEST] part
    cdef size_t end
    cdef size_t start = last_part(given, &end)
    cdef struct_stat info
    cdef napi_value answer
    cdef int problem
    if is_dots(given + start, end - start):
        return ask_file(env, state, how, given, b".", place, error)
    if end - start >= LONGEST:
        return missing(env, state, how, given, -ENAMETOOLONG, error)
    memcpy(part, given + start, end - start)
    part[end - start] = 0
    problem = pin_parent(given, start, &pin)
    if problem < 0:
        return missing(env, state, how, given, problem, error)
    if given[end] == 47 and fstatat(pin.fd, part, &info, AT_SYMLINK_NOFOLLOW) == 0 and (info.st_mode & S_IFMT) == S_IFLNK:
        unpin(&pin)  # a slash after it has a link followed
        return ask_file(env, state, how, given, b".", place, error)
    problem = add_part(&pin, part, end - start, canonical)
    if problem < 0:
        unpin(&pin)
        return missing(env, state, how, given, problem, error)
    answer = judge_place(env, state, how, canonical, given)
    if answer != NULL:
        unpin(&pin)
        return answer
    error[0] = keep_place(place, &pin, given + start, start)
    return NULL


cdef napi_value ask_open(napi_env env, State* state, int how, const char* given, int* flags, naja_place* place,
                         int* error) noexcept nogil:
    cdef Pin pin
    cdef char[LONGEST] path
    cdef char[LONGEST] target
    cdef char[LONGEST] part
    cdef size_t start, end
    cdef ssize_t length
    cdef struct_stat info
    cdef napi_value answer
    cdef int problem, links = 0
    cdef bint exclusive = (flags[0] & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL)
    cdef int nofollow = O_NOFOLLOW if exclusive or flags[0] & O_NOFOLLOW else 0
    if strlen(given) >= LONGEST:
        return missing(env, state, how, given, -ENAMETOOLONG, error)
    memcpy(path, given, strlen(given) + 1)
    while True:
        problem = pin_path(path, nofollow, &pin)
        if problem == 0:
            answer = judge_place(env, state, how, pin.canonical, given)
            if answer != NULL:
                unpin(&pin)
                return answer
            if exclusive or (nofollow and fstat(pin.fd, &info) == 0 and (info.st_mode & S_IFMT) == S_IFLNK):
                error[0] = -EEXIST if exclusive else -ELOOP
                unpin(&pin)
                return NULL
            flags[0] &= ~(O_CREAT | O_NOFOLLOW)
            error[0] = keep_place(place, &pin, b"", strlen(given))
            return NULL
        start = last_part(path, &end)
        if problem != -ENOENT or not flags[0] & O_CREAT or path[end] == 47 or end - start >= LONGEST:
            return missing(env, state, how, given, problem, error)
        problem = pin_parent(path, start, &pin)
        if problem < 0:
            return missing(env, state, how, given, problem, error)
        memcpy(part, path + start, end - start)
        part[end - start] = 0
        if fstatat(pin.fd, part, &info, AT_SYMLINK_NOFOLLOW) == 0:
            # A link to nowhere, which open(2) would follow to make a file there; or it has just been made.
            links += 1
            if links > MOST_LINKS:
                unpin(&pin)
                return missing(env, state, how, given, -ELOOP, error)
            if (info.st_mode & S_IFMT) == S_IFLNK:
                length = readlinkat(pin.fd, part, target, LONGEST - 1)
                if length <= 0 or length >= LONGEST - 1:
                    unpin(&pin)
                    continue
                target[length] = 0
                if target[0] == 47:
                    memcpy(path, target, length + 1)
                elif add_part(&pin, target, length, path) < 0:
                    unpin(&pin)
                    return missing(env, state, how, given, -ENAMETOOLONG, error)
            unpin(&pin)
            continue
        problem = add_part(&pin, part, end - start, target)
        if problem < 0:
            unpin(&pin)
            return missing(env, state, how, given, problem, error)
        answer = judge_place(env, state, how, target, given)
        if answer != NULL:
            unpin(&pin)
            return answer
        flags[0] |= O_NOFOLLOW
        place.fresh = True
        error[0] = keep_place(place, &pin, part, strlen(given) - (end - start) if strlen(given) > end - start else 0)
        return NULL


cdef napi_value ask_parent(napi_env env, State* state, int how, const char* given, naja_place* place,
                           int* error) noexcept nogil:
    """For a path that is made with all its directories: the first of them that is there is held."""
    cdef Pin pin
    cdef char[LONGEST] path
    cdef char[LONGEST] canonical
    cdef size_t length = strlen(given)
    cdef size_t start
    cdef napi_value answer
    cdef const char* rest
    cdef int problem
    if length >= LONGEST or length == 0:
        return missing(env, state, how, given, -ENAMETOOLONG if length else -ENOENT, error)
    memcpy(path, given, length + 1)
    problem = pin_path(path, 0, &pin)
    while problem == -ENOENT:
        start = last_part(path, &length)
        if is_dots(path + start, length - start) and length - start > 0:
            # Directories that are to be made, and left again: for whoever normalises paths.
            return missing(env, state, how, given, -ENOENT, error)
        length = start
        path[start] = 0
        if start == 0:
            problem = pin_path(b".", 0, &pin)
            break
        problem = pin_path(path, 0, &pin)
    if problem < 0:
        return missing(env, state, how, given, problem, error)
    rest = given + length
    if rest[0] == 0:
        answer = judge_place(env, state, how, pin.canonical, given)
    else:
        problem = add_part(&pin, rest, strlen(rest), canonical)
        if problem < 0:
            unpin(&pin)
            return missing(env, state, how, given, problem, error)
        answer = judge_place(env, state, how, NULL if has_dots(rest) else canonical, given)
    if answer != NULL:
        unpin(&pin)
        return answer
    error[0] = keep_place(place, &pin, rest, length)
    return NULL


cdef bint has_dots(const char* path) noexcept nogil:
    """Whether a part of a path is `..`, or empty, or a dot."""
    cdef size_t at = 0, start
    while path[at]:
        start = at
        while path[at] and path[at] != 47:
            at += 1
        if is_dots(path + start, at - start):
            return True
        if path[at]:
            at += 1
    return False


cdef napi_value ask_path(napi_env env, naja_permissions* self, int how, const char* path, int* flags, naja_place* place,
                         int* error) noexcept nogil:
    cdef State* state = <State*>self
    cdef int mode = how & NAJA_AT_MODE
    naja_place_init(place)
    error[0] = 0
    if self.loading and mode != NAJA_AT_OPEN and not how & NAJA_TO_WRITE:
        return NULL  # loaders look around; what is read is judged
    if mode == NAJA_AT_FILE:
        return ask_file(env, state, how, path, b"", place, error)
    if mode == NAJA_AT_ENTRY:
        return ask_entry(env, state, how, path, place, error)
    if mode == NAJA_AT_OPEN:
        return ask_open(env, state, how, path, flags, place, error)
    return ask_parent(env, state, how, path, place, error)


# --- descriptors

cdef napi_value answer_fd(napi_env env, State* state, int fd) noexcept with gil:
    try:
        if fd <= 2 and (<object>state.judge).stdio:
            return NULL
        return denied(env, state, NAJA_MAY_ALL, f"fd {fd}")
    except BaseException as problem:
        return broken(env, state, problem)


cdef napi_value ask_fd(napi_env env, naja_permissions* self, int fd) noexcept nogil:
    cdef int entered
    if fd < 0 or fcntl(fd, F_GETFD) < 0:
        return NULL  # there is none: let the system say so
    if fd < NAJA_MOST_FILES and self.files[fd >> 3] & (1 << (fd & 7)):
        return NULL
    entered = python_enter()
    return told(env, self, entered, answer_fd(env, <State*>self, fd))


cdef napi_value ask_fd_write(napi_env env, naja_permissions* self, int fd) noexcept nogil:
    cdef char[64] name
    cdef char[LONGEST] target
    cdef ssize_t length
    cdef napi_value answer = ask_fd(env, self, fd)
    if answer != NULL or fd < 0 or fcntl(fd, F_GETFD) < 0:
        return answer
    snprintf(name, sizeof(name), b"/proc/self/fd/%d", fd)
    length = readlink(name, target, LONGEST - 1)
    target[length if length > 0 else 0] = 0
    return judge_place(env, <State*>self, NAJA_TO_WRITE, target, target)
