// SPDX-License-Identifier: MIT
#include "cli/live_keys.hpp"

#include <utility>

namespace optrack::cli {

std::optional<Wishes::Wish> LiveKeys::next() {
  while (const std::optional<char> key = source_.next()) {
    if (std::exchange(asks_, false)) {
      view_.question({});
      if (*key == 'y' || *key == 'Y') return Wish::cancel;
      continue;
    }
    if (*key == 'd' || *key == 'q') return Wish::detach;
    asks_ = *key == 'c';
    if (asks_) {
      view_.question("ask the server to cancel? y/n");
    } else {
      view_.press(*key);
    }
  }
  return std::nullopt;
}

}  // namespace optrack::cli
