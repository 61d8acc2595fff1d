// SPDX-License-Identifier: MIT
#include "track/outage.hpp"

#include <algorithm>
#include <cmath>

namespace optrack {
namespace {

constexpr Milliseconds kLongestBackOff{30'000};
constexpr Milliseconds kBusyFloor{1'000};
constexpr Milliseconds kLongestPatience = std::chrono::hours{24 * 3650};

Milliseconds back_off(int errors, double random) {
  const double longest = std::min<double>(kLongestBackOff.count(), 1000 * std::pow(2, std::min(errors - 1, 10)));
  return Milliseconds{std::llround(longest * (0.5 + 0.5 * std::clamp(random, 0.0, 1.0)))};
}

Milliseconds floor_for(const Error& error, std::optional<Milliseconds> server_wish) {
  if (server_wish) return *server_wish;
  const int status = error.http_status.value_or(0);
  const bool busy = status == 429 || status == 503;
  return busy ? kBusyFloor : Milliseconds{0};
}

Milliseconds between(Instant from, Instant to) {
  return std::chrono::floor<Milliseconds>(std::max(to - from, Instant::duration::zero()));
}

}  // namespace

Verdict::Kind verdict_for(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::denied:
      return Verdict::Kind::denied;
    case ErrorKind::not_found:
      return Verdict::Kind::not_found;
    case ErrorKind::usage:
    case ErrorKind::conflict:
      return Verdict::Kind::rejected;
    case ErrorKind::local:
      return Verdict::Kind::local;
    case ErrorKind::unreachable:
    case ErrorKind::protocol:
    case ErrorKind::timeout:
    case ErrorKind::stopped:
      break;
  }
  return Verdict::Kind::unreachable;
}

Milliseconds Outage::limit_for(ErrorKind kind) const {
  switch (kind) {
    case ErrorKind::denied:
      return limits_.denied_grace;
    case ErrorKind::not_found:
      return seen_ ? Milliseconds{0} : limits_.not_found_grace;
    case ErrorKind::usage:
    case ErrorKind::conflict:
      return Milliseconds{0};
    case ErrorKind::protocol:
    case ErrorKind::local:
      return seen_ ? limits_.max_outage : std::min(limits_.first_outage, limits_.max_outage);
    case ErrorKind::unreachable:
    case ErrorKind::timeout:
    case ErrorKind::stopped:
      break;
  }
  return limits_.max_outage;
}

Outage::Decision Outage::failed(const Error& error, Instant now, std::optional<Milliseconds> server_wish,
                                double random) {
  if (errors_++ == 0) since_ = now;
  if (errors_ == 1 || kind_ != error.kind) kind_since_ = now;
  kind_ = error.kind;

  Decision decision;
  decision.kind = verdict_for(error.kind);
  decision.attempt = errors_;
  decision.outage = between(since_, now);
  const Milliseconds left =
      std::min(limit_for(error.kind) - between(kind_since_, now), limits_.max_outage - decision.outage);
  decision.give_up = left <= Milliseconds{0};
  if (decision.give_up) return decision;
  decision.delay = std::min(back_off(errors_, random), left);
  if (limits_.ceiling) decision.delay = std::min(decision.delay, *limits_.ceiling);
  decision.delay = std::max(decision.delay, floor_for(error, server_wish));
  return decision;
}

void Outage::heard(int errors, ErrorKind kind, Instant since) {
  if (errors_ == 0) kind_since_ = since;
  errors_ = std::max(errors, 1);
  since_ = since;
  kind_ = kind;
}

Instant Outage::patience_end() const {
  return std::min(kind_since_ + std::min(limit_for(kind_), kLongestPatience),
                  since_ + std::min(limits_.max_outage, kLongestPatience));
}

std::optional<Milliseconds> Outage::answered(Instant now) {
  seen_ = true;
  if (errors_ == 0) return std::nullopt;
  errors_ = 0;
  return between(since_, now);
}

}  // namespace optrack
