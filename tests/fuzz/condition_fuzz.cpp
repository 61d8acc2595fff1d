// SPDX-License-Identifier: MIT
// Texts of conditions.
#include <cstddef>

#include "answers.hpp"
#include "optrack/condition.hpp"

extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
  using namespace optrack;
  const Result<Condition> condition = Condition::parse({data, size});
  if (!condition) {
    if (condition.error().message.empty()) fuzz::expect_none("an error without a word");
    return 0;
  }
  const Result<Condition> again = Condition::parse(condition->text());
  if (!again || again->text() != condition->text()) fuzz::expect_none("a condition that reads differently again");
  return 0;
}
