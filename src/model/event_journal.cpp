// SPDX-License-Identifier: MIT
#include <array>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "model/event_fields.hpp"
#include "model/event_json.hpp"
#include "model/field_reader.hpp"
#include "model/field_writer.hpp"

namespace optrack {
namespace {

constexpr std::size_t kKinds = std::variant_size_v<EventBody>;

template <std::size_t... Index>
std::array<EventBody, kKinds> make_one_of_each(std::index_sequence<Index...> /*indexes*/) {
  return {EventBody{std::in_place_index<Index>}...};
}

}  // namespace

std::optional<EventBody> empty_event_body(std::string_view type) {
  static const std::array<EventBody, kKinds> kOneOfEach = make_one_of_each(std::make_index_sequence<kKinds>{});
  for (const EventBody& body : kOneOfEach) {
    if (type_of(body) == type) return body;
  }
  return std::nullopt;
}

void append_event_body_json(std::string& to, const EventBody& body) {
  JsonObjectText json{to};
  FieldWriter writer{json, FieldWriter::Form::journal};
  std::visit([&writer](const auto& kind) { describe(writer, kind); }, body);
  json.close();
}

std::string event_body_json(const EventBody& body) {
  std::string text;
  append_event_body_json(text, body);
  return text;
}

Result<EventBody> parse_event_body(std::string_view type, std::string_view json) {
  std::optional<EventBody> body = empty_event_body(type);
  if (!body) return fail(ErrorKind::local, fmt::format("journal: unknown event type '{}'", type));
  const Result<Json> object = parse_json(json);
  if (!object) return fail(ErrorKind::local, fmt::format("journal: event '{}': {}", type, object.error().message));
  FieldReader reader{*object, FieldReader::Form::journal};
  std::visit([&reader](auto& kind) { describe(reader, kind); }, *body);
  if (!reader.bad().empty() || !object->is_object()) {
    return fail(ErrorKind::local, fmt::format("journal: event '{}' is damaged: {}", type, reader.bad()));
  }
  return *std::move(body);
}

}  // namespace optrack
