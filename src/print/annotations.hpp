// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace optrack {

/// What GitHub shows above the log of a job. It keeps ten of each kind from one step and drops the rest without a
/// word, so that the gravest are chosen here, and the tenth says how many there are besides.
class Annotations {
 public:
  enum class Kind { error, warning };
  /// What is told first.
  enum class Rank { operation, task, log };

  void add(Kind kind, Rank rank, std::string_view title, std::string_view message);

  /// The workflow commands, one a line; empty when there is nothing to tell.
  [[nodiscard]] std::string commands() const;

 private:
  static constexpr std::size_t kRanks = 3;
  struct Gathered {
    std::array<std::vector<std::string>, kRanks> lines;  ///< Only as many as may be shown.
    std::size_t count = 0;
  };
  std::array<Gathered, 2> gathered_;
};

}  // namespace optrack
