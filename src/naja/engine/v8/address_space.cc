// V8's sandbox is one terabyte of addresses, and the memory of an ArrayBuffer must lie within. V8 reserves
// all of it, anywhere, unless that fails: then it reserves a part and leaves the rest to whoever comes. That
// is what happens here, with the part chosen so that the rest is where the kernel places memory, from high
// addresses to low:
//
//   start          start + 512 GiB                                  start + 1 TiB
//     | V8's own part |      <- memory that is mapped from now on | libraries |
//
// For this V8's library calls MapForV8 instead of mmap while it starts.
#include "address_space.h"

#include <elf.h>
#include <errno.h>
#include <link.h>
#include <malloc.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "v8abi.h"

namespace naja {
namespace {

constexpr uintptr_t kGigabyte = uintptr_t{1} << 30;
constexpr uintptr_t kSandbox = 1024 * kGigabyte, kReserved = kSandbox / 2, kAlignment = 4 * kGigabyte;
constexpr uintptr_t kEndOfAddresses = uintptr_t{1} << 47;
// What is mapped already lies above the place of the next mapping, but hardly further than this.
constexpr uintptr_t kAbove = 64 * kGigabyte;

uintptr_t start = 0;

// The lowest address at which the sandbox can start and still hold what the process has mapped; 0 if there is
// none.
uintptr_t ChooseStart() {
  void* next = mmap(nullptr, kGigabyte, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (next == MAP_FAILED) return 0;
  munmap(next, kGigabyte);
  uintptr_t end = (reinterpret_cast<uintptr_t>(next) + kAbove) / kAlignment * kAlignment;
  if (end > kEndOfAddresses) end = kEndOfAddresses;
  return end > 2 * kSandbox ? end - kSandbox : 0;
}

void* MapForV8(void* hint, size_t length, int protection, int flags, int file, off_t offset) {
  if (protection == PROT_NONE && file == -1 && !(flags & MAP_FIXED) && start) {
    // The whole sandbox: no, a part.
    if (length >= kSandbox) return errno = ENOMEM, MAP_FAILED;
    if (length >= kReserved) {
      void* place = reinterpret_cast<void*>(start);
      void* result = mmap(place, length, protection, flags | MAP_FIXED_NOREPLACE, file, offset);
      if (result == place) return result;
      if (result != MAP_FAILED) munmap(result, length);
      start = 0;
    }
    // V8 would try 256 times to keep the first 4 GiB of all addresses for itself, and hardly ever succeed.
    if (hint && reinterpret_cast<uintptr_t>(hint) <= 1 << 20 && length > 3 * kGigabyte)
      return errno = ENOMEM, MAP_FAILED;
  }
  return mmap(hint, length, protection, flags, file, offset);
}

struct Patch {
  uintptr_t inside;  // an address within the library
  const char* name;  // the function that it imports
  void* target;      // what it is to call
};

void Write(const dl_phdr_info* info, uintptr_t slot, void* target) {
  uintptr_t page = slot & ~(static_cast<uintptr_t>(sysconf(_SC_PAGESIZE)) - 1);
  size_t length = slot + sizeof(target) - page;
  if (mprotect(reinterpret_cast<void*>(page), length, PROT_READ | PROT_WRITE) != 0) return;
  *reinterpret_cast<void**>(slot) = target;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const auto& segment = info->dlpi_phdr[i];
    uintptr_t from = info->dlpi_addr + segment.p_vaddr;
    if (segment.p_type == PT_GNU_RELRO && slot >= from && slot < from + segment.p_memsz)
      mprotect(reinterpret_cast<void*>(page), length, PROT_READ);
  }
}

int PatchLibrary(dl_phdr_info* info, size_t, void* data) {
  auto* patch = static_cast<Patch*>(data);
  const ElfW(Dyn)* dynamic = nullptr;
  bool found = false;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const auto& segment = info->dlpi_phdr[i];
    uintptr_t from = info->dlpi_addr + segment.p_vaddr;
    if (segment.p_type == PT_LOAD && patch->inside >= from && patch->inside < from + segment.p_memsz)
      found = true;
    if (segment.p_type == PT_DYNAMIC) dynamic = reinterpret_cast<const ElfW(Dyn)*>(from);
  }
  if (!found || !dynamic) return 0;
  const char* strings = nullptr;
  const ElfW(Sym)* symbols = nullptr;
  const ElfW(Rela) * tables[2] = {};
  size_t sizes[2] = {}, relative = 0;
  for (; dynamic->d_tag != DT_NULL; dynamic++) {
    auto value = dynamic->d_un.d_ptr;
    if (dynamic->d_tag == DT_STRTAB) strings = reinterpret_cast<const char*>(value);
    if (dynamic->d_tag == DT_SYMTAB) symbols = reinterpret_cast<const ElfW(Sym)*>(value);
    if (dynamic->d_tag == DT_RELA) tables[0] = reinterpret_cast<const ElfW(Rela)*>(value);
    if (dynamic->d_tag == DT_RELASZ) sizes[0] = value;
    if (dynamic->d_tag == DT_RELACOUNT) relative = value;
    if (dynamic->d_tag == DT_JMPREL) tables[1] = reinterpret_cast<const ElfW(Rela)*>(value);
    if (dynamic->d_tag == DT_PLTRELSZ) sizes[1] = value;
  }
  if (!strings || !symbols) return 1;
  for (int t = 0; t < 2; t++) {
    for (size_t i = t == 0 ? relative : 0; i < sizes[t] / sizeof(ElfW(Rela)); i++) {
      const ElfW(Rela) & entry = tables[t][i];
      const ElfW(Sym) & symbol = symbols[ELF64_R_SYM(entry.r_info)];
      if (!symbol.st_shndx && strcmp(strings + symbol.st_name, patch->name) == 0)
        Write(info, info->dlpi_addr + entry.r_offset, patch->target);
    }
  }
  return 1;
}

}  // namespace

