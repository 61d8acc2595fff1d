// SPDX-License-Identifier: MIT
#include "model/nearest.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace optrack {
namespace {

/// Longer words are not compared: the cost is quadratic, and nobody types them.
constexpr std::size_t kLongestWord = 100;

/// Slips between two words: a letter too many, missing, wrong, or two swapped.
std::size_t slips(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t wrong = a[i - 1] == b[j - 1] ? 0 : 1;
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + wrong});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) now[j] = std::min(now[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

}  // namespace

std::vector<std::string> nearest(std::string_view word, std::span<const std::string> choices, std::size_t most) {
  std::vector<std::pair<std::size_t, std::string>> near;
  if (word.empty() || word.size() > kLongestWord) return {};
  const std::size_t allowed = std::max<std::size_t>(1, word.size() / 3);
  for (const std::string& choice : choices) {
    if (choice.size() > kLongestWord) continue;
    const std::size_t distance = slips(word, choice);
    const bool inside = word.size() >= 3 && choice.find(word) != std::string::npos;
    if (distance <= allowed) {
      near.emplace_back(distance, choice);
    } else if (inside) {
      near.emplace_back(allowed + 1, choice);
    }
  }
  std::sort(near.begin(), near.end());
  if (near.size() > most) near.resize(most);
  std::vector<std::string> words;
  for (auto& [distance, choice] : near) words.push_back(std::move(choice));
  return words;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& choices) {
  const std::vector<std::string> near = nearest(word, choices);
  return near.empty() ? "" : fmt::format(" (did you mean {}?)", fmt::join(near, ", "));
}

}  // namespace optrack
