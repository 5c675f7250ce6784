// engine.h: the memory of strings and small arrays, for code that reads much and calls little.
#include <new>

#include "env.h"
#include "heap.h"

using namespace naja;

static_assert(sizeof(v8::String::ValueView) <= sizeof(naja_text::words), "naja_text holds a ValueView");

bool naja_read_bytes(napi_env, napi_value value, uint8_t* storage, const uint8_t** data, size_t* length) {
  Local<v8::Value> v = ToLocal(value);
  if (!v->IsArrayBufferView()) return false;
  v8::MemorySpan<uint8_t> bytes = v.As<v8::ArrayBufferView>()->GetContents({storage, NAJA_INLINE_BYTES});
  // What stands for the memory of empty arrays is no address that the kernel takes.
  *data = bytes.size_ == 0 ? storage : bytes.data_;
  *length = bytes.size_;
  return true;
}

bool naja_text_open(napi_env env, napi_value value, naja_text* text) {
  Local<v8::Value> v = ToLocal(value);
  v8::Address address = *v.slot();
  if (!heap::IsString(address)) return false;
  uint32_t length = 0;
  if (const uint8_t* characters = heap::OneByteChars(address, &length)) {
    text->data = characters;
    text->length = length;
    text->one_byte = true;
    text->words[0] = 0;
    return true;
  }
  auto* view = new (text->words) v8::String::ValueView(env->isolate, v.As<v8::String>());
  text->data = view->data();
  text->length = view->length();
  text->one_byte = view->is_one_byte();
  return true;
}

void naja_text_close(naja_text* text) {
  using View = v8::String::ValueView;
  if (text->words[0] == 0) return;  // nothing was opened
  reinterpret_cast<View*>(text->words)->~View();
}
