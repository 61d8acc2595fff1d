// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <thread>

namespace optrack::test {

/// True as soon as `holds()` is, asked every 20 ms; false when it was not within `limit`. Not for unit tests: waits for
/// real, for what other processes and threads do.
template <class Condition>
[[nodiscard]] bool within(std::chrono::milliseconds limit, Condition&& holds) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!holds()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
  return true;
}

}  // namespace optrack::test
