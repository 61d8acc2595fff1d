// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/json.hpp"
#include "model/json_view.hpp"
#include "optrack/observation.hpp"

namespace optrack::eryph {

/// Where the next question about logs begins.
struct LogCursor {
  std::optional<WallTime> after;  ///< Ask for entries strictly later than this; absent: for all.

  /// Reads what `text` wrote; anything else is an empty cursor.
  static LogCursor parse(const JsonText& cursor);
  [[nodiscard]] JsonText text() const;
};

/// How far the server's clock may be ahead of entries that become visible late.
inline constexpr std::chrono::seconds kLateLogs{10};

/// The cursor after an answer: `newest` seen entry, but at least 10 s behind the server's clock
/// (`date`: its Date header; without one, 10 s behind the newest entry). Never goes back, and is cut to the
/// 100 ns the server counts in.
LogCursor advance(const LogCursor& before, std::optional<WallTime> newest, std::optional<WallTime> date);

/// An Operation of the API as an observation, without cursor. Unknown members and words are
/// tolerated; error `protocol` when it has no id or no status.
[[nodiscard]] Result<Observation> read_operation(JsonView operation);

/// Id of the catlet whose document completes the result: the one a `Catlet` result names, or, for
/// `catlets.create`, the catlet among the resources. Empty when there is none to fetch.
std::string catlet_to_fetch(const Observation& observation, std::string_view operation_type);

/// Puts a catlet's document into the outcome and its name to the resource.
void add_catlet(Observation& observation, const Json& catlet);

}  // namespace optrack::eryph
