// binding('util'): what the language itself cannot tell about a value.
#include "bindings.h"
#include "external.h"
#include "heap.h"

namespace naja {
namespace {

using Info = v8::FunctionCallbackInfo<v8::Value>;

void ReturnBool(const Info& info, bool value) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  info.Return(value ? realm->true_value.Held() : realm->false_value.Held());
}

void Put(Realm* realm, Local<v8::Object> object, const char* name, Local<v8::Value> value) {
  object->Set(realm->ctx(), ToLocal(naja_string(realm->root, name)), value).IsJust();
}

// clang-format off
#define NAJA_UTIL_TYPES(V) \
  V(External) V(Date) V(ArgumentsObject) V(BigIntObject) V(BooleanObject) V(NumberObject) V(StringObject) \
  V(SymbolObject) V(NativeError) V(RegExp) V(AsyncFunction) V(GeneratorFunction) V(GeneratorObject) \
  V(Promise) V(Map) V(Set) V(MapIterator) V(SetIterator) V(WeakMap) V(WeakSet) V(ArrayBuffer) \
  V(DataView) V(SharedArrayBuffer) V(Proxy) V(ModuleNamespaceObject)
// clang-format on
#define V(Type) \
  void Is##Type(const Info& info) { ReturnBool(info, info.Length() > 0 && info[0]->Is##Type()); }
NAJA_UTIL_TYPES(V)
#undef V

void IsAnyArrayBuffer(const Info& info) {
  ReturnBool(info, info.Length() > 0 && (info[0]->IsArrayBuffer() || info[0]->IsSharedArrayBuffer()));
}
void IsBoxedPrimitive(const Info& info) {
  ReturnBool(info, info.Length() > 0 && (info[0]->IsNumberObject() || info[0]->IsStringObject() ||
                                         info[0]->IsBooleanObject() || info[0]->IsBigIntObject() ||
                                         info[0]->IsSymbolObject()));
}
void IsConstructor(const Info& info) {
  ReturnBool(info, info.Length() > 0 && info[0]->IsFunction() && info[0].As<v8::Object>()->IsConstructor());
}

void GetOwnNonIndexProperties(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (info.Length() < 2 || !info[0]->IsObject())
    return ThrowTypeError(realm, "an object and a filter are expected");
  auto filter = static_cast<v8::PropertyFilter>(info[1]->Uint32Value(realm->ctx()).FromMaybe(0));
  Local<v8::Array> names;
  if (info[0]
          .As<v8::Object>()
          ->GetPropertyNames(realm->ctx(), v8::KeyCollectionMode::kOwnOnly, filter,
                             v8::IndexFilter::kSkipIndices)
          .ToLocal(&names))
    info.Return(names);
}

void GetPromiseDetails(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (info.Length() < 1 || !info[0]->IsPromise()) return;
  auto promise = info[0].As<v8::Promise>();
  auto state = promise->State();
  Local<v8::Value> values[2] = {v8::Integer::New(realm->isolate, state), realm->undefined.Held()};
  if (state != v8::Promise::kPending) values[1] = promise->Result();
  info.Return(v8::Array::New(realm->isolate, values, state == v8::Promise::kPending ? 1 : 2));
}

void GetProxyDetails(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (info.Length() < 1 || !info[0]->IsProxy()) return;
  auto proxy = info[0].As<v8::Proxy>();
  Local<v8::Value> values[2] = {proxy->GetTarget(), proxy->GetHandler()};
  info.Return(v8::Array::New(realm->isolate, values, 2));
}

void PreviewEntries(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  if (info.Length() < 1 || !info[0]->IsObject()) return;
  bool is_key_value = false;
  Local<v8::Array> entries;
  if (!info[0].As<v8::Object>()->PreviewEntries(&is_key_value).ToLocal(&entries)) return;
  Local<v8::Value> values[2] = {entries, is_key_value ? realm->true_value.Held() : realm->false_value.Held()};
  info.Return(v8::Array::New(realm->isolate, values, 2));
}

void GetConstructorName(const Info& info) {
  if (info.Length() > 0 && info[0]->IsObject()) info.Return(info[0].As<v8::Object>()->GetConstructorName());
}

void GetExternalValue(const Info& info) {
  if (info.Length() < 1 || !info[0]->IsExternal()) return;
  auto address = reinterpret_cast<uintptr_t>(info[0].As<v8::External>()->Value(kExternalTag));
  info.Return(v8::BigInt::NewFromUnsigned(info.GetIsolate(), address));
}

void ArrayBufferViewHasBuffer(const Info& info) {
  ReturnBool(info, info.Length() > 0 && info[0]->IsArrayBufferView() &&
                       info[0].As<v8::ArrayBufferView>()->HasBuffer());
}

void IsExternalMemory(const Info& info) {
  ReturnBool(info, info.Length() > 0 && naja::IsExternalMemory(CurrentRealm(info.GetIsolate()), info[0]));
}

// recordKind(value, prototype): see heap.h.
int32_t FastRecordKind(v8::Address*, v8::Address* value, v8::Address* prototype) {
  return heap::RecordKind(*value, *prototype);
}
void RecordKind(const Info& info) {
  int kind = info.Length() > 1 ? FastRecordKind(nullptr, info[0].slot(), info[1].slot()) : 0;
  info.Return(v8::Integer::New(info.GetIsolate(), kind));
}

void DefineRecordKind(Realm* realm, Local<v8::Object> target) {
  using Type = v8::CTypeInfo::Type;
  constexpr v8::CTypeInfo kValue(Type::kV8Value);
  static const v8::CTypeInfo types[] = {kValue, kValue, kValue};
  static const v8::CFunctionInfo info(v8::CTypeInfo(Type::kInt32), 3, types,
                                      v8::CFunctionInfo::Int64Representation::kNumber);
  static const v8::CFunction fast(reinterpret_cast<const void*>(FastRecordKind), &info);
  auto made =
      v8::FunctionTemplate::New(realm->isolate, RecordKind, {}, {}, 2, v8::ConstructorBehavior::kThrow,
                                v8::SideEffectType::kHasNoSideEffect, &fast);
  Put(realm, target, "recordKind", made->GetFunction(realm->ctx()).Unchecked());
}

void GetCallSites(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  v8::Isolate* isolate = realm->isolate;
  int count = info.Length() > 0 ? info[0]->Int32Value(realm->ctx()).FromMaybe(10) : 10;
  auto trace = v8::StackTrace::CurrentStackTrace(isolate, count);
  auto sites = v8::Array::New(isolate);
  auto empty = NewString(isolate, "");
  for (int i = 0; i < trace->GetFrameCount(); i++) {
    auto frame = trace->GetFrame(isolate, static_cast<uint32_t>(i));
    auto site = v8::Object::New(isolate);
    auto text = [&](Local<v8::String> s) { return s.IsEmpty() ? empty : s; };
    v8::Location at = frame->GetLocation();
    Put(realm, site, "functionName", text(frame->GetFunctionName()));
    Put(realm, site, "scriptId", NewString(isolate, std::to_string(frame->GetScriptId()).c_str()));
    Put(realm, site, "scriptName", text(frame->GetScriptName()));
    Put(realm, site, "lineNumber", v8::Integer::New(isolate, at.line + 1));
    Put(realm, site, "columnNumber", v8::Integer::New(isolate, at.column + 1));
    Put(realm, site, "column", v8::Integer::New(isolate, at.column + 1));
    sites->Set(realm->ctx(), static_cast<uint32_t>(i), site).IsJust();
  }
  info.Return(sites);
}

}  // namespace

void InitUtil(Realm* realm, Local<v8::Object> target) {
  const Method methods[] = {
#define V(Type) {"is" #Type, Is##Type},
      NAJA_UTIL_TYPES(V)
#undef V
          {"isAnyArrayBuffer", IsAnyArrayBuffer},
      {"isBoxedPrimitive", IsBoxedPrimitive},
      {"isConstructor", IsConstructor},
      {"getOwnNonIndexProperties", GetOwnNonIndexProperties},
      {"getPromiseDetails", GetPromiseDetails},
      {"getProxyDetails", GetProxyDetails},
      {"previewEntries", PreviewEntries},
      {"getConstructorName", GetConstructorName},
      {"getExternalValue", GetExternalValue},
      {"arrayBufferViewHasBuffer", ArrayBufferViewHasBuffer},
      {"isExternalMemory", IsExternalMemory},
      {"getCallSites", GetCallSites},
  };
  DefineMethods(realm, target, methods, std::size(methods));
  DefineRecordKind(realm, target);
}

}  // namespace naja
