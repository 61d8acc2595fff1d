// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace optrack {

/// Which of `choices` somebody who wrote `word` may have meant, best first, at most `most`:
/// few slips of the finger apart, or holding `word` whole. Empty when nothing is near.
std::vector<std::string> nearest(std::string_view word, std::span<const std::string> choices, std::size_t most = 3);

/// " (did you mean --timeout?)", or nothing when nothing is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& choices);

}  // namespace optrack
