"""Binds a shared library's references to its own symbols ahead of time: `prelink.py SOURCE TARGET SONAME`.

The V8 library exports some 77,000 symbols and is linked BIND_NOW, so the dynamic loader would look up about
78,000 names at every start (more than 20 ms). Each reference to a symbol that the library defines itself becomes
a relative relocation here, which needs no look-up, and each stub through which it calls itself a direct jump, which
needs no relocation at all (1 ms). The malloc family stays as it is, so that memory comes from the process's own
allocator. The library is also given a name of ours. ELF, x86-64.
"""

import struct
import sys
from collections.abc import Iterator
from pathlib import Path

R_64, R_GLOB_DAT, R_JUMP_SLOT, R_RELATIVE = 1, 6, 7, 8
PT_LOAD, PT_DYNAMIC = 1, 2
DT_NULL, DT_PLTRELSZ, DT_STRTAB, DT_SYMTAB, DT_RELA, DT_RELASZ = 0, 2, 5, 6, 7, 8
DT_SONAME, DT_JMPREL, DT_RELACOUNT = 14, 23, 0x6FFFFFF9
EM_X86_64 = 62
BINDABLE = {0, 1, 2}  # STT_NOTYPE, STT_OBJECT, STT_FUNC: neither thread-local nor resolved by a function
ALLOCATOR = frozenset(
    b"malloc free calloc realloc memalign aligned_alloc posix_memalign valloc pvalloc malloc_usable_size".split()
)
RELOCATION = struct.Struct("<QQq")
SYMBOL = struct.Struct("<IBBHQQ")
DYNAMIC = struct.Struct("<QQ")


class Library:
    """A shared library's bytes, and where its dynamic linking tables are."""

    def __init__(self, data: bytes) -> None:
        self.data = bytearray(data)
        if data[:6] != b"\x7fELF\x02\x01" or struct.unpack_from("<H", data, 18)[0] != EM_X86_64:
            raise ValueError("not a 64-bit x86-64 ELF file")
        (table,) = struct.unpack_from("<Q", data, 32)
        (count,) = struct.unpack_from("<H", data, 56)
        segments = [struct.unpack_from("<IIQQQQQQ", data, table + i * 56) for i in range(count)]
        self.loads: list[tuple[int, int, int]] = [
            (va, off, size) for kind, _, off, va, _, size, *_ in segments if kind == PT_LOAD
        ]
        self.tags: dict[int, int] = {}
        self.places: dict[int, int] = {}
        at = next(off for kind, _, off, *_ in segments if kind == PT_DYNAMIC)
        while (entry := DYNAMIC.unpack_from(data, at))[0] != DT_NULL:
            self.tags[entry[0]], self.places[entry[0]] = entry[1], at
            at += DYNAMIC.size
        self.symbols = self.offset(self.tags[DT_SYMTAB])
        self.strings = self.offset(self.tags[DT_STRTAB])

    def offset(self, address: int) -> int:
        """File offset of a virtual address."""
        va, off = next((va, off) for va, off, size in self.loads if va <= address < va + size)
        return off + address - va

    def name(self, at: int) -> bytes:
        """A string of the string table."""
        start = self.strings + at
        return bytes(self.data[start : self.data.index(0, start)])

    def bound(self, table: int, size: int) -> Iterator[tuple[int, int, int]]:
        """A table's relocations, those against the library's own symbols made relative."""
        for place, info, addend in RELOCATION.iter_unpack(self.data[table : table + size]):
            kind, index = info & 0xFFFFFFFF, info >> 32
            if index and kind in (R_64, R_GLOB_DAT, R_JUMP_SLOT):
                name, type_, _, section, value, _ = SYMBOL.unpack_from(self.data, self.symbols + index * SYMBOL.size)
                if section and type_ & 15 in BINDABLE and self.name(name) not in ALLOCATOR:
                    info, addend = R_RELATIVE, value + (addend if kind == R_64 else 0)
            yield place, info, addend

    def write(self, table: int, entries: list[tuple[int, int, int]]) -> None:
        """Puts relocations back."""
        for i, entry in enumerate(entries):
            RELOCATION.pack_into(self.data, table + i * RELOCATION.size, *entry)

    def bind(self) -> None:
        """Does the work that the dynamic loader would do at every start.

        The table of calls follows the main one, as linkers lay them out. Relative relocations go to the front of
        both, for the loader has a short loop for them; calls within the library mostly need none any more.
        """
        main, main_size = self.offset(self.tags[DT_RELA]), self.tags[DT_RELASZ]
        calls, calls_size = self.offset(self.tags[DT_JMPREL]), self.tags[DT_PLTRELSZ]
        if calls != main + main_size:
            raise ValueError("the table of calls does not follow the other relocations")
        entries = list(self.bound(main, main_size))
        jumps: list[tuple[int, int, int]] = []
        for entry in self.bound(calls, calls_size):
            if entry[1] != R_RELATIVE:
                jumps.append(entry)
            elif not self.shortcut(entry[0], entry[2]):
                entries.append(entry)
        relative = sorted(entry for entry in entries if entry[1] == R_RELATIVE)
        entries = relative + [entry for entry in entries if entry[1] != R_RELATIVE]
        self.write(main, entries + jumps)
        size = len(entries) * RELOCATION.size
        self.tag(DT_RELASZ, size)
        self.tag(DT_RELACOUNT, len(relative))
        self.tag(DT_JMPREL, self.tags[DT_RELA] + size)
        self.tag(DT_PLTRELSZ, len(jumps) * RELOCATION.size)

    def shortcut(self, slot: int, target: int) -> bool:
        """Has a stub of the procedure linkage table jump straight to its target, so that its slot is not needed.

        Until a call is bound its slot holds the address of the second instruction of its stub, six bytes into it:
        `jmp *slot(%rip)`, `push index`, `jmp first stub`. Where that is not so, nothing is changed.
        """
        (second,) = struct.unpack_from("<Q", self.data, self.offset(slot))
        if not any(va <= second - 6 < va + size for va, _, size in self.loads):
            return False
        stub = second - 6
        at = self.offset(stub)
        code, distance = struct.unpack_from("<Hi", self.data, at)
        if code != 0x25FF or second + distance != slot or not -(2**31) <= target - stub - 5 < 2**31:
            return False
        struct.pack_into("<BiB", self.data, at, 0xE9, target - stub - 5, 0x90)
        return True

    def tag(self, tag: int, value: int) -> None:
        """Changes an entry of the dynamic section."""
        DYNAMIC.pack_into(self.data, self.places[tag], tag, value)

    def rename(self, soname: str) -> None:
        """Gives the library another name, written over the old one, which must be at least as long."""
        at, new = self.tags[DT_SONAME], soname.encode()
        old = self.name(at)
        if len(new) > len(old):
            raise ValueError(f"{soname} is longer than {old.decode()}")
        start = self.strings + at
        self.data[start : start + len(old)] = new.ljust(len(old), b"\0")


def main() -> None:
    """Reads SOURCE, writes TARGET."""
    source, target, soname = sys.argv[1:4]
    library = Library(Path(source).read_bytes())
    library.bind()
    library.rename(soname)
    # A running process may have the old file mapped: the new one takes its place.
    fresh = Path(f"{target}.new")
    fresh.write_bytes(library.data)
    fresh.replace(target)


if __name__ == "__main__":
    main()
