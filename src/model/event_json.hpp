// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "optrack/event.hpp"

namespace optrack {

/// Longest line of an event stream, with its line break.
inline constexpr std::size_t kLongestLine = 65'536;

/// `event` as NDJSON (docs/formats.md) with its line break; `ctx` is the context's name, empty
/// when there is none. Every line is at most `kLongestLine` bytes:
/// - a `result` that does not fit is left out (`result_omitted`),
/// - a longer message makes several lines, numbered `part` of `parts`, to be put together again by
///   appending `message`, `raw` and `raw_base64` in order,
/// - other fields are shortened, and `clipped` says so.
std::string event_line(const Event& event, std::string_view ctx);
/// The same behind what `to` holds, which saves a string where lines are gathered.
void append_event_line(std::string& to, const Event& event, std::string_view ctx);

/// A body of this type without any facts; `nullopt` for a type word that is none.
std::optional<EventBody> empty_event_body(std::string_view type);

/// The journal's form of a body: one JSON object on one line, from which `parse_event_body` makes an equal body.
std::string event_body_json(const EventBody& body);
/// The same behind what `to` holds.
void append_event_body_json(std::string& to, const EventBody& body);

/// Reads what `event_body_json` wrote for an event of this `type`. Fields that are missing keep
/// their defaults (written by an older version); unknown ones are ignored.
/// \return A `local` error for an unknown type and for text that is damaged.
[[nodiscard]] Result<EventBody> parse_event_body(std::string_view type, std::string_view json);

}  // namespace optrack
