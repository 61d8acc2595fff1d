// SPDX-License-Identifier: MIT
#include "net/credentials.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "model/ascii.hpp"
#include "model/text.hpp"
#include "system/child.hpp"
#include "system/environment.hpp"
#include "system/private_file.hpp"

namespace optrack {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kLongestSecret = 64 * 1024;
constexpr auto kRenewalPause = 5s;

/// A token goes into a header line: one word of visible ASCII. Source: RFC 6750, section 2.1.
Result<std::string> bearer(std::string_view text, const std::string& source) {
  const std::string_view token = trimmed(text);
  if (token.empty()) return fail(ErrorKind::denied, "no token in " + source);
  const bool visible =
      std::all_of(token.begin(), token.end(), [](char letter) { return letter > 0x20 && letter < 0x7f; });
  if (!visible) return fail(ErrorKind::denied, "what is in " + source + " is not one token");
  return "Bearer " + std::string{token};
}

Result<std::string> from_file(const std::string& file) {
  const Result<std::string> text = read_small_file(file, kLongestSecret);
  if (!text) return fail(Error{ErrorKind::local, text.error().message, std::nullopt}.during("token file"));
  return bearer(*text, "token file " + file);
}

Result<std::string> from_variable(const std::string& name) {
  const auto value = process_environment()(name);
  if (!value)
    return fail(ErrorKind::denied, "the environment variable " + name + " is not set; it should hold a token");
  return bearer(*value, "environment variable " + name);
}

Result<std::string> from_command(const std::string& line, const Clock& clock, int stop_on) {
  Child child = shell_line(line);
  child.output_limit = kLongestSecret;
  child.stop_on = stop_on;
  const Result<ChildResult> result = run_child(child, clock);
  if (!result) return fail(Error{result.error()}.during("token command"));
  if (result->status != 0) {
    return fail(ErrorKind::denied, "the token command failed with status " + std::to_string(result->status));
  }
  return bearer(result->output, "the output of the token command");
}

Result<std::string> from_password(const Credential& source) {
  const Result<std::string> text = read_small_file(source.password_file, kLongestSecret);
  if (!text) return fail(Error{ErrorKind::local, text.error().message, std::nullopt}.during("password file"));
  std::string_view password = *text;
  while (password.ends_with('\n') || password.ends_with('\r')) password.remove_suffix(1);
  return "Basic " + base64(source.source + ":" + std::string{password});
}

}  // namespace

bool Credentials::is_renewable() const {
  return source_.kind != Credential::Kind::none && source_.kind != Credential::Kind::token_variable;
}

Result<std::string> Credentials::read(const Clock& clock, int stop_on) const {
  switch (source_.kind) {
    case Credential::Kind::none:
      return std::string{};
    case Credential::Kind::token_file:
      return from_file(source_.source);
    case Credential::Kind::token_variable:
      return from_variable(source_.source);
    case Credential::Kind::token_command:
      return from_command(source_.source, clock, stop_on);
    case Credential::Kind::basic:
      return from_password(source_);
  }
  return std::string{};
}

Result<std::string> Credentials::authorization(const Clock& clock, int stop_on) {
  if (value_) return *value_;
  Result<std::string> value = read(clock, stop_on);
  if (value) value_ = *value;
  return value;
}

Result<std::optional<std::string>> Credentials::another(const std::string& refused, const Clock& clock, int stop_on) {
  if (!is_renewable()) return std::nullopt;
  const bool is_due = !renewed_ || clock.now() - *renewed_ >= kRenewalPause;
  if (value_ == refused && is_due) {
    Result<std::string> value = read(clock, stop_on);
    renewed_ = clock.now();
    if (!value) return fail(std::move(value).error());
    value_ = *std::move(value);
  }
  if (value_ == refused) return std::nullopt;
  return value_;
}

}  // namespace optrack
