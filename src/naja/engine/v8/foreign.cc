// Proxies that stand for objects of the host: foreign.h.
#include "../foreign.h"

#include <cstdlib>
#include <vector>

#include "env.h"
#include "heap.h"

using namespace naja;
using v8::Address;

namespace naja {
namespace {

constexpr int kChunkBits = 10;
constexpr int32_t kChunkSize = 1 << kChunkBits, kMaxIndex = (1 << 30) - 1;

struct Place {
  naja_foreign* table;
  void* pointer;  // NULL: free
  union {
    Address* handler;  // weak
    int32_t next_free;
  };
  size_t size;
  int32_t index;
  bool bound;
};

// Where fields of V8's objects lie: a JSProxy's target and handler, the first properties of a plain object.
constexpr int kProxyHandler = 12, kFirstProperty = 12, kSecondProperty = 16;

}  // namespace
}  // namespace naja

struct naja_foreign {
  napi_env env;
  v8::internal::Isolate* isolate;
  void (*collected)(void* owner, void* pointer, size_t size);
  void* owner;
  std::vector<Place*> chunks;
  int32_t used = 0, first_free = -1;
  size_t count = 0;
  uint32_t proxy_type = 0;  // the instance type of proxies, once one was made
  // pointer -> index + 1, open addressing; 0 is empty.
  std::vector<int32_t> buckets;
  size_t filled = 0;  // with tombstones (-1)

  Place* at(int32_t index) { return &chunks[index >> kChunkBits][index & (kChunkSize - 1)]; }

  static size_t Hash(const void* pointer) {
    uint64_t bits = reinterpret_cast<uintptr_t>(pointer) >> 4;
    return static_cast<size_t>(bits * 0x9e3779b97f4a7c15u >> 20);
  }
  Place* Find(const void* pointer) {
    if (buckets.empty()) return nullptr;
    size_t mask = buckets.size() - 1;
    for (size_t i = Hash(pointer) & mask;; i = (i + 1) & mask) {
      int32_t entry = buckets[i];
      if (entry == 0) return nullptr;
      if (entry > 0 && at(entry - 1)->pointer == pointer) return at(entry - 1);
    }
  }
  void Grow() {
    size_t size = 1024;
    while (size < count * 4) size *= 2;
    std::vector<int32_t> old(size);
    old.swap(buckets);
    filled = 0;
    for (int32_t entry : old)
      if (entry > 0) Insert(entry - 1);
  }
  void Insert(int32_t index) {
    size_t mask = buckets.size() - 1, i = Hash(at(index)->pointer) & mask;
    while (buckets[i] > 0) i = (i + 1) & mask;
    if (buckets[i] == 0) filled++;
    buckets[i] = index + 1;
  }
  void Erase(int32_t index) {
    size_t mask = buckets.size() - 1;
    for (size_t i = Hash(at(index)->pointer) & mask; buckets[i] != 0; i = (i + 1) & mask) {
      if (buckets[i] != index + 1) continue;
      buckets[i] = buckets[(i + 1) & mask] == 0 ? 0 : -1;
      if (buckets[i] == 0) filled--;
      return;
    }
  }
  void Free(Place* place) {
    Erase(place->index);
    place->pointer = nullptr;
    place->bound = false;
    place->next_free = first_free;
    first_free = place->index;
    count--;
  }
  // The place of a proxy, by what its handler says; what is not ours cannot be that place's handler.
  Place* PlaceOf(Address value) {
    if (proxy_type == 0 || heap::IsSmall(value) || heap::InstanceType(value) != proxy_type) return nullptr;
    Address handler = heap::FieldAddress(value, kProxyHandler);
    if (heap::IsSmall(handler)) return nullptr;
    uint32_t word = heap::Field<uint32_t>(handler, kFirstProperty);
    if ((word & 1) != 0) return nullptr;
    int32_t index = heap::SmallValue(word);
    if (index < 0 || index >= used) return nullptr;
    Place* place = at(index);
    return place->bound && *place->handler == handler ? place : nullptr;
  }
};

namespace naja {
namespace {

void Collected(const v8::WeakCallbackInfo<void>& info) {
  auto* place = static_cast<Place*>(info.GetParameter());
  naja_foreign* table = place->table;
  v8::api_internal::DisposeGlobal(place->handler);
  void* pointer = place->pointer;
  size_t size = place->size;
  table->Free(place);
  table->collected(table->owner, pointer, size);
}

}  // namespace
}  // namespace naja

naja_foreign* naja_foreign_new(napi_env env, void (*collected)(void*, void*, size_t), void* owner) {
  auto* table = new naja_foreign{};
  table->env = env;
  table->isolate = reinterpret_cast<v8::internal::Isolate*>(env->isolate);
  table->collected = collected;
  table->owner = owner;
  env->realm->foreign_owner = owner;
  return table;
}

