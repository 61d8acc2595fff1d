// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "model/event_fields.hpp"
#include "model/event_json.hpp"
#include "model/field_writer.hpp"
#include "model/time_text.hpp"
#include "model/utf8.hpp"

namespace optrack {
namespace {

constexpr int kMilliseconds = 3;  // digits of `ts`
/// What the other fields may take of a line whose message is split.
constexpr std::size_t kRoomForRest = kLongestLine / 2;
constexpr std::size_t kRoomForMessage = kLongestLine - kRoomForRest - 256;

void describe_line(FieldWriter writer, const Event& event, std::string_view ctx) {
  writer.always("v", kEventVersion);
  if (event.seq > 0) writer.always("seq", static_cast<std::int64_t>(event.seq));
  writer.always("ts", TimeText{event.ts, kMilliseconds}.view());
  writer.always("type", type_of(event.body));
  writer.field("op", event.op);
  writer.field("ctx", ctx);
  std::visit([&writer](const auto& body) { describe(writer, body); }, event.body);
}

void write(std::string& to, const Event& event, std::string_view ctx) {
  JsonObjectText object{to};
  describe_line({object, FieldWriter::Form::shown}, event, ctx);
  object.close();
  to += '\n';
}

/// For what has to be taken apart.
Json built(const Event& event, std::string_view ctx) {
  Json json = Json::object();
  describe_line({json, FieldWriter::Form::shown}, event, ctx);
  return json;
}

/// Bytes that the code point takes inside a JSON string.
std::size_t escaped_size(CodePoint point) {
  if (point.value < 0) return 3;  // Written as U+FFFD.
  if (point.value == '"' || point.value == '\\') return 2;
  return point.value < 0x20 ? 6 : point.length;
}

/// Cuts `text` at code points into pieces of at most `room` bytes when written; at least one piece.
std::vector<std::string> pieces_of(std::string_view text, std::size_t room) {
  std::vector<std::string> pieces;
  std::size_t begin = 0;
  std::size_t size = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    const std::size_t more = escaped_size(point);
    if (size + more > room) {
      pieces.emplace_back(text.substr(begin, at - begin));
      begin = at;
      size = 0;
    }
    size += more;
    at += point.length;
  }
  pieces.emplace_back(text.substr(begin));
  return pieces;
}

/// Halves a field: the front of a text or list stays, anything else goes.
void halve(Json& json, const std::string& key) {
  Json& value = json[key];
  if (value.is_array() && value.size() > 1) {
    auto& items = value.get_ref<Json::array_t&>();
    items.resize(items.size() / 2);
  } else if (value.is_string() && value.get_ref<const std::string&>().size() > 1) {
    const auto& text = value.get_ref<const std::string&>();
    std::size_t cut = text.size() / 2;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0U) == 0x80U) --cut;
    value = text.substr(0, cut);
  } else {
    json.erase(key);
  }
}

std::string longest_field(const Json& json) {
  std::string longest;
  std::size_t longest_size = 0;
  for (const auto& item : json.items()) {
    const std::size_t size = json_text(item.value()).size();
    if (size <= longest_size) continue;
    longest = item.key();
    longest_size = size;
  }
  return longest;
}

/// Shortens the longest fields until `json` takes at most `room` bytes.
void clip(Json& json, std::size_t room) {
  if (json_text(json).size() <= room) return;
  json["clipped"] = true;
  while (json_text(json).size() > room) halve(json, longest_field(json));
}

/// Takes a text out of `json`; `nullopt` when it is not there.
std::optional<std::string> take_text(Json& json, const char* key) {
  auto text = string_at(json, key);
  if (text) json.erase(key);
  return text;
}

/// One text that is spread over several lines.
struct Spread {
  const char* key;
  std::vector<std::string> pieces;
};

std::string in_parts(Json json) {
  std::vector<Spread> texts;
  std::size_t parts = 0;
  for (const char* key : {"message", "raw", "raw_base64"}) {
    const auto text = take_text(json, key);
    if (!text) continue;
    // Base64 stays readable piece by piece when cut at multiples of four.
    texts.push_back({key, pieces_of(*text, kRoomForMessage / 4 * 4)});
    parts += texts.back().pieces.size();
  }
  clip(json, kRoomForRest);
  if (texts.empty()) return json_text(json) + "\n";

  std::string lines;
  std::size_t part = 0;
  for (const Spread& spread : texts) {
    for (const std::string& piece : spread.pieces) {
      Json line = json;
      if (spread.key != texts.front().key) line[texts.front().key] = "";
      line[spread.key] = piece;
      line["part"] = ++part;
      line["parts"] = parts;
      lines += json_text(line) + "\n";
    }
  }
  return lines;
}

}  // namespace

void append_event_line(std::string& to, const Event& event, std::string_view ctx) {
  const std::size_t begin = to.size();
  write(to, event, ctx);
  if (to.size() - begin <= kLongestLine) return;
  to.resize(begin);
  Json json = built(event, ctx);
  if (json.contains("result")) {
    json.erase("result");
    json["result_omitted"] = true;
    const std::string line = json_text(json) + "\n";
    if (line.size() <= kLongestLine) {
      to += line;
      return;
    }
  }
  to += in_parts(std::move(json));
}

std::string event_line(const Event& event, std::string_view ctx) {
  std::string line;
  append_event_line(line, event, ctx);
  return line;
}

}  // namespace optrack
