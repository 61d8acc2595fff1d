// SPDX-License-Identifier: MIT
#include "optrack/cancel_when.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <mutex>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace optrack {

struct CancelHandle::State {
  std::atomic<bool> requested = false;
  mutable std::mutex mutex;
  std::string message;
};

CancelHandle::CancelHandle() : state_(std::make_shared<State>()) {}

void CancelHandle::request(std::string message) {
  const std::lock_guard lock{state_->mutex};
  if (state_->requested.load()) return;
  state_->message = std::move(message);
  state_->requested.store(true);
}

bool CancelHandle::requested() const { return state_->requested.load(); }

std::string CancelHandle::message() const {
  const std::lock_guard lock{state_->mutex};
  return state_->message;
}

namespace sources {

CancelSource timeout(Milliseconds after) {
  CancelSource source;
  source.kind = CancelSource::Kind::timeout;
  source.after = after;
  if (after < Milliseconds{0}) source.wrong = "a timeout is never negative";
  return source;
}

CancelSource signal(Signal signal) {
  CancelSource source;
  source.kind = CancelSource::Kind::signal;
  source.signal = signal;
  const bool leaves = signal == Signal::interrupt || signal == Signal::terminate || signal == Signal::hangup;
  if (!leaves) source.wrong = "only the signals INT, TERM and HUP can cancel";
  return source;
}

CancelSource signal(int number) {
  if (number == SIGINT) return signal(Signal::interrupt);
  if (number == SIGTERM) return signal(Signal::terminate);
  return signal(number == SIGHUP ? Signal::hangup : Signal::window_change);
}

CancelSource condition(Condition condition) {
  CancelSource source;
  source.kind = CancelSource::Kind::condition;
  source.conditions.push_back(std::move(condition));
  return source;
}

CancelSource condition(std::string_view text, const FilterMaker& jq) {
  Result<Condition> read = Condition::parse(text, jq);
  if (read) return condition(std::move(*read));
  CancelSource source;
  source.kind = CancelSource::Kind::condition;
  source.wrong = read.error().message;
  return source;
}

CancelSource manual(CancelHandle handle) {
  CancelSource source;
  source.handles.push_back(std::move(handle));
  return source;
}

namespace {

CancelSource joined(CancelSource::Kind kind, std::vector<CancelSource> parts) {
  CancelSource source;
  source.kind = kind;
  if (parts.empty()) source.wrong = "nothing to combine";
  for (const CancelSource& part : parts) {
    if (source.wrong.empty()) source.wrong = part.wrong;
  }
  source.parts = std::move(parts);
  return source;
}

}  // namespace

CancelSource any_of(std::vector<CancelSource> parts) { return joined(CancelSource::Kind::any_of, std::move(parts)); }
CancelSource all_of(std::vector<CancelSource> parts) { return joined(CancelSource::Kind::all_of, std::move(parts)); }

}  // namespace sources

Result<CancelWhen> cancel_when(CancelSource source) {
  if (!source.wrong.empty()) return fail(ErrorKind::usage, source.wrong);
  return CancelWhen{std::make_shared<const CancelSource>(std::move(source))};
}

namespace {

/// `text` cut at `mark`, where no backslash stands before it. Escapes of the other mark stay as they are.
std::vector<std::string> cut(std::string_view text, char mark) {
  std::vector<std::string> parts{{}};
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\' && at + 1 < text.size()) {
      const char next = text[++at];
      if (next != mark) parts.back() += '\\';
      parts.back() += next;
    } else if (text[at] == mark) {
      parts.emplace_back();
    } else {
      parts.back() += text[at];
    }
  }
  return parts;
}

Result<CancelSource> read_source(std::string_view text, const FilterMaker& jq) {
  constexpr std::string_view kTimeout = "timeout:";
  constexpr std::string_view kSignal = "signal:";
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  text = text.substr(0, text.find_last_not_of(' ') + 1);
  if (text.starts_with(kTimeout)) {
    const Result<Milliseconds> after = parse_duration(text.substr(kTimeout.size()));
    if (!after) return fail(Error{after.error()}.during("timeout"));
    return sources::timeout(*after);
  }
  if (text.starts_with(kSignal)) {
    std::string_view name = text.substr(kSignal.size());
    if (name.starts_with("SIG")) name.remove_prefix(3);
    if (name == "INT") return sources::signal(Signal::interrupt);
    if (name == "TERM") return sources::signal(Signal::terminate);
    if (name == "HUP") return sources::signal(Signal::hangup);
    return fail(ErrorKind::usage, fmt::format("signal '{}': there are INT, TERM and HUP", name));
  }
  Result<Condition> condition = Condition::parse(text, jq);
  if (!condition) {
    return fail(Error{condition.error()}.during("neither timeout:DURATION nor signal:NAME, and as a condition"));
  }
  return sources::condition(std::move(*condition));
}

}  // namespace

Result<CancelWhen> parse_cancel_when(const std::vector<std::string>& lists, const FilterMaker& jq) {
  std::vector<CancelSource> any;
  for (const std::string& list : lists) {
    for (const std::string& group : cut(list, ',')) {
      std::vector<CancelSource> all;
      for (const std::string& part : cut(group, '+')) {
        Result<CancelSource> source = read_source(part, jq);
        if (!source) return fail(std::move(source).error());
        all.push_back(std::move(*source));
      }
      any.push_back(all.size() == 1 ? std::move(all.front()) : sources::all_of(std::move(all)));
    }
  }
  return cancel_when(any.size() == 1 ? std::move(any.front()) : sources::any_of(std::move(any)));
}

}  // namespace optrack
