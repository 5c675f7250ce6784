# Which C++ functions of V8's or Node.js' own API a shared library asks for. Such a library loads, as functions are
# looked up when they are called, and its first call of one would end the process: so it is looked at before.
from libc.string cimport memcmp, strlen, strncmp
from posix.fcntl cimport O_NONBLOCK, O_RDONLY, open as open_file
from posix.mman cimport MAP_FAILED, MAP_PRIVATE, PROT_READ, mmap, munmap
from posix.stat cimport fstat, struct_stat
from posix.unistd cimport close as close_file

cdef extern from "<fcntl.h>" nogil:
    int O_CLOEXEC

cdef extern from "<elf.h>" nogil:
    ctypedef struct Elf64_Ehdr:
        unsigned char[16] e_ident
        uint64_t e_shoff
        uint16_t e_shentsize
        uint16_t e_shnum
    ctypedef struct Elf64_Shdr:
        uint32_t sh_type
        uint64_t sh_offset
        uint64_t sh_size
        uint32_t sh_link
    ctypedef struct Elf64_Sym:
        uint32_t st_name
        unsigned char st_info
        uint16_t st_shndx
    unsigned char ELF64_ST_BIND(unsigned char info)
    int SHT_DYNSYM
    int SHN_UNDEF
    int STB_GLOBAL

cdef bint begins(const char* name, const char* prefix) noexcept nogil:
    return strncmp(name, prefix, strlen(prefix)) == 0


cdef bint is_foreign(const char* name) noexcept nogil:
    """Whether it names something in the namespaces v8 and node, as compilers write it, or what NODE_MODULE() calls."""
    if name[0] != c"_":
        return begins(name, b"node_module_register")
    return (begins(name, b"_ZN2v8") or begins(name, b"_ZNK2v8") or begins(name, b"_ZN4node")
            or begins(name, b"_ZNK4node") or begins(name, b"_ZTIN2v8") or begins(name, b"_ZTVN2v8"))


cdef bint has_room(uint64_t size, uint64_t offset, uint64_t length) noexcept nogil:
    """Whether a part of a file lies within it."""
    return offset <= size and length <= size - offset


cdef bint find_foreign(const uint8_t* file, uint64_t size, char* name, size_t room) noexcept nogil:
    """Writes the first such name of an ELF file's dynamic symbols to `name`. False where there is none, and for
    whatever is no such file: the dynamic linker has the words for that."""
    cdef const Elf64_Ehdr* head = <const Elf64_Ehdr*>file
    cdef const Elf64_Shdr* sections
    cdef const Elf64_Shdr* names
    cdef const Elf64_Sym* symbols
    cdef const char* text
    cdef uint64_t i, j
    if size < sizeof(Elf64_Ehdr) or memcmp(head.e_ident, b"\x7fELF\x02\x01", 6) != 0:
        return False
    if head.e_shentsize != sizeof(Elf64_Shdr) or head.e_shoff % 8 != 0:
        return False
    if not has_room(size, head.e_shoff, <uint64_t>head.e_shnum * sizeof(Elf64_Shdr)):
        return False
    sections = <const Elf64_Shdr*>(file + head.e_shoff)
    for i in range(head.e_shnum):
        if sections[i].sh_type != SHT_DYNSYM or sections[i].sh_link >= head.e_shnum:
            continue
        names = &sections[sections[i].sh_link]
        if sections[i].sh_offset % 8 != 0 or not has_room(size, sections[i].sh_offset, sections[i].sh_size):
            continue
        # The table of names ends with a NUL, so that none of them runs out of it.
        if names.sh_size == 0 or not has_room(size, names.sh_offset, names.sh_size):
            continue
        text = <const char*>(file + names.sh_offset)
        if text[names.sh_size - 1] != 0:
            continue
        symbols = <const Elf64_Sym*>(file + sections[i].sh_offset)
        for j in range(sections[i].sh_size // sizeof(Elf64_Sym)):
            if symbols[j].st_shndx != SHN_UNDEF or ELF64_ST_BIND(symbols[j].st_info) != STB_GLOBAL:
                continue
            if symbols[j].st_name < names.sh_size and is_foreign(text + symbols[j].st_name):
                snprintf(name, room, b"%s", text + symbols[j].st_name)
                return True
    return False


cdef bint foreign_symbol(const char* path, char* name, size_t room) noexcept nogil:
    """The same for a file, by its path."""
    cdef struct_stat status
    cdef void* file
    cdef bint found = False
    cdef int fd = open_file(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    if fd < 0:
        return False
    if fstat(fd, &status) == 0 and status.st_size > 0:
        file = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE, fd, 0)
        if file != MAP_FAILED:
            found = find_foreign(<const uint8_t*>file, status.st_size, name, room)
            munmap(file, status.st_size)
    close_file(fd)
    return found
