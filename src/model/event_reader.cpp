// SPDX-License-Identifier: MIT
#include "model/event_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "model/event_fields.hpp"
#include "model/event_json.hpp"
#include "model/field_reader.hpp"
#include "model/text.hpp"

namespace optrack {
namespace {

// What optrack saw, it saw between these: whoever subtracts two such times need not fear that nanoseconds do not
// suffice.
constexpr WallTime kEarliest = std::chrono::sys_days{std::chrono::year{1970} / 1 / 1};
constexpr WallTime kLatest = std::chrono::sys_days{std::chrono::year{2200} / 1 / 1};

EventReader::Line damaged(std::string what) { return {std::nullopt, false, std::move(what)}; }

/// Whether `next` can be a part of the message that `first` began.
bool same_message(const Json& first, const Json& next) {
  constexpr std::array kKeys{"type", "op", "seq"};
  return std::all_of(kKeys.begin(), kKeys.end(), [&](const char* key) {
    const Json* one = member(first, key);
    const Json* other = member(next, key);
    return one == nullptr || other == nullptr ? one == other : *one == *other;
  });
}

/// Appends the texts that are spread over parts.
void append(Json& message, const Json& part) {
  for (const char* key : {"message", "raw", "raw_base64"}) {
    const auto more = string_at(part, key);
    if (more) message[key] = string_at(message, key).value_or("") + *more;
  }
}

/// What a line brought, with a complaint about the message that it did not go on with.
EventReader::Line after(bool broken_off, EventReader::Line line) {
  if (broken_off && line.damage.empty()) line.damage = "the message before it broke off";
  return line;
}

}  // namespace

EventReader::EventReader() = default;
EventReader::~EventReader() = default;

EventReader::Line EventReader::read(std::string_view line) {
  if (line.find_first_not_of(" \t\r\n") == std::string_view::npos) return {};
  Result<Json> json = parse_json(line);
  if (!json) return damaged(json.error().message);
  if (!json->is_object()) return damaged("not a JSON object");
  const auto version = integer_at(*json, "v");
  if (!version) return damaged("no event: \"v\" is missing");
  if (*version != kEventVersion) return damaged(fmt::format("version {} of events is not understood", *version));
  const auto part = integer_at(*json, "part");
  const auto parts = integer_at(*json, "parts");
  if (part && parts) return read_part(std::move(*json), *part, *parts);
  const bool broken_off = in_message();
  message_.reset();
  return after(broken_off, read_event(*json));
}

EventReader::Line EventReader::read_part(Json line, std::int64_t part, std::int64_t parts) {
  const bool fits = in_message() && part == next_part_ && parts == parts_ && same_message(*message_, line);
  const bool broken_off = in_message() && !fits;
  if (fits) {
    append(*message_, line);
  } else if (part == 1 && parts >= 1) {
    message_ = std::make_unique<Json>(std::move(line));
    parts_ = parts;
  } else {
    message_.reset();
    return damaged(fmt::format("part {} of {} does not follow the line before it", part, parts));
  }
  next_part_ = part + 1;
  if (part < parts) return after(broken_off, {});
  const auto whole = std::exchange(message_, nullptr);
  return after(broken_off, read_event(*whole));
}

EventReader::Line EventReader::read_event(const Json& json) {
  const auto type = string_at(json, "type");
  if (!type) return damaged("no event: \"type\" is missing");
  std::optional<EventBody> body = empty_event_body(*type);
  if (!body) return {};
  const auto time = time_at(json, "ts");
  if (!time || *time < kEarliest || *time > kLatest) return damaged(*type + ": \"ts\" is no time of a recording");
  const auto seq = integer_at(json, "seq");
  if (member(json, "seq") != nullptr && (!seq || *seq < 1)) return damaged(*type + ": \"seq\" is no number from 1 on");
  FieldReader reader{json, FieldReader::Form::shown};
  std::visit([&reader](auto& kind) { describe(reader, kind); }, *body);
  Event event{static_cast<std::uint64_t>(seq.value_or(0)), *time, {}, *std::move(body)};
  reader.field("op", event.op);
  reader.field("ctx", context_);
  if (!reader.bad().empty()) return damaged(fmt::format("{}: \"{}\" is of no use", *type, reader.bad()));
  return {std::move(event), bool_at(json, "result_omitted").value_or(false), {}};
}

}  // namespace optrack
