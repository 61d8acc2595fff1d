// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "model/json.hpp"
#include "model/json_view.hpp"
#include "optrack/error.hpp"
#include "optrack/transport.hpp"

namespace optrack {

/// The JSON document of a good answer. Errors: the transport's own; `http_error` for a status that is no
/// success; `unreachable` when the body was cut short (worth asking again); `protocol` for an empty
/// body and for one that is no JSON, saying what came instead. `what` names the step: "poll".
[[nodiscard]] Result<Json> json_answer(const Result<Response>& answer, std::string_view what);

/// The same, to be looked at only.
[[nodiscard]] Result<JsonDocument> json_view_answer(const Result<Response>& answer, std::string_view what);

/// A request without a body, to `provider`.
Request ask_for(std::string_view provider, std::string_view method, std::string target);

/// `text` as the one segment of a path it has to be; empty when it cannot be one (empty, "." or "..").
std::string path_segment(std::string_view text);

/// The error `usage` for an id of an operation that no path can hold.
Error not_an_id(std::string_view id);

/// What an address says after its base: the part from `marker` on ("/v1/operations/"), without query and
/// fragment; empty when `marker` is not in it. Of several markers the last counts.
std::string_view path_after(std::string_view address, std::string_view marker);

/// A cut-down time for comparison with "not yet": like `time_at`, but absent for the zero times
/// of some servers (year 1 or before 1970).
std::optional<WallTime> real_time_at(const Json& json, std::string_view key);
std::optional<WallTime> real_time_at(JsonView json, std::string_view key);

}  // namespace optrack
