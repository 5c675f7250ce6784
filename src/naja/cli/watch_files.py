"""Which files changed: by inotify where there is one, else by looking at their times again and again."""

import ctypes
import os
import struct

IN_MODIFY, IN_ATTRIB, IN_CLOSE_WRITE, IN_MOVED_FROM, IN_MOVED_TO = 0x2, 0x4, 0x8, 0x40, 0x80
IN_CREATE, IN_DELETE, IN_Q_OVERFLOW, IN_ISDIR = 0x100, 0x200, 0x4000, 0x40000000
INTERESTING = IN_MODIFY | IN_ATTRIB | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_CREATE | IN_DELETE
EVENT = struct.Struct("iIII")
POLL_SECONDS = 0.25

State = tuple[int, int, int] | None


def state(path: str) -> State:
    """What tells one content of a file from the next, as far as its entry shows."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


class Watcher:
    """Single files, by their folders (editors replace files), and whole trees."""

    def __init__(self) -> None:
        self.files: dict[str, State] = {}
        self.folders: dict[int, str] = {}
        self.watched: dict[str, int] = {}
        self.trees: list[str] = []
        self.tree_states: dict[str, State] = {}
        self.inotify = -1
        try:
            self.libc = ctypes.CDLL(None, use_errno=True)
            self.inotify = self.libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        except (OSError, AttributeError):
            pass

    @property
    def poll_seconds(self) -> float | None:
        """How long to wait before looking again; None where the system tells."""
        return None if self.inotify >= 0 else POLL_SECONDS

    def fileno(self) -> int:
        """What becomes readable when something changed, or -1."""
        return self.inotify

    def add_file(self, path: str, before: State) -> None:
        """Watches one file, which need not be there yet, for another state than this one."""
        if path not in self.files:
            self.files[path] = before
            self.add_folder(os.path.dirname(path))

    def add_folder(self, path: str) -> None:
        """Asks the system for news of a folder's entries; without it, files are looked at one by one."""
        if self.inotify < 0 or path in self.watched:
            return
        number = self.libc.inotify_add_watch(self.inotify, os.fsencode(path), INTERESTING)
        if number < 0:
            if ctypes.get_errno() == 28:  # ENOSPC: no more watches for this user
                os.close(self.inotify)
                self.inotify = -1
                self.tree_states = self.look_at_trees()
            return
        self.watched[path] = number
        self.folders[number] = path

    def add_tree(self, path: str) -> None:
        """Watches everything below a folder, or one file."""
        if not os.path.isdir(path):
            self.add_file(path, state(path))
            return
        self.trees.append(path)
        for folder, _, _ in os.walk(path):
            self.add_folder(folder)
        if self.inotify < 0:
            self.tree_states = self.look_at_trees()

    def forget_files(self) -> None:
        """Stops watching single files."""
        self.files.clear()

    def look_at_trees(self) -> dict[str, State]:
        """The states of all files in the trees."""
        found: dict[str, State] = {}
        for tree in self.trees:
            for folder, _, names in os.walk(tree):
                for name in names:
                    path = f"{folder}/{name}"
                    found[path] = state(path)
        return found

    def changes(self) -> str | None:
        """A path that changed since the last call, or None."""
        changed = self.changed_files()
        if self.inotify >= 0:
            return self.read_events() or changed
        if self.trees:
            now = self.look_at_trees()
            different = {path for path, _ in now.items() ^ self.tree_states.items()}
            self.tree_states = now
            changed = changed or min(different, default=None)
        return changed

    def changed_files(self) -> str | None:
        """A single file whose state is another one now."""
        changed = None
        for path, before in self.files.items():
            now = state(path)
            if now != before:
                self.files[path] = now
                changed = changed or path
        return changed

    def read_events(self) -> str | None:
        """Takes what inotify tells; a path inside a tree, if there was one. Single files are judged by their state."""
        changed = None
        while True:
            try:
                data = os.read(self.inotify, 65536)
            except BlockingIOError:
                return changed
            at = 0
            while at < len(data):
                number, mask, _, length = EVENT.unpack_from(data, at)
                name = os.fsdecode(data[at + EVENT.size : at + EVENT.size + length].rstrip(b"\0"))
                at += EVENT.size + length
                path = os.path.join(self.folders.get(number, ""), name)
                inside = any(path.startswith(tree + "/") for tree in self.trees)
                if not inside:
                    continue
                if mask & IN_ISDIR and mask & (IN_CREATE | IN_MOVED_TO):
                    for folder, _, _ in os.walk(path):
                        self.add_folder(folder)
                if mask & ~(IN_ATTRIB | IN_ISDIR):
                    changed = changed or path
