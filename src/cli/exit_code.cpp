// SPDX-License-Identifier: MIT
#include "cli/exit_code.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "cli/parse.hpp"

namespace optrack::cli {

namespace {

/// The gravest first; signals before all.
constexpr std::array kPrecedence{
    ExitCode::pipe,        ExitCode::terminate,  ExitCode::interrupt, ExitCode::hangup,
    ExitCode::local,       ExitCode::failed,     ExitCode::rejected,  ExitCode::denied,
    ExitCode::unreachable, ExitCode::impossible, ExitCode::not_found, ExitCode::cancelled,
    ExitCode::timeout,     ExitCode::pending,    ExitCode::usage,     ExitCode::ok,
};

/// Whether it is over for this operation because of itself: it ended, or the conditions came true.
bool decides(const Verdict& verdict) {
  return verdict.kind == Verdict::Kind::ended || verdict.kind == Verdict::Kind::met;
}

ExitCode overall(const WaitReport& report, const ExitOptions& options) {
  if (report.reader_gone) return ExitCode::pipe;
  if (report.signal) return exit_code_for(*report.signal);
  const auto deciding =
      static_cast<std::size_t>(std::count_if(report.verdicts.begin(), report.verdicts.end(), decides));
  const bool only_deciding = options.first > 0 && deciding >= options.first;
  std::vector<ExitCode> codes;
  for (const Verdict& verdict : report.verdicts) {
    const std::optional<ExitCode> code = exit_code_for(verdict);
    if (code && (!only_deciding || decides(verdict))) codes.push_back(*code);
  }
  return combine(codes);
}

/// The remote exit code that speaks for all; absent when one did not end or gave none.
std::optional<int> remote_exit_code(const WaitReport& report, ExitCode code) {
  if (code != ExitCode::ok && code != ExitCode::failed) return std::nullopt;
  std::optional<int> chosen;
  for (const Verdict& verdict : report.verdicts) {
    const auto& outcome = verdict.operation.outcome;
    if (verdict.kind != Verdict::Kind::ended || !outcome || !outcome->exit_code) continue;
    if (!chosen || *chosen == 0) chosen = outcome->exit_code;
  }
  if (chosen && *chosen == 0 && code == ExitCode::failed) return std::nullopt;
  return chosen;
}

std::optional<int> parse_code_number(std::string_view text) {
  int value = 0;
  const auto [stop, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || stop != text.data() + text.size() || value < 0 || value > 255) return std::nullopt;
  return value;
}

Result<ExitCode> parse_code(std::string_view text) {
  const std::optional<int> value = parse_code_number(text);
  std::vector<std::string> names;
  for (const ExitCodeRow& row : exit_codes()) {
    if (row.name == text || (value && *value == number(row.code))) return row.code;
    if (row.name != "signal") names.emplace_back(row.name);
  }
  return fail(ErrorKind::usage, fmt::format("'{}' is no exit code{}", text, did_you_mean(text, names)));
}

}  // namespace

std::optional<ExitCode> exit_code_for(const Verdict& verdict) {
  switch (verdict.kind) {
    case Verdict::Kind::ended:
      return exit_code_for(verdict.operation.status);
    case Verdict::Kind::met:
      return ExitCode::ok;
    case Verdict::Kind::pending:
      return ExitCode::pending;
    case Verdict::Kind::timeout:
      return ExitCode::timeout;
    case Verdict::Kind::detached:
      return std::nullopt;
    case Verdict::Kind::denied:
      return ExitCode::denied;
    case Verdict::Kind::not_found:
      return ExitCode::not_found;
    case Verdict::Kind::unreachable:
      return ExitCode::unreachable;
    case Verdict::Kind::rejected:
      return ExitCode::rejected;
    case Verdict::Kind::impossible:
      return ExitCode::impossible;
    case Verdict::Kind::local:
      return ExitCode::local;
  }
  return ExitCode::local;
}

std::string_view exit_name(int code) {
  for (const ExitCodeRow& row : exit_codes()) {
    if (number(row.code) == code) return row.name;
  }
  return "other";
}

ExitCode exit_code_for(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return ExitCode::usage;
    case ErrorKind::denied:
      return ExitCode::denied;
    case ErrorKind::not_found:
      return ExitCode::not_found;
    case ErrorKind::unreachable:
      return ExitCode::unreachable;
    case ErrorKind::protocol:
      return ExitCode::unreachable;
    case ErrorKind::timeout:
      return ExitCode::unreachable;
    case ErrorKind::stopped:
      return ExitCode::interrupt;
    case ErrorKind::conflict:
      return ExitCode::rejected;
    case ErrorKind::local:
      return ExitCode::local;
  }
  return ExitCode::local;
}

