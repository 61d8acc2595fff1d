// SPDX-License-Identifier: MIT
#include "model/json_view.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

#include <rapidjson/document.h>
#include <rapidjson/reader.h>
#include <nlohmann/json.hpp>

#include "model/utf8.hpp"

namespace optrack {
namespace {

/// What fits in here is read without asking for memory.
constexpr std::size_t kRoom = 32UL * 1024;

}  // namespace

struct JsonDocument::Parser {
  using Pool = rapidjson::MemoryPoolAllocator<>;

  alignas(std::max_align_t) std::array<char, kRoom> room{};
  Pool pool{room.data(), room.size()};
  rapidjson::Document document{&pool};
};

namespace {

using OwnedParser = std::unique_ptr<JsonDocument::Parser, JsonDocument::GiveBack>;

/// The parser of the last document that is gone: its memory serves the next one.
thread_local std::unique_ptr<JsonDocument::Parser> idle_parser;

OwnedParser take_parser() {
  if (idle_parser) return OwnedParser{idle_parser.release()};
  return OwnedParser{new JsonDocument::Parser};
}

const rapidjson::Value& value_of(JsonView view) { return *static_cast<const rapidjson::Value*>(view.value); }
JsonView view_of(const rapidjson::Value& value) { return {&value}; }

/// Whether an escape may be half of a UTF-16 pair; RapidJSON lets a second half without a first one pass.
bool has_surrogate(std::string_view text) {
  for (std::size_t at = text.find("\\u"); at != std::string_view::npos; at = text.find("\\u", at + 2)) {
    const char first = at + 2 < text.size() ? text[at + 2] : '\0';
    if (first == 'd' || first == 'D') return true;
  }
  return false;
}

/// RapidJSON ends at a NUL as at the end of the text.
bool is_for_the_longer_way(std::string_view text) {
  return text.find('\0') != std::string_view::npos || has_surrogate(text);
}

/// Hands on what is read, down to `kDeepestJson`: RapidJSON reads by recursion and counts no depth.
class Shallow {
 public:
  using Ch = char;
  using Size = rapidjson::SizeType;

  explicit Shallow(rapidjson::Document& document) : document_(document) {}

  // NOLINTBEGIN(readability-identifier-naming): RapidJSON calls them so.
  bool Null() { return document_.Null(); }
  bool Bool(bool value) { return document_.Bool(value); }
  bool Int(int value) { return document_.Int(value); }
  bool Uint(unsigned value) { return document_.Uint(value); }
  bool Int64(std::int64_t value) { return document_.Int64(value); }
  bool Uint64(std::uint64_t value) { return document_.Uint64(value); }
  bool Double(double value) { return document_.Double(value); }
  bool RawNumber(const char* text, Size size, bool copy) { return document_.RawNumber(text, size, copy); }
  bool String(const char* text, Size size, bool copy) { return document_.String(text, size, copy); }
  bool Key(const char* text, Size size, bool copy) { return document_.Key(text, size, copy); }
  bool StartObject() { return ++depth_ <= kDeepestJson && document_.StartObject(); }
  bool StartArray() { return ++depth_ <= kDeepestJson && document_.StartArray(); }
  bool EndObject(Size members) {
    --depth_;
    return document_.EndObject(members);
  }
  bool EndArray(Size items) {
    --depth_;
    return document_.EndArray(items);
  }
  // NOLINTEND(readability-identifier-naming)

