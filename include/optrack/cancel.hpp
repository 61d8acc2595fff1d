// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "optrack/error.hpp"

namespace optrack {

/// What became of one request to cancel.
struct CancelOutcome {
  /// The words of `to_string` are those of `cancel --json`.
  enum class Kind {
    requested,      ///< The server accepted the wish; whether it ends cancelled, its status will tell.
    already_final,  ///< It had ended before.
    refused,        ///< The server (or optrack) says no; `message` says why.
    unreachable,    ///< No usable answer; `error` says why.
  };
  Kind kind = Kind::unreachable;
  std::string message;         ///< The server's words; may be empty.
  std::optional<Error> error;  ///< For `unreachable`, and for `refused` by an error status.
};

/// "requested", "already_final", "refused", "unreachable".
std::string_view to_string(CancelOutcome::Kind kind);

}  // namespace optrack