void PlaceSandbox() {
  start = ChooseStart();
  if (!start) return;
  Patch patch{reinterpret_cast<uintptr_t>(&v8::V8::GetVersion), "mmap64", reinterpret_cast<void*>(&MapForV8)};
  dl_iterate_phdr(PatchLibrary, &patch);
}

bool SandboxPlaced() { return start != 0; }

bool InSandbox(const void* data, size_t length) {
  uintptr_t at = reinterpret_cast<uintptr_t>(data);
  return start && at >= start && at < start + kSandbox && length <= start + kSandbox - at;
}

// glibc's malloc maps memory, a mebibyte at a time, where the first heap cannot grow: a page behind it sees
// to that. What is left free in that heap is taken, for good. Since such memory is never given back to the
// kernel, larger blocks are always mapped one by one, a size that does not grow as it otherwise would.
void LeaveFirstHeap() {
#ifdef __GLIBC__
  static std::atomic<bool> left{false};
  if (!start || left.exchange(true)) return;
  mallopt(M_MMAP_THRESHOLD, 256 << 10);
  uintptr_t page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  uintptr_t end = (reinterpret_cast<uintptr_t>(sbrk(0)) + page - 1) & ~(page - 1);
  void* guard = mmap(reinterpret_cast<void*>(end), page, PROT_NONE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
  if (guard == MAP_FAILED) return;
  constexpr size_t kLargest = 64 << 10, kSmallest = 24, kStep = 16;
  for (size_t size = kLargest; size >= kSmallest; size = size > 1024 ? size / 2 : size - kStep) {
    void* block = malloc(size);
    while (block && reinterpret_cast<uintptr_t>(block) < end) block = malloc(size);
    free(block);
  }
#endif
}

bool InOwnPart(const void* data, size_t length) {
  uintptr_t at = reinterpret_cast<uintptr_t>(data), end = start + kReserved;
  return start && at >= start + kAlignment && at < end && length <= end - at;
}

size_t CopyReadable(void* to, const void* from, size_t length) {
  constexpr size_t kPage = 4096, kMost = 64;
  auto* target = static_cast<uint8_t*>(to);
  uintptr_t at = reinterpret_cast<uintptr_t>(from);
  size_t done = 0;
  while (done < length) {
    // One piece for each page: the kernel copies a piece whole or not at all.
    iovec pieces[kMost];
    size_t count = 0, planned = 0;
    for (; count < kMost && done + planned < length; count++) {
      uintptr_t place = at + done + planned;
      size_t size = std::min(kPage - place % kPage, length - done - planned);
      pieces[count] = {reinterpret_cast<void*>(place), size};
      planned += size;
    }
    iovec whole{target + done, planned};
    ssize_t copied = process_vm_readv(getpid(), &whole, 1, pieces, count, 0);
    if (copied > 0) done += static_cast<size_t>(copied);
    if (copied < 0 || static_cast<size_t>(copied) < planned) break;
  }
  return done;
}

void CopyWritable(void* to, const void* from, size_t length) {
  iovec source{const_cast<void*>(from), length}, target{to, length};
  ssize_t written = process_vm_writev(getpid(), &source, 1, &target, 1, 0);
  (void)written;  // it is not there to be written: nobody can be told
}

Place PlaceOf(const void* data, size_t length) {
  static const uintptr_t top = getauxval(AT_EXECFN);  // the highest that there is on the first stack
  constexpr uintptr_t kLargestStack = 64 << 20;
  uintptr_t at = reinterpret_cast<uintptr_t>(data);
  uintptr_t here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  bool on_first_stack = here < top && top - here < kLargestStack;
  if (!on_first_stack || at >= top || at < top - kLargestStack) return kSomewhere;
  return at < here ? kGone : length <= top - at ? kOnStack : kSomewhere;
}

}  // namespace naja
