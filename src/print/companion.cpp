// SPDX-License-Identifier: MIT
#include "print/companion.hpp"

#include <algorithm>

namespace optrack {

std::optional<Instant> Companions::due() const {
  std::optional<Instant> first;
  for (const Companion* companion : all_) {
    if (const auto due = companion->due()) first = std::min(first.value_or(*due), *due);
  }
  return first;
}

void Companions::tick(Instant now, WallTime /*wall*/) {
  for (Companion* companion : all_) {
    if (const auto due = companion->due(); due && *due <= now) companion->tick(now);
  }
}

void Companions::finish() {
  for (Companion* companion : all_) companion->finish();
}

bool Companions::busy() const {
  return std::any_of(all_.begin(), all_.end(), [](const Companion* companion) { return companion->busy(); });
}

void Companions::stop(Instant now) {
  for (Companion* companion : all_) companion->stop(now);
}

}  // namespace optrack
