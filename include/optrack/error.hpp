// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace optrack {

/// Why something failed, as far as a caller may want to react differently.
enum class ErrorKind {
  usage,        ///< The caller asked for something that makes no sense; nothing was done.
  denied,       ///< Not logged in, token refused, forbidden.
  not_found,    ///< The thing asked for does not exist (or is not visible).
  unreachable,  ///< No usable answer: no connection, 408, 429, 5xx. Worth a retry.
  protocol,     ///< An answer came that cannot be understood, TLS failed, or there is no such host.
  timeout,      ///< A time limit passed before an answer came. Worth a retry.
  stopped,      ///< The caller took the request back.
  conflict,     ///< The server refused the request as wrong or in conflict (400, 409, 422).
  local,        ///< Trouble on this machine: file, registry, memory, output.
};

/// The word for `kind` as used in messages and JSON: "not_found".
std::string_view to_string(ErrorKind kind);

/// A failure to hand upwards: a kind to branch on and a sentence to print.
/// Copyable and free of references; never holds a secret.
struct Error {
  ErrorKind kind = ErrorKind::local;
  std::string message;             ///< Lower case start, no full stop: "no such operation: op-7".
  std::optional<int> http_status;  ///< The HTTP status that caused it, when one did.
  bool not_sent = false;           ///< No byte of the request left this machine: it cannot have had any effect.

  /// Puts the step that failed in front: "poll k3v9: connection refused".
  [[nodiscard]] Error during(std::string_view step) && {
    return {kind, std::string{step} + ": " + std::move(message), http_status, not_sent};
  }

  friend bool operator==(const Error&, const Error&) = default;
};

/// Either a `T` or an `Error`; never both, never neither.
/// Absence is not an error: such functions return `Result<std::optional<T>>`.
template <typename T>
using Result = tl::expected<T, Error>;

/// Shorthand for a failed `Result`: `return fail(ErrorKind::usage, "no such type: x");`
inline tl::unexpected<Error> fail(ErrorKind kind, std::string message, std::optional<int> http_status = std::nullopt) {
  return tl::unexpected<Error>(Error{kind, std::move(message), http_status, false});
}

/// Hands an error on as the failure of another `Result`.
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace optrack
