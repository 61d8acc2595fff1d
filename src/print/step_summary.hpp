// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "optrack/operation.hpp"

namespace optrack {

/// One operation as a page of CI sums it up.
struct SummaryRow {
  std::string op;  ///< Local id.
  std::string title;
  Status status = Status::pending;
  std::optional<Milliseconds> elapsed;
  std::string message;
  std::vector<std::string> failed;  ///< Paths of failed tasks.
};

/// The rows as a section of GitHub's Markdown: a headline, a table, what failed. No text of a row can be anything but
/// text. At most 100 rows and 20 failed tasks; then it is said how many more there are.
/// \param exit  The word for how the wait ended: "failed".
std::string step_summary(const std::vector<SummaryRow>& rows, const std::string& exit);

}  // namespace optrack