ExitCode exit_code_for(Status status) {
  switch (status) {
    case Status::pending:
      return ExitCode::pending;
    case Status::running:
      return ExitCode::pending;
    case Status::completed:
      return ExitCode::ok;
    case Status::failed:
      return ExitCode::failed;
    case Status::cancelled:
      return ExitCode::cancelled;
    case Status::lost:
      return ExitCode::not_found;
  }
  return ExitCode::local;
}

ExitCode exit_code_for(Signal signal) {
  switch (signal) {
    case Signal::hangup:
      return ExitCode::hangup;
    case Signal::terminate:
      return ExitCode::terminate;
    case Signal::interrupt:
      return ExitCode::interrupt;
    case Signal::window_change:
      return ExitCode::ok;
    case Signal::suspend:
      return ExitCode::ok;
    case Signal::resume:
      return ExitCode::ok;
  }
  return ExitCode::interrupt;
}

ExitCode combine(const std::vector<ExitCode>& codes) {
  for (const ExitCode grave : kPrecedence) {
    if (std::find(codes.begin(), codes.end(), grave) != codes.end()) return grave;
  }
  return ExitCode::ok;
}

int exit_code_for(const WaitReport& report, const ExitOptions& options) {
  const ExitCode code = overall(report, options);
  if (options.from_result) {
    if (const std::optional<int> remote = remote_exit_code(report, code)) return *remote;
  }
  if (const auto mapped = options.map.find(code); mapped != options.map.end()) return mapped->second;
  if (code == ExitCode::timeout && options.timeout_exit_code) return *options.timeout_exit_code;
  return number(code);
}

Result<std::map<ExitCode, int>> parse_exit_code_map(std::string_view text) {
  std::map<ExitCode, int> map;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    const auto target = equals == std::string_view::npos ? std::nullopt : parse_code_number(pair.substr(equals + 1));
    if (!target) {
      return fail(ErrorKind::usage, fmt::format("'{}' is not NAME=NUMBER with a number from 0 to 255", pair));
    }
    auto code = parse_code(pair.substr(0, equals));
    if (!code) return fail(std::move(code).error());
    map[*code] = *target;
  }
  return map;
}

const std::vector<ExitCodeRow>& exit_codes() {
  static const std::vector<ExitCodeRow> kRows{
      {ExitCode::ok, "ok", "everything awaited completed, every condition came true, the command did its work"},
      {ExitCode::failed, "failed", "at least one awaited operation ended failed"},
      {ExitCode::usage, "usage", "bad option, unknown type, wrong parameter, bad or ambiguous selector"},
      {ExitCode::cancelled, "cancelled", "none failed, at least one ended cancelled, by anybody"},
      {ExitCode::denied, "denied", "not logged in, token refused, forbidden, authority refused"},
      {ExitCode::not_found, "not-found", "unknown to registry and server, lost, or a selector that matched nothing"},
      {ExitCode::unreachable, "unreachable", "no usable answer for longer than --max-outage; TLS or protocol error"},
      {ExitCode::local, "local", "registry, configuration, disk or output trouble of optrack itself"},
      {ExitCode::pending, "pending", "asked once (status, wait --timeout 0): still pending or running"},
      {ExitCode::rejected, "rejected", "the server refused a request as wrong or in conflict; nothing was started"},
      {ExitCode::impossible, "impossible", "a condition can no longer come true"},
      {ExitCode::timeout, "timeout", "the deadline passed, the operation is still running and was not cancelled"},
      {ExitCode::hangup, "signal", "left on HUP"},
      {ExitCode::interrupt, "signal", "left on INT (Ctrl-C)"},
      {ExitCode::pipe, "pipe", "the reader of the output went away; silent"},
      {ExitCode::terminate, "signal", "left on TERM"},
  };
  return kRows;
}

}  // namespace optrack::cli
