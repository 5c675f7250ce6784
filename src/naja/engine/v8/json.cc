// engine.h: JSON.parse of texts with very long strings. V8 looks at the characters of a string one by one.
// Here those of long strings without escapes are looked at many at a time and cut out, V8 parses what is
// left, with a mark in the place of each, and then they are put where the marks are. A text that this cannot
// be done with is V8's alone, and so is every error.
#include <vector>

#include "env.h"
#include "heap.h"

using namespace naja;

namespace {

constexpr size_t kLong = 16384;        // strings of so many characters are cut out
constexpr size_t kStep = kLong / 2;    // between the places that are looked at: each long string has one,
constexpr size_t kWindow = kLong / 4;  // and so many characters of it behind that
constexpr size_t kMostLeft = 16384;    // of which the marks are to be found again
constexpr int kMostStrings = 16;

// A mark is kMark and a letter. Nothing that begins so is JSON, but for a string's content.
constexpr char kMark[] = "\x7f#";
constexpr size_t kMarkSize = 3;

struct Range {
  size_t begin = 0, end = 0;
  size_t size() const { return end - begin; }
};

// Where the first character is that a string's literal ends with or cannot hold as it is: " \ or a control
// character.
size_t PlainEnd(const uint8_t* text, size_t at, size_t length) {
  using Block = uint8_t __attribute__((vector_size(16)));
  using Words = uint64_t __attribute__((vector_size(16)));
  for (; at + 64 <= length; at += 64) {
    Block stop{};
    for (int i = 0; i < 4; i++) {
      Block block;
      memcpy(&block, text + at + i * 16, sizeof block);
      stop |= reinterpret_cast<Block>((block == '"') | (block == '\\') | (block < 0x20));
    }
    auto words = reinterpret_cast<Words>(stop);
    if ((words[0] | words[1]) != 0) break;
  }
  while (at < length && text[at] != '"' && text[at] != '\\' && text[at] >= 0x20) at++;
  return at;
}

bool IsSpace(uint8_t c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// Whether characters between two quotes could be a value: V8 is asked in vain where they are what is between
// values.
bool LooksLikeValue(const uint8_t* text, size_t length, Range content) {
  size_t before = content.begin - 1;
  while (before > 0 && IsSpace(text[before - 1])) before--;
  if (before > 0 && text[before - 1] != ':' && text[before - 1] != ',' && text[before - 1] != '[')
    return false;
  size_t after = content.end + 1;
  while (after < length && IsSpace(text[after])) after++;
  return after == length || text[after] == ',' || text[after] == '}' || text[after] == ']';
}

// The contents of long strings, or of what looks like that.
int FindLong(const uint8_t* text, size_t length, Range* found) {
  int count = 0;
  size_t from = 0;
  for (size_t at = 0; at + kWindow <= length; at += kStep) {
    if (memchr(text + at, '"', kWindow) != nullptr) continue;
    size_t lower = at > from + kStep ? at - kStep : from;
    Range content;
    content.begin = at;
    while (content.begin > lower && text[content.begin - 1] != '"') content.begin--;
    if (content.begin <= lower) continue;
    content.end = PlainEnd(text, content.begin, length);
    if (content.end < length && text[content.end] == '"' && content.size() >= kLong &&
        LooksLikeValue(text, length, content)) {
      if (count == kMostStrings) return 0;
      found[count++] = content;
      from = content.end + 1;
    }
    if (content.end > at) at = content.end - kStep + 1;
  }
  return count;
}

// Puts long strings where their marks are.
class Places {
 public:
  Places(napi_env env, const std::vector<uint8_t>& rest, Local<v8::Value> root,
         const Local<v8::String>* strings)
      : env_(env), rest_(rest), root_(root), strings_(strings) {}

  // Goes through the text, which is JSON. False: V8 shall parse everything.
  bool Fill() {
    bool key = false;  // whether a string would be one
    for (size_t at = 0; at < rest_.size(); at++) {
      switch (rest_[at]) {
        case '{':
          steps_.push_back({true, 0, {}});
          key = true;
          break;
        case '[':
          steps_.push_back({false, 0, {}});
          key = false;
          break;
        case '}':
        case ']':
          steps_.pop_back();
          key = false;
          break;
        case ',':
          key = steps_.back().in_object;
          if (!key) steps_.back().index++;
          break;
        case '"': {
          size_t end = at + 1;
          while (rest_[end] != '"') end += rest_[end] == '\\' ? 2 : 1;
          bool mark = end - at - 1 == kMarkSize && memcmp(&rest_[at + 1], kMark, kMarkSize - 1) == 0;
          if (mark && (key || !Put(rest_[end - 1]))) return false;
          if (key) steps_.back().key = {at, end + 1};
          key = false;
          at = end;
          break;
        }
        default:
          break;
      }
    }
    return true;
  }

  Local<v8::Value> root() const { return root_; }

 private:
  struct Step {
    bool in_object;
    uint32_t index;
    Range key;  // with its quotes
  };

  bool IsMark(Local<v8::Value> value, uint8_t letter) const {
    if (!heap::IsString(*value.slot())) return false;
    uint32_t length = 0;
    const uint8_t* text = heap::OneByteChars(*value.slot(), &length);
    return text != nullptr && length == kMarkSize && memcmp(text, kMark, kMarkSize - 1) == 0 &&
           text[kMarkSize - 1] == letter;
  }

  v8::MaybeLocal<v8::String> Key(Range key) const {
    const uint8_t* text = rest_.data() + key.begin;
    bool plain = memchr(text, '\\', key.size()) == nullptr;
    Local<v8::String> literal;
    auto kind = plain ? v8::NewStringType::kInternalized : v8::NewStringType::kNormal;
    int length = static_cast<int>(key.size()) - (plain ? 2 : 0);
    if (!v8::String::NewFromOneByte(env_->isolate, text + (plain ? 1 : 0), kind, length).ToLocal(&literal))
      return {};
    Local<v8::Value> value;
    if (plain) return literal;
    if (!v8::JSON_Parse(env_->ctx(), literal, {}).ToLocal(&value)) return {};
    return value.As<v8::String>();
  }

  // False where V8 cannot go on. What is not there (any more) was replaced by a later property of the same
  // name.
  bool Put(uint8_t letter) {
    auto context = env_->ctx();
    auto string = strings_[letter - 'A'];
    Local<v8::Value> at = root_;
    if (steps_.empty()) root_ = string;
    for (size_t i = 0; i < steps_.size(); i++) {
      const Step& step = steps_[i];
      if (!heap::IsReceiver(*at.slot())) return true;
      auto object = at.As<v8::Object>();
      auto elements = heap::ElementsOf(*at.slot());
      if ((elements.kind < 0) != step.in_object) return true;
      Local<v8::String> name;
      if (step.in_object) {
        if (!Key(step.key).ToLocal(&name)) return false;
        if (!object->HasOwnProperty(context, name).FromMaybe(false)) return true;
        if (!object->Get(context, name).ToLocal(&at)) return false;
      } else {
        if (step.index >= elements.length) return true;
        if (!object->Get(context, step.index).ToLocal(&at)) return false;
      }
      if (i + 1 < steps_.size()) continue;
      if (!IsMark(at, letter)) return true;
      return step.in_object ? object->CreateDataProperty(context, name, string).FromMaybe(false)
                            : object->CreateDataProperty(context, step.index, string).FromMaybe(false);
    }
    return true;
  }

  napi_env env_;
  const std::vector<uint8_t>& rest_;
  Local<v8::Value> root_;
  const Local<v8::String>* strings_;
  std::vector<Step> steps_;
};

// The value of a text of Latin-1 that stays where it is; empty where V8 shall see all of it.
v8::MaybeLocal<v8::Value> ParseWithout(napi_env env, const uint8_t* text, size_t length) {
  Range found[kMostStrings];
  int count = FindLong(text, length, found);
  if (count == 0) return {};
  size_t left = length;
  for (int i = 0; i < count; i++) left -= found[i].size();
  if (left > kMostLeft) return {};
  std::vector<uint8_t> rest;
  rest.reserve(left + static_cast<size_t>(count) * kMarkSize);
  size_t at = 0;
  for (int i = 0; i <= count; i++) {
    size_t end = i < count ? found[i].begin : length;
    if (memmem(text + at, end - at, kMark, kMarkSize - 1) != nullptr) return {};
    rest.insert(rest.end(), text + at, text + end);
    if (i == count) break;
    rest.insert(rest.end(), {uint8_t(kMark[0]), uint8_t(kMark[1]), uint8_t('A' + i)});
    at = found[i].end;
  }
  Local<v8::String> source, strings[kMostStrings];
  Local<v8::Value> value;
  if (!v8::String::NewFromOneByte(env->isolate, rest.data(), v8::NewStringType::kNormal,
                                  static_cast<int>(rest.size()))
           .ToLocal(&source) ||
      !v8::JSON_Parse(env->ctx(), source, {}).ToLocal(&value))
    return {};
  for (int i = 0; i < count; i++) {
    if (!v8::String::NewFromOneByte(env->isolate, text + found[i].begin, v8::NewStringType::kNormal,
                                    static_cast<int>(found[i].size()))
             .ToLocal(&strings[i]))
      return {};
  }
  Places places(env, rest, value, strings);
  if (!places.Fill()) return {};
  return places.root();
}

}  // namespace

napi_value naja_parse_json(napi_env env, napi_value text, const uint8_t* stays, size_t length) {
  Local<v8::Value> v = ToLocal(text);
  if (!heap::IsString(*v.slot())) return nullptr;
  v8::TryCatch silent(env->isolate);
  Local<v8::Value> result;
  if (stays != nullptr && length >= kLong && ParseWithout(env, stays, length).ToLocal(&result))
    return FromLocal(result);
  silent.Reset();
  if (!v8::JSON_Parse(env->ctx(), v.As<v8::String>(), {}).ToLocal(&result)) return nullptr;
  return FromLocal(result);
}
