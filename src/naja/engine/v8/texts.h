// texts.h: short strings that addons make again and again, property names above all. An addon's literals keep
// their place in memory, so the place finds the string; its bytes are compared, since a buffer keeps its
// place too.
#ifndef NAJA_ENGINE_TEXTS_H_
#define NAJA_ENGINE_TEXTS_H_

#include <cstring>

#include "env.h"

namespace naja {

class TextCache {
 public:
  // The string at `text`, UTF-8, internalised, in the innermost scope; null where it is not known.
  // `length` may be NAPI_AUTO_LENGTH.
  v8::Address* Find(v8::Isolate* isolate, const char* text, size_t length) {
    Entry& entry = At(text);
    if (entry.text != text || entry.string.IsEmpty() || !Same(entry, text, length)) return nullptr;
    return HandleScope::CreateHandle(isolate, *entry.string.slot());
  }

  // To be called where Find() found nothing: true if the string comes for the second time, and shall be kept.
  bool Comes(const char* text, size_t length) {
    if (length == NAPI_AUTO_LENGTH) length = strnlen(text, kLongest + 1);
    if (length > kLongest || memchr(text, '\0', length)) return false;
    Entry& entry = At(text);
    if (entry.text == text && entry.string.IsEmpty() && Same(entry, text, length)) return true;
    entry.string.Reset();
    entry.text = text;
    entry.length = static_cast<uint32_t>(length);
    memcpy(entry.bytes, text, length);
    entry.bytes[length] = '\0';
    return false;
  }

  void Keep(v8::Isolate* isolate, const char* text, Local<v8::String> string) {
    At(text).string.Reset(isolate, string);
  }

 private:
  static constexpr size_t kLongest = 39, kEntries = 512;
  struct Entry {
    const char* text = nullptr;
    Global<v8::String> string;
    uint32_t length = 0;
    char bytes[kLongest + 1];
  };

  static bool Same(const Entry& entry, const char* text, size_t length) {
    if (length == NAPI_AUTO_LENGTH) return strcmp(entry.bytes, text) == 0;
    return length == entry.length && memcmp(entry.bytes, text, length) == 0;
  }
  Entry& At(const char* text) {
    auto place = reinterpret_cast<uintptr_t>(text);
    return entries_[(place ^ (place >> 9)) & (kEntries - 1)];
  }

  Entry entries_[kEntries];
};

// The internalised string of UTF-8 text.
MaybeLocal<v8::String> NewName(napi_env env, const char* text, size_t length);

}  // namespace naja

#endif  // NAJA_ENGINE_TEXTS_H_
