// SPDX-License-Identifier: MIT
#include "system/system_clock.hpp"

#include <ctime>

namespace optrack {
namespace {

std::chrono::nanoseconds reading(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

}  // namespace

Instant SystemClock::now() const { return Instant{reading(CLOCK_BOOTTIME)}; }

WallTime SystemClock::wall() const { return WallTime{reading(CLOCK_REALTIME)}; }

std::chrono::seconds SystemClock::utc_offset(WallTime time) const {
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  std::tm local{};
  if (localtime_r(&seconds, &local) == nullptr) return std::chrono::seconds{0};
  return std::chrono::seconds{local.tm_gmtoff};
}

}  // namespace optrack
