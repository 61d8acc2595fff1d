// SPDX-License-Identifier: MIT
#include "polling/report.hpp"

#include <cmath>
#include <cstdio>

namespace polling {
namespace {

std::string number(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

}  // namespace

void Report::heading(const std::string& text) { std::printf("\n## %s\n\n", text.c_str()); }

void Report::columns(const std::vector<std::string>& names) {
  std::string head = "|";
  std::string rule = "|";
  for (const std::string& name : names) {
    head += " " + name + " |";
    rule += "---|";
  }
  std::printf("%s\n%s\n", head.c_str(), rule.c_str());
}

void Report::row(const std::string& name) { line_ = "| " + name + " |"; }

void Report::cell(double got, Expected expected, double tolerance) {
  const double slack = tolerance * expected.value + 0.5000001 * std::pow(10.0, -expected.digits);
  const bool agrees = std::abs(got - expected.value) <= slack;
  line_ += " " + number(got, expected.digits) + " (" + number(expected.value, expected.digits) + ")";
  check(agrees);
}

void Report::beside(double got, Expected expected) {
  line_ += " " + number(got, expected.digits) + " (" + number(expected.value, expected.digits) + ") |";
}

void Report::cell(double got, int digits) { line_ += " " + number(got, digits) + " |"; }
void Report::text(const std::string& text) { line_ += " " + text + " |"; }

void Report::check(bool agrees) {
  ++checked_;
  if (!agrees) ++wrong_;
  line_ += agrees ? " |" : " **differs** |";
}

void Report::end_row() {
  std::printf("%s\n", line_.c_str());
  std::fflush(stdout);
}

double geometric_mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += std::log(value);
  return std::exp(sum / static_cast<double>(values.size()));
}

}  // namespace polling
