// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "net/endpoint.hpp"
#include "optrack/clock.hpp"

namespace optrack {

/// Keeps the secret of one endpoint, read when first needed. Used on one thread.
class Credentials {
 public:
  explicit Credentials(Credential source) : source_(std::move(source)) {}

  /// The value of the Authorization header; empty for none. Reads file, variable or command at the first call;
  /// a command blocks for up to 30 s, or until `stop_on` (-1: none) is readable. Errors never hold the secret: `denied`
  /// when there is none (command failed, variable not set), `local` when a file cannot be read.
  [[nodiscard]] Result<std::string> authorization(const Clock& clock, int stop_on);

  /// After the server refused `refused`: reads the secret again, at most once in 5 s however many requests were
  /// refused. \return The secret to try now; `nullopt` when there is no other.
  [[nodiscard]] Result<std::optional<std::string>> another(const std::string& refused, const Clock& clock, int stop_on);

 private:
  [[nodiscard]] Result<std::string> read(const Clock& clock, int stop_on) const;
  [[nodiscard]] bool is_renewable() const;

  Credential source_;
  std::optional<std::string> value_;
  std::optional<Instant> renewed_;
};

}  // namespace optrack
