// binding('heap'): what V8 tells of its heap: spaces, code, snapshots, and how strings are kept.
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "bindings.h"

namespace naja {
namespace {

using Info = v8::FunctionCallbackInfo<v8::Value>;

Local<v8::Value> Sizes(v8::Isolate* isolate, Local<v8::Value> first, const size_t* sizes, size_t count) {
  std::vector<Local<v8::Value>> values;
  if (!first.IsEmpty()) values.push_back(first);
  for (size_t i = 0; i < count; i++)
    values.push_back(v8::Number::New(isolate, static_cast<double>(sizes[i])));
  return v8::Array::New(isolate, values.data(), values.size());
}

// spaces() -> [name, size, used, available, physical size][], in bytes
void Spaces(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  std::vector<Local<v8::Value>> spaces;
  for (size_t i = 0; i < isolate->NumberOfHeapSpaces(); i++) {
    v8::HeapSpaceStatistics space;
    if (!isolate->GetHeapSpaceStatistics(&space, i)) continue;
    const size_t sizes[] = {space.size, space.used, space.available, space.physical};
    spaces.push_back(Sizes(isolate, NewString(isolate, space.name), sizes, std::size(sizes)));
  }
  info.Return(v8::Array::New(isolate, spaces.data(), spaces.size()));
}

// code() -> [code and metadata, bytecode and metadata, external script sources, the profiler's metadata], in
// bytes
void Code(const Info& info) {
  v8::HeapCodeStatistics code{};
  info.GetIsolate()->GetHeapCodeAndMetadataStatistics(&code);
  const size_t sizes[] = {code.code, code.bytecode, code.external_sources, code.profiler};
  info.Return(Sizes(info.GetIsolate(), {}, sizes, std::size(sizes)));
}

void CacheVersion(const Info& info) {
  info.Return(v8::Number::New(info.GetIsolate(), v8::ScriptCompiler::CachedDataVersionTag()));
}

void IsOneByte(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  bool is = Arg(info, 0)->IsString() && info[0].As<v8::String>()->IsOneByte();
  info.Return(is ? realm->true_value.Held() : realm->false_value.Held());
}

// A snapshot's JSON: into a file, or as pieces that JavaScript is given.
struct Output : v8::OutputStream {
  int fd = -1;
  int error = 0;
  std::vector<std::string> pieces;
  void EndOfStream() override {}
  int GetChunkSize() override { return 65536; }
  WriteResult WriteAsciiChunk(char* data, int size) override {
    if (fd < 0) {
      pieces.emplace_back(data, static_cast<size_t>(size));
      return kContinue;
    }
    for (int done = 0; done < size;) {
      ssize_t written = write(fd, data + done, static_cast<size_t>(size - done));
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) {
        error = errno;
        return kAbort;
      }
      done += static_cast<int>(written);
    }
    return kContinue;
  }
};

// snapshot(fd, exposeInternals, exposeNumericValues): into a file -> 0 or the negative error; -1 -> strings.
// Whoever has not all permissions may have it as strings only: the file may be somebody else's.
void Snapshot(const Info& info) {
  Realm* realm = CurrentRealm(info.GetIsolate());
  v8::Isolate* isolate = realm->isolate;
  auto yes = [&](int i) { return Arg(info, i)->StrictEquals(realm->true_value.Held()); };
  Output output;
  if (!realm->permissions) output.fd = Arg(info, 0)->Int32Value(realm->ctx()).FromMaybe(-1);
  v8::HeapSnapshot* snapshot =
      v8::HeapProfiler_TakeHeapSnapshot(isolate->GetHeapProfiler(), nullptr, nullptr, !yes(1), yes(2));
  snapshot->Serialize(&output, v8::HeapSnapshot::kJSON);
  snapshot->Delete();
  if (output.fd >= 0) return info.Return(v8::Integer::New(isolate, -output.error));
  std::vector<Local<v8::Value>> pieces;
  for (const std::string& piece : output.pieces) {
    auto bytes = reinterpret_cast<const uint8_t*>(piece.data());
    pieces.push_back(
        v8::String::NewFromOneByte(isolate, bytes, v8::NewStringType::kNormal, static_cast<int>(piece.size()))
            .Unchecked());
  }
  info.Return(v8::Array::New(isolate, pieces.data(), pieces.size()));
}

}  // namespace

void InitHeap(Realm* realm, Local<v8::Object> target) {
  const Method methods[] = {{"spaces", Spaces},
                            {"code", Code},
                            {"cacheVersion", CacheVersion},
                            {"isOneByte", IsOneByte},
                            {"snapshot", Snapshot}};
  DefineMethods(realm, target, methods, std::size(methods));
}

}  // namespace naja
