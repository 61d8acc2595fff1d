// SPDX-License-Identifier: MIT
#include "protocol/hold.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace optrack {

std::int64_t hold_seconds(Milliseconds hold) {
  return std::max<std::int64_t>(std::chrono::floor<std::chrono::seconds>(hold).count(), 1);
}

void allow_hold(Request& request, Milliseconds hold) {
  constexpr Milliseconds kForTheRest{30'000};  // more than the wait loop's patience, which decides
  request.timeout = hold + kForTheRest;
}

Request with_hold(Request request, const PollContext& context) {
  if (!context.hold) return request;
  request.headers.push_back({"Prefer", "wait=" + std::to_string(hold_seconds(*context.hold))});
  allow_hold(request, *context.hold);
  return request;
}

}  // namespace optrack