void* naja_foreign_owner(napi_env env) { return env->realm->foreign_owner; }

void naja_foreign_clear(naja_foreign* table) {
  for (int32_t i = 0; i < table->used; i++) {
    Place* place = table->at(i);
    if (!place->pointer) continue;
    if (place->bound) v8::api_internal::DisposeGlobal(place->handler);
    void* pointer = place->pointer;
    size_t size = place->size;
    table->Free(place);
    table->collected(table->owner, pointer, size);
  }
}

void naja_foreign_free(naja_foreign* table) {
  naja_foreign_clear(table);
  table->env->realm->foreign_owner = nullptr;
  for (Place* chunk : table->chunks) delete[] chunk;
  delete table;
}

napi_value naja_foreign_find(naja_foreign* table, const void* pointer) {
  Place* place = table->Find(pointer);
  if (!place || !place->bound) return nullptr;
  Address proxy = heap::FieldAddress(*place->handler, kSecondProperty);
  return reinterpret_cast<napi_value>(v8::HandleScope::CreateHandle(table->env->isolate, proxy));
}

int32_t naja_foreign_reserve(naja_foreign* table, void* pointer, size_t size) {
  if ((table->filled + 1) * 4 > table->buckets.size() * 3) table->Grow();
  int32_t index = table->first_free;
  if (index >= 0) {
    table->first_free = table->at(index)->next_free;
  } else {
    index = table->used;
    if (index > kMaxIndex) return -1;
    if ((index & (kChunkSize - 1)) == 0) table->chunks.push_back(new Place[kChunkSize]{});
    table->used++;
    table->at(index)->index = index;
    table->at(index)->table = table;
  }
  Place* place = table->at(index);
  place->pointer = pointer;
  place->size = size;
  place->bound = false;
  table->count++;
  table->Insert(index);
  return index;
}

bool naja_foreign_bind(naja_foreign* table, int32_t index, napi_value value) {
  Place* place = table->at(index);
  Address proxy = heap::Raw(value);
  auto local = ToLocal(value);
  if (local->IsProxy()) {
    Address handler = heap::FieldAddress(proxy, kProxyHandler);
    if (!heap::IsSmall(handler) && *local.As<v8::Proxy>()->GetHandler().slot() == handler &&
        heap::Field<uint32_t>(handler, kFirstProperty) == static_cast<uint32_t>(index) << 1 &&
        heap::FieldAddress(handler, kSecondProperty) == proxy) {
      table->proxy_type = heap::InstanceType(proxy);
      place->handler = v8::api_internal::GlobalizeReference(table->isolate, handler);
      v8::api_internal::MakeWeak(place->handler, place, Collected, 0);
      place->bound = true;
      return true;
    }
  }
  table->Free(place);
  return false;
}

void naja_foreign_cancel(naja_foreign* table, int32_t index) { table->Free(table->at(index)); }

void* naja_foreign_at(naja_foreign* table, int32_t index) {
  return index >= 0 && index < table->used ? table->at(index)->pointer : nullptr;
}

void* naja_foreign_of(naja_foreign* table, napi_value value) {
  Place* place = table->PlaceOf(heap::Raw(value));
  return place ? place->pointer : nullptr;
}

int32_t naja_foreign_index(naja_foreign* table, napi_value value) {
  Place* place = table->PlaceOf(heap::Raw(value));
  return place ? place->index : -1;
}

void naja_foreign_each(naja_foreign* table, void (*call)(void*, const void*), void* data) {
  for (int32_t i = 0; i < table->used; i++)
    if (table->at(i)->bound) call(data, table->at(i)->pointer);
}

size_t naja_foreign_count(naja_foreign* table) { return table->count; }

bool naja_same_shape(napi_value a, napi_value b) {
  Address left = heap::Raw(a), right = heap::Raw(b);
  return !heap::IsSmall(left) && !heap::IsSmall(right) && heap::MapWord(left) == heap::MapWord(right);
}

void naja_define_value(napi_env env, napi_value object, napi_value name, napi_value value) {
  auto target = ToLocal(object).As<v8::Object>();
  (void)target->CreateDataProperty(env->ctx(), ToLocal(name).As<v8::Name>(), ToLocal(value)).FromMaybe(false);
}

void naja_define_values(napi_env env, napi_value object, size_t count, const napi_value* names,
                        const napi_value* values) {
  for (size_t i = 0; i < count; i++) naja_define_value(env, object, names[i], values[i]);
}

napi_value naja_object_of(napi_env env, size_t count, napi_value* names, napi_value* values) {
  return FromLocal(v8::Object::New(env->isolate, env->realm->object_prototype.Held(),
                                   reinterpret_cast<Local<v8::Name>*>(names),
                                   reinterpret_cast<Local<v8::Value>*>(values), count));
}
