// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace polling {

/// A figure as it was expected, to as many digits as were given.
struct Expected {
  double value = 0;
  int digits = 2;  ///< After the point.
};

/// Prints tables in which each figure stands beside the expected one, and remembers whether all agree.
class Report {
 public:
  void heading(const std::string& text);
  void columns(const std::vector<std::string>& names);

  /// Begins a row.
  void row(const std::string& name);
  /// The next cell. Agrees when it is within `tolerance` (a part of the expected figure) and half of its last digit.
  void cell(double got, Expected expected, double tolerance);
  /// The next cell with the expected figure, which it is not held to.
  void beside(double got, Expected expected);
  /// The next cell, nothing being expected.
  void cell(double got, int digits = 2);
  void text(const std::string& text);
  void end_row();

  [[nodiscard]] int checked() const { return checked_; }
  [[nodiscard]] int wrong() const { return wrong_; }

 private:
  void check(bool agrees);
  std::string line_;
  int checked_ = 0;
  int wrong_ = 0;
};

double geometric_mean(const std::vector<double>& values);

}  // namespace polling