 private:
  rapidjson::Document& document_;
  int depth_ = 0;
};

template <unsigned Flags>
bool parse_with(JsonDocument::Parser& into, const std::string& text) {
  bool read = false;
  const auto reading = [&text, &read](rapidjson::Document& document) {
    rapidjson::Reader reader;
    rapidjson::StringStream stream{text.c_str()};
    Shallow handler{document};
    read = !reader.Parse<Flags>(stream, handler).IsError();
    return read;
  };
  into.document.Populate(reading);
  return read;
}

/// \return Whether `text` could be read.
bool parse(JsonDocument::Parser& into, const std::string& text) {
  constexpr unsigned kExact = rapidjson::kParseFullPrecisionFlag;
  into.document.SetNull();
  into.pool.Clear();
  // Where all is ASCII there is no encoding to check, and strings are read many bytes at a time.
  if (is_ascii(text)) return parse_with<kExact>(into, text);
  return parse_with<kExact | rapidjson::kParseValidateEncodingFlag>(into, text);
}

const rapidjson::Value* member(JsonView view, std::string_view key) {
  if (view.value == nullptr || !value_of(view).IsObject()) return nullptr;
  const rapidjson::Value name{rapidjson::StringRef(key.data(), static_cast<rapidjson::SizeType>(key.size()))};
  const auto found = value_of(view).FindMember(name);
  return found == value_of(view).MemberEnd() ? nullptr : &found->value;
}

std::string_view text_of(const rapidjson::Value& value) { return {value.GetString(), value.GetStringLength()}; }

std::optional<std::string_view> text_at(JsonView view, std::string_view key) {
  const rapidjson::Value* found = member(view, key);
  if (found == nullptr || !found->IsString()) return std::nullopt;
  return text_of(*found);
}

Json number_of(const rapidjson::Value& value) {
  if (value.IsInt64()) return value.GetInt64();
  if (value.IsUint64()) return value.GetUint64();
  return value.GetDouble();
}

}  // namespace

void JsonDocument::GiveBack::operator()(Parser* parser) const {
  parser->document.SetNull();
  parser->pool.Clear();
  idle_parser.reset(parser);
}

JsonView JsonDocument::root() const { return view_of(parser_->document); }

Result<JsonDocument> read_json(const std::string& text) {
  OwnedParser parser = take_parser();
  if (!is_for_the_longer_way(text) && parse(*parser, text)) return JsonDocument{std::move(parser)};
  // What is wrong, and where; or it is right and only too rare for the quick way: a byte order mark, pairs of escapes.
  const Result<Json> slow = parse_json(text);
  if (!slow) return fail(slow.error());
  if (parse(*parser, slow->dump(-1, ' ', false, Json::error_handler_t::replace)))
    return JsonDocument{std::move(parser)};
  return fail(ErrorKind::protocol, "JSON that cannot be read here");
}

Json json_of(JsonView view) {
  const rapidjson::Value& value = value_of(view);
  if (value.IsObject()) {
    Json json = Json::object();
    auto& members = json.get_ref<Json::object_t&>();
    for (const auto& [key, item] : value.GetObject()) {
      members.emplace_back(std::string{text_of(key)}, json_of(view_of(item)));
    }
    return json;
  }
  if (value.IsArray()) {
    Json json = Json::array();
    for (const rapidjson::Value& item : value.GetArray()) json.push_back(json_of(view_of(item)));
    return json;
  }
  if (value.IsString()) return std::string{text_of(value)};
  if (value.IsBool()) return value.GetBool();
  if (value.IsNumber()) return number_of(value);
  return nullptr;
}

std::optional<std::string> string_at(JsonView view, std::string_view key) {
  const auto text = text_at(view, key);
  return text ? std::optional{std::string{*text}} : std::nullopt;
}

std::optional<double> number_at(JsonView view, std::string_view key) {
  const rapidjson::Value* found = member(view, key);
  if (found == nullptr || !found->IsNumber() || !std::isfinite(found->GetDouble())) return std::nullopt;
  return found->GetDouble();
}

std::optional<WallTime> time_at(JsonView view, std::string_view key) {
  const auto text = text_at(view, key);
  return text ? parse_rfc3339(*text) : std::nullopt;
}

std::optional<JsonView> object_at(JsonView view, std::string_view key) {
  const rapidjson::Value* found = member(view, key);
  if (found == nullptr || !found->IsObject()) return std::nullopt;
  return view_of(*found);
}

std::optional<std::vector<JsonView>> items_at(JsonView view, std::string_view key) {
  const rapidjson::Value* found = member(view, key);
  if (found == nullptr || !found->IsArray()) return std::nullopt;
  std::vector<JsonView> items;
  items.reserve(found->Size());
  for (const rapidjson::Value& item : found->GetArray()) items.push_back(view_of(item));
  return items;
}

}  // namespace optrack
