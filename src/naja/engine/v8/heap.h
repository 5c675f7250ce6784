// heap.h: what lies in V8's heap, for reading and making values without a call of V8. Facts of the pinned
// library (pointer compression, 31-bit small integers, static roots), taken from its code;
// tests/native/node_api calls every function with every kind of value, which fails where they are wrong.
#ifndef NAJA_ENGINE_HEAP_H_
#define NAJA_ENGINE_HEAP_H_

#include <cmath>
#include <cstring>

#include "env.h"

namespace naja::heap {

using v8::Address;

// Compressed addresses of maps that lie in the read-only heap. Those of strings come before all others.
constexpr uint32_t kSeqOneByteMap = 0x105, kInternalizedOneByteMap = 0x155, kConsOneByteMap = 0x385;
constexpr uint32_t kSymbolMap = 0x44d, kHeapNumberMap = 0x515, kFunctionTemplateInfoMap = 0x1699;

// Instance types, from a map's word at 8. Receivers are the last of all types.
constexpr uint16_t kFirstReceiver = 0x12d, kJSObject = 0x421, kJSArray = 0x847, kExternal = 0x851;

// Tagged pointers end in 1. All objects lie in one 4 GiB cage, aligned to its size.
inline bool IsSmall(Address value) { return (value & 1) == 0; }
inline int32_t SmallValue(Address value) { return static_cast<int32_t>(value) >> 1; }
inline Address Small(int32_t value) { return static_cast<Address>(static_cast<intptr_t>(value) * 2); }
inline bool FitsSmall(int64_t value) { return value >= -(1 << 30) && value < (1 << 30); }
template <class T>
inline T Field(Address object, int offset) {
  T value;
  memcpy(&value, reinterpret_cast<const char*>(object - 1 + offset), sizeof value);
  return value;
}
inline Address Cage(Address object) { return object & ~Address{0xffffffff}; }
inline Address FieldAddress(Address object, int offset) {
  return Cage(object) | Field<uint32_t>(object, offset);
}
inline uint32_t MapWord(Address object) { return Field<uint32_t>(object, 0); }
inline uint16_t InstanceType(Address object) { return Field<uint16_t>(Cage(object) | MapWord(object), 8); }

inline Address Raw(napi_value value) { return *reinterpret_cast<Address*>(value); }
inline bool IsHeapNumber(Address value) { return !IsSmall(value) && MapWord(value) == kHeapNumberMap; }
inline bool IsNumber(Address value) { return IsSmall(value) || MapWord(value) == kHeapNumberMap; }
inline double NumberOf(Address value) { return IsSmall(value) ? SmallValue(value) : Field<double>(value, 4); }
inline bool IsString(Address value) { return !IsSmall(value) && MapWord(value) < kSymbolMap; }
inline bool IsName(Address value) { return !IsSmall(value) && MapWord(value) <= kSymbolMap; }
inline bool IsReceiver(Address value) { return !IsSmall(value) && InstanceType(value) >= kFirstReceiver; }
// Whether it can be called; of API values these are functions.
inline bool IsCallable(Address value) {
  return !IsSmall(value) && (Field<uint8_t>(Cage(value) | MapWord(value), 10) & 2) != 0;
}
inline bool IsExternal(Address value) { return !IsSmall(value) && InstanceType(value) == kExternal; }

// --- elements of arrays, where they lie one after another

// Of read-only maps: those of arrays that hold values, or doubles; what is not there; and no elements at all.
constexpr uint32_t kFixedArrayMap = 0x5dd, kFixedDoubleArrayMap = 0x911, kTheHole = 0x2fffd,
                   kEmptyFixedArray = 0x7bd;
constexpr uint64_t kDoubleHole = 0xfff7fffffff7ffff;

// In a map's second bit field.
enum ElementsKind { kPackedSmall, kHoleySmall, kPacked, kHoley, kPackedDouble, kHoleyDouble };

struct Elements {
  int kind = -1;         // -1: V8 must be asked
  v8::Address map = 0;   // of the array
  v8::Address base = 0;  // of the elements: a FixedArray, or a FixedDoubleArray
  uint32_t length = 0;
};
inline Elements ElementsOf(v8::Address object) {
  Elements e;
  if (IsSmall(object)) return e;
  e.map = Cage(object) | MapWord(object);
  if (Field<uint16_t>(e.map, 8) != kJSArray) return e;
  uint32_t length = Field<uint32_t>(object, 12);
  int kind = Field<uint8_t>(e.map, 11) >> 2;
  if (kind > kHoleyDouble || (length & 1) != 0) return e;
  e.kind = kind;
  e.base = FieldAddress(object, 8);
  e.length = length >> 1;
  return e;
}
template <class T>
inline T Element(v8::Address base, uint32_t index) {
  T value;
  memcpy(&value, reinterpret_cast<const char*>(base - 1 + 8) + index * sizeof(T), sizeof value);
  return value;
}
template <class T>
inline void SetElement(v8::Address base, uint32_t index, T value) {
  memcpy(reinterpret_cast<char*>(base - 1 + 8) + index * sizeof(T), &value, sizeof value);
}

// Whether an array inherits no elements: its prototype is Array.prototype, and neither that nor
// Object.prototype has any.
inline bool InheritsNoElements(const Elements& e, v8::Address array_prototype, v8::Address object_prototype) {
  return FieldAddress(e.map, 16) == array_prototype &&
         FieldAddress(FieldAddress(array_prototype, 0), 16) == object_prototype &&
         Field<uint32_t>(array_prototype, 8) == kEmptyFixedArray &&
         Field<uint32_t>(object_prototype, 8) == kEmptyFixedArray;
}

// --- strings

// The bytes of a string of Latin-1 whose characters lie one after another, or null where V8 must be asked.
// Valid until V8 next allocates.
inline const uint8_t* OneByteChars(Address string, uint32_t* length) {
  if (MapWord(string) == kConsOneByteMap) {
    // Flattened: all of it is in the first half.
    if (Field<uint32_t>(FieldAddress(string, 16), 8) != 0) return nullptr;
    string = FieldAddress(string, 12);
  }
  uint32_t map = MapWord(string);
  if (map != kSeqOneByteMap && map != kInternalizedOneByteMap) return nullptr;
  *length = Field<uint32_t>(string, 8);
  return reinterpret_cast<const uint8_t*>(string - 1 + 12);
}

// --- named properties

// 2 for an ordinary object without elements, of the given prototype, whose own properties are all enumerable
// and named by strings; 1 where its shape does not say so yet, since nobody has listed its keys; else 0.
inline int RecordKind(Address object, Address prototype) {
  if (IsSmall(object)) return 0;
  Address map = Cage(object) | MapWord(object);
  if (Field<uint16_t>(map, 8) != kJSObject || Field<uint32_t>(object, 8) != kEmptyFixedArray) return 0;
  if (FieldAddress(map, 16) != prototype) return 0;
  // The third bit field: how many keys were listed, how many own properties there are, and whether they are
  // in a dictionary.
  uint32_t bits = Field<uint32_t>(map, 12), listed = bits & 0x3ff;
  if ((bits & 1 << 21) != 0) return 0;
  if (listed == 0x3ff) return 1;
  return listed == (bits >> 10 & 0x3ff) ? 2 : 0;
}

// --- functions

// The data of the function that is being called, a small integer, or -1 where V8 must be asked.
inline int32_t DataOfFunction(Address target) {
  if (IsSmall(target) || MapWord(target) != kFunctionTemplateInfoMap) return -1;
  uint32_t data = Field<uint32_t>(target, 0x2c);
  return (data & 1) == 0 ? SmallValue(data) : -1;
}
// The FunctionTemplateInfo behind an API function, or 0.
inline Address TemplateOfFunction(Address function) {
  Address info = FieldAddress(FieldAddress(function, 0x10), 8);
  return !IsSmall(info) && MapWord(info) == kFunctionTemplateInfoMap ? info : 0;
}

inline napi_value NewSmall(v8::Isolate* isolate, int32_t value) {
  return reinterpret_cast<napi_value>(HandleScope::CreateHandle(isolate, Small(value)));
}
// A copy of a handle in the innermost scope.
inline napi_value NewLocal(v8::Isolate* isolate, Address* slot) {
  return reinterpret_cast<napi_value>(HandleScope::CreateHandle(isolate, *slot));
}

}  // namespace naja::heap

#endif  // NAJA_ENGINE_HEAP_H_
