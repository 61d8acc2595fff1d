// SPDX-License-Identifier: MIT
#include "emulate/fault.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "model/nearest.hpp"

namespace optrack::emulate {
namespace {

using namespace std::chrono_literals;

constexpr std::array<FaultInfo, 19> kFaults{{
    {FaultKind::latency, "latency", "answers come late, by 200ms or the time given", 1, 0, 200ms},
    {FaultKind::silence, "silence", "no answer for 3s or the time given, then the connection is closed", 2, 1, 3000ms},
    {FaultKind::too_many, "429", "429 with Retry-After in seconds", 2, 2, 0ms},
    {FaultKind::too_many_date, "429-date", "429 with Retry-After as a date", 2, 2, 0ms},
    {FaultKind::server_error, "500", "500 with a problem document, several times in a row", 2, 3, 0ms},
    {FaultKind::unavailable, "503", "503 with Retry-After", 2, 2, 0ms},
    {FaultKind::not_found, "404", "the operation is unknown at first", 1, 2, 0ms},
    {FaultKind::html, "html", "502 with an HTML page", 2, 2, 0ms},
    {FaultKind::html_ok, "html-200", "200 with an HTML page", 2, 2, 0ms},
    {FaultKind::empty, "empty", "200 without a body", 2, 2, 0ms},
    {FaultKind::cut_json, "cut-json", "half of the document in a whole answer", 2, 2, 0ms},
    {FaultKind::short_body, "short-body", "less than Content-Length says, then the connection is closed", 2, 2, 0ms},
    {FaultKind::reset, "reset", "connection reset in the middle of the body", 2, 2, 0ms},
    {FaultKind::token_expiry, "token-expiry", "the token stops being valid, a new one is written to the token file", 3,
     1, 0ms},
    {FaultKind::late_logs, "late-logs", "log entries appear up to 2s (or the time given) late, also after the end", 1,
     0, 2000ms},
    {FaultKind::duplicate_logs, "duplicate-logs", "log entries come twice, and again later", 1, 0, 0ms},
    {FaultKind::unordered_logs, "unordered-logs", "log entries come newest first", 1, 0, 0ms},
    {FaultKind::unknown_words, "unknown-words", "status words and resource types nobody knows", 2, 2, 0ms},
    {FaultKind::unknown_members, "unknown-members", "members nobody knows, of all kinds", 1, 0, 0ms},
}};

constexpr std::array<std::string_view, 7> kKinds{"version", "list", "poll", "cancel", "start", "read", "other"};

std::string suggestion(std::string_view word, std::span<const std::string> known) {
  const auto near = nearest(word, known);
  return near.empty() ? fmt::format("; known are {}", fmt::join(known, ", "))
                      : fmt::format("; did you mean {}?", fmt::join(near, " or "));
}

Result<std::int64_t> whole(std::string_view key, std::string_view text, std::int64_t from) {
  std::int64_t value = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (trouble != std::errc{} || end != text.data() + text.size() || value < from || value > 1'000'000'000) {
    return fail(ErrorKind::usage, fmt::format("{}: a whole number from {} is expected, not \"{}\"", key, from, text));
  }
  return value;
}

Result<std::uint32_t> kinds(std::string_view text) {
  static const std::vector<std::string> kKnown = [] {
    std::vector<std::string> known(kKinds.begin(), kKinds.end());
    known.emplace_back("any");
    return known;
  }();
  std::uint32_t on = 0;
  while (true) {
    const auto plus = text.find('+');
    const auto word = text.substr(0, plus);
    const auto found = std::find(kKnown.begin(), kKnown.end(), word);
    if (found == kKnown.end()) {
      return fail(ErrorKind::usage, fmt::format("on: no such kind of request: {}{}", word, suggestion(word, kKnown)));
    }
    on |= word == "any" ? (1U << kKinds.size()) - 1 : 1U << static_cast<unsigned>(found - kKnown.begin());
    if (plus == std::string_view::npos) return on;
    text.remove_prefix(plus + 1);
  }
}

Result<Milliseconds> time(std::string_view key, std::string_view text) {
  auto parsed = parse_duration(text);
  if (!parsed) return fail(std::move(parsed.error()).during(key));
  return *parsed;
}

/// Puts what was read where it belongs; hands errors on.
template <typename To, typename From>
Result<void> set(To& target, Result<From> value) {
  if (!value) return fail(std::move(value.error()));
  target = static_cast<To>(*value);
  return {};
}

Result<void> set_key(Fault& fault, std::string_view key, std::string_view value) {
  static const std::vector<std::string> kKeys{"from", "count", "every", "on", "retry-after", "tail", "file"};
  if (key == "from") return set(fault.from, whole(key, value, 1));
  if (key == "count") return set(fault.count, whole(key, value, 0));
  if (key == "every") return set(fault.every, whole(key, value, 1));
  if (key == "on") return set(fault.on, kinds(value));
  if (key == "retry-after") return set(fault.retry_after, whole(key, value, 0));
  if (key == "tail") return set(fault.tail, time(key, value));
  if (key != "file") return fail(ErrorKind::usage, fmt::format("no such key: {}{}", key, suggestion(key, kKeys)));
  fault.file = std::filesystem::path(value);
  return {};
}

Result<const FaultInfo*> find(std::string_view name) {
  std::vector<std::string> known;
  for (const auto& info : kFaults) {
    if (info.name == name) return &info;
    known.emplace_back(info.name);
  }
  return fail(ErrorKind::usage, fmt::format("no such fault: {}{}", name, suggestion(name, known)));
}

Result<void> set_value(Fault& fault, const FaultInfo& info, std::string_view value) {
  return info.duration > 0ms ? set(fault.duration, time("time", value)) : set(fault.count, whole("count", value, 0));
}

Result<Fault> read_fault(std::string_view text) {
  Fault fault;
  for (bool first = true;; first = false) {
    const auto comma = text.find(',');
    const auto part = text.substr(0, comma);
    const auto equals = part.find('=');
    const auto key = part.substr(0, equals);
    const bool valued = equals != std::string_view::npos;
    const auto value = valued ? part.substr(equals + 1) : std::string_view{};
    Result<void> done;
    if (first) {
      const auto info = find(key);
      if (!info) return fail(info.error());
      fault.kind = (*info)->kind;
      fault.duration = (*info)->duration;
      fault.from = (*info)->from;
      fault.count = (*info)->count;
      if (valued) done = set_value(fault, **info, value);
    } else if (!valued) {
      done = fail(ErrorKind::usage, fmt::format("\"{}\": KEY=VALUE is expected here", part));
    } else {
      done = set_key(fault, key, value);
    }
    if (!done) return fail(std::move(done.error()));
    if (comma == std::string_view::npos) return fault;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace

std::string_view to_string(RequestKind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }

std::span<const FaultInfo> faults() { return kFaults; }

Result<Fault> parse_fault(std::string_view text) {
  auto fault = read_fault(text);
  if (!fault) return fail(std::move(fault.error()).during(fmt::format("fault \"{}\"", text)));
  return fault;
}

std::string fault_help() {
  std::string text = "NAME[=VALUE][,KEY=VALUE]... with the keys from, count, every, on, retry-after, tail, file\n\n";
  for (const auto& info : kFaults) text += fmt::format("  {:<16} {}\n", info.name, info.summary);
  return text;
}

bool spoils_answer(FaultKind kind) {
  switch (kind) {
    case FaultKind::latency:
    case FaultKind::late_logs:
    case FaultKind::duplicate_logs:
    case FaultKind::unordered_logs:
    case FaultKind::unknown_words:
    case FaultKind::unknown_members:
      return false;
    default:
      return true;
  }
}

FaultPlan::FaultPlan(std::vector<Fault> faults) : faults_(std::move(faults)) {}

std::vector<Fault> FaultPlan::meet(RequestKind kind, const std::string& operation) {
  std::vector<Fault> met;
  if (faults_.empty()) return met;
  auto& counters = counters_[operation];
  counters.resize(faults_.size());
  bool spoiled = false;
  for (std::size_t i = 0; i < faults_.size(); ++i) {
    const auto& fault = faults_[i];
    if (!fault.concerns(kind)) continue;
    auto& counter = counters[i];
    const auto seen = ++counter.seen;
    const bool spent = fault.count != 0 && counter.hit >= fault.count;
    if (seen < fault.from || spent || (seen - fault.from) % fault.every != 0) continue;
    if (spoils_answer(fault.kind) && std::exchange(spoiled, true)) continue;
    ++counter.hit;
    met.push_back(fault);
  }
  return met;
}

}  // namespace optrack::emulate
