// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "optrack/error.hpp"
#include "optrack/time.hpp"

namespace optrack {

/// A JSON document whose objects keep their order. Look-up is linear in the members.
using Json = nlohmann::ordered_json;

/// Deepest nesting of arrays and objects that is read.
inline constexpr int kDeepestJson = 256;

/// Reads one JSON value (RFC 8259) from text that may be hostile: time and memory grow with the
/// text, deeper than `kDeepestJson` is refused. Of equal keys in one object the first counts.
/// \return A `protocol` error with line and column (in bytes, from 1) and what is wrong there;
///         never the text itself beyond the character at that place.
[[nodiscard]] Result<Json> parse_json(std::string_view text);

/// `json` on one line. Strings that are no UTF-8 get replacement characters; never throws.
std::string json_text(const Json& json);

// Readers for documents of others: an absent member, one of another type and a document that is
// no object all read as absence.

std::optional<std::string> string_at(const Json& json, std::string_view key);
/// Any finite number.
std::optional<double> number_at(const Json& json, std::string_view key);
/// A whole number in range, also when written as `3.0`.
std::optional<std::int64_t> integer_at(const Json& json, std::string_view key);
std::optional<bool> bool_at(const Json& json, std::string_view key);
/// A string in the form of RFC 3339.
std::optional<WallTime> time_at(const Json& json, std::string_view key);
/// Points into `json`; nullptr when it is no object, array, or anything at all.
const Json* object_at(const Json& json, std::string_view key);
const Json* array_at(const Json& json, std::string_view key);
const Json* member(const Json& json, std::string_view key);
/// What a JSON pointer (RFC 6901) leads to; nullptr when it leads nowhere or is none.
const Json* value_at(const Json& json, std::string_view pointer);

}  // namespace optrack
