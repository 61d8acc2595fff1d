// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "optrack/operation.hpp"

namespace optrack {

/// One thing that a result says.
struct ResultFact {
  std::string name;   ///< "memory"
  std::string value;  ///< "2048 MiB"; never empty.
};

/// What an operation brought, for people (T-3).
struct ResultFacts {
  std::string title;  ///< The type of the result, or "result".
  std::vector<ResultFact> facts;
  std::size_t more = 0;   ///< Members that are not among `facts`.
  bool is_typed = false;  ///< The type is one of those that have a view of their own.
};

/// What people want to know of `outcome`: of the types of the catalogue what their views hold, of all others (and where
/// a view finds nothing) the first few members that are texts, numbers or truth values. What the server left out is
/// absent. All texts are harmless and of bounded length. No facts when there is no document, when nothing in it can be
/// told in a word, and when the outcome is an exit code. A type is added as a row of the table in the source.
ResultFacts result_facts(const Outcome& outcome, bool unicode);

/// The facts as lines of at most `columns` cells (at least 20; 0 or less: 80): those of a known type side by side, else
/// one a line, and how many more `optrack result TAG` has. Empty when there are no facts.
std::vector<std::string> result_lines(const Outcome& outcome, std::string_view tag, int columns, bool unicode);

}  // namespace optrack
