"""Makes the V8 library start fast: `prelink.py SOURCE TARGET SONAME [LOCAL=EXPORTED...]`.

The V8 library exports some 77,000 symbols and is linked BIND_NOW, so the dynamic loader would look up about
78,000 names at every start (more than 20 ms). Each reference to a symbol that the library defines itself becomes
a relative relocation here, which needs no look-up, and each stub through which it calls itself a direct jump, which
needs no relocation at all (1 ms). The malloc family stays as it is, so that memory comes from the process's own
allocator, and C++'s operators new and delete are made to call it, too. A defect of V8's is mended (keep_loop_checks).
The library is also given a name of ours.

LOCAL=EXPORTED has the library export one of its local functions under another name, in the place of an exported
internal function that nothing outside of the library asks for.

ELF, x86-64.
"""

import struct
import sys
from collections.abc import Iterator
from pathlib import Path

R_64, R_GLOB_DAT, R_JUMP_SLOT, R_RELATIVE = 1, 6, 7, 8
PT_LOAD, PT_DYNAMIC = 1, 2
DT_NULL, DT_PLTRELSZ, DT_STRTAB, DT_SYMTAB, DT_RELA, DT_RELASZ = 0, 2, 5, 6, 7, 8
DT_SONAME, DT_JMPREL, DT_RELACOUNT, DT_GNU_HASH = 14, 23, 0x6FFFFFF9, 0x6FFFFEF5
SHT_SYMTAB = 2
STT_FUNC, GLOBAL_FUNC = 2, 0x12
EM_X86_64 = 62
BINDABLE = {0, 1, 2}  # STT_NOTYPE, STT_OBJECT, STT_FUNC: neither thread-local nor resolved by a function
ALLOCATOR = frozenset(
    b"malloc free calloc realloc memalign aligned_alloc posix_memalign valloc pvalloc malloc_usable_size".split()
)
# Functions with these prefixes are V8's own business: one of them gives way to a function that is to be exported.
EXPENDABLE = (b"_ZN2v88internal8compiler", b"_ZNK2v88internal8compiler", b"_ZN4absl", b"_ZNSt4__Cr", b"_ZN9MiniRacer")
LOOPS = b"_ZN2v88internal8compiler10turboshaft21LoopUnrollingAnalyzer21DetectUnrollableLoopsEv"
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

    def local(self, name: bytes) -> int:
        """The address of a local function, from the symbol table that debuggers read."""
        (table,) = struct.unpack_from("<Q", self.data, 40)
        size, count = struct.unpack_from("<HH", self.data, 58)
        sections = [struct.unpack_from("<IIQQQQIIQQ", self.data, table + i * size) for i in range(count)]
        symbols = next((section for section in sections if section[1] == SHT_SYMTAB), None)
        if symbols is None:
            raise ValueError("the library has no symbol table")
        strings = sections[symbols[6]][4]
        at = self.data.index(b"\0" + name + b"\0", strings) + 1 - strings
        for found in SYMBOL.iter_unpack(self.data[symbols[4] : symbols[4] + symbols[5]]):
            if found[0] == at and found[1] & 15 == STT_FUNC:
                return int(found[4])
        raise ValueError(f"the library has no function {name.decode()}")

    def export(self, local: bytes, name: bytes) -> None:
        """Exports a local function, in the place of an expendable one that hashes alike."""
        table = self.offset(self.tags[DT_GNU_HASH])
        buckets, first, words, shift = struct.unpack_from("<IIII", self.data, table)
        bloom, heads = table + 16, table + 16 + words * 8
        chains = heads + buckets * 4
        value = 5381
        for byte in name:
            value = (value * 33 + byte) & 0xFFFFFFFF
        (index,) = struct.unpack_from("<I", self.data, heads + value % buckets * 4)
        while index >= first:
            chain = chains + (index - first) * 4
            (link,) = struct.unpack_from("<I", self.data, chain)
            if self.gives_way(index, name):
                break
            index = 0 if link & 1 else index + 1
        else:
            raise ValueError(f"no exported function can give way to {name.decode()}")
        at = self.symbols + index * SYMBOL.size
        text, _, other, section, _, size = SYMBOL.unpack_from(self.data, at)
        SYMBOL.pack_into(self.data, at, text, GLOBAL_FUNC, other, section, self.local(local), size)
        self.data[self.strings + text : self.strings + text + len(name) + 1] = name + b"\0"
        struct.pack_into("<I", self.data, chain, value & ~1 | link & 1)
        word = bloom + value // 64 % words * 8
        (bits,) = struct.unpack_from("<Q", self.data, word)
        bits |= 1 << value % 64 | 1 << (value >> shift) % 64
        struct.pack_into("<Q", self.data, word, bits)

    def gives_way(self, index: int, name: bytes) -> bool:
        """Whether an exported symbol is an expendable function whose name has room for another."""
        text, kind, _, section, _, _ = SYMBOL.unpack_from(self.data, self.symbols + index * SYMBOL.size)
        old = self.name(text)
        if kind & 15 != STT_FUNC or not section or not old.startswith(EXPENDABLE) or len(old) < len(name):
            return False
        # Linkers let a name that ends another share its bytes.
        count = (self.strings - self.symbols) // SYMBOL.size
        table = self.data[self.symbols : self.symbols + count * SYMBOL.size]
        sharing = sum(text <= symbol[0] <= text + len(old) for symbol in SYMBOL.iter_unpack(table))
        return bool(sharing == 1)

    def address(self, name: bytes) -> int | None:
        """The address of an exported function; None where there is no such."""
        at = self.data.find(b"\0" + name + b"\0", self.strings) + 1 - self.strings
        count = (self.strings - self.symbols) // SYMBOL.size
        table = self.data[self.symbols : self.symbols + count * SYMBOL.size]
        return next((found[4] for found in SYMBOL.iter_unpack(table) if found[0] == at and found[3]), None)

    def stub(self, name: bytes) -> int:
        """The address of the stub through which the library calls a function that it does not bind itself."""
        table, size = self.offset(self.tags[DT_JMPREL]), self.tags[DT_PLTRELSZ]
        for place, info, _ in RELOCATION.iter_unpack(self.data[table : table + size]):
            text = SYMBOL.unpack_from(self.data, self.symbols + (info >> 32) * SYMBOL.size)[0]
            if info >> 32 and self.name(text) == name:
                (second,) = struct.unpack_from("<Q", self.data, self.offset(place))
                return int(second) - 6
        raise ValueError(f"the library does not call {name.decode()}")

    def divert(self, function: bytes, name: bytes, start: bytes = b"") -> None:
        """Has an exported function do nothing but call another; `start` is code that comes first."""
        address = self.address(function)
        if address is None:
            return
        code = start + struct.pack("<Bi", 0xE9, self.stub(name) - address - len(start) - 5)
        at = self.offset(address)
        self.data[at : at + len(code)] = code

    def share_allocator(self) -> None:
        """Has operators new and delete call the process's malloc.

        The library's own gives each freed run of pages back to the kernel at once: a scope of thousands of
        handles, or a collection, touches them anew every time.
        """
        swap = b"\x48\x87\xfe"  # xchg %rdi, %rsi: the size comes first in C++, the alignment in C
        for operator in (b"_Znwm", b"_Znam", b"_ZnwmRKSt9nothrow_t", b"_ZnamRKSt9nothrow_t"):
            self.divert(operator, b"malloc")
            self.divert(operator.replace(b"m", b"mSt11align_val_t", 1), b"aligned_alloc", swap)
        for operator in (b"_ZdlPv", b"_ZdaPv"):
            for suffix in (b"", b"RKSt9nothrow_t", b"St11align_val_t", b"St11align_val_tRKSt9nothrow_t"):
                self.divert(operator + suffix, b"free")

    def keep_loop_checks(self) -> None:
        """Has V8's optimizing compiler keep the checks by which loops are interrupted.

        Loops of few rounds need none, it says. But where such a loop has had none to begin with (one that fills
        `new Array(1000)`), it takes away that of the loop around it, and `for (;;)` cannot be stopped any more.
        """
        address = self.address(LOOPS)
        if address is None:
            return
        at = self.offset(address)
        # cmpq $5000, rounds; setb %cl: fewer than none is no loop
        few, none = (b"\x48\x81\x7d\xa8" + struct.pack("<i", n) + b"\x0f\x92\xc1" for n in (5000, 0))
        code = bytes(self.data[at : at + 0x230])
        if code.count(few) != 1:
            raise ValueError("V8's LoopUnrollingAnalyzer is not the one that is known")
        self.data[at : at + 0x230] = code.replace(few, none)

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
    source, target, soname, *exports = sys.argv[1:]
    library = Library(Path(source).read_bytes())
    library.bind()
    library.share_allocator()
    library.keep_loop_checks()
    library.rename(soname)
    for pair in exports:
        local, _, name = pair.encode().partition(b"=")
        library.export(local, name)
    # A running process may have the old file mapped: the new one takes its place.
    fresh = Path(f"{target}.new")
    fresh.write_bytes(library.data)
    fresh.replace(target)


if __name__ == "__main__":
    main()
