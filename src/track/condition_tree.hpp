// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "optrack/condition.hpp"
#include "optrack/operation.hpp"
#include "track/pattern.hpp"

namespace optrack {

/// One elementary statement about an operation, as `Condition::parse` read it.
struct ConditionLeaf {
  enum class Kind { done, success, status, task, progress, log, resource, pointer, jq };
  enum class Comparison { less, at_most, equal, at_least, more };

  Kind kind = Kind::done;
  std::string name;              ///< task: name; resource: type; pointer: the pointer.
  std::optional<Status> status;  ///< status; task: absent means that it appeared.
  Comparison comparison = Comparison::equal;
  double number = 0;                     ///< progress, 0 to 100.
  std::string value;                     ///< pointer: what must stand there.
  std::optional<Pattern> pattern;        ///< log; never absent there.
  std::shared_ptr<RecordFilter> filter;  ///< jq.
};

/// One term: a leaf, perhaps denied.
struct ConditionTerm {
  ConditionLeaf leaf;
  int denials = 0;   ///< How many `!` stand before it.
  std::string text;  ///< As written, for sentences.
};

/// Terms joined by `||`; at least one.
struct ConditionTree {
  std::string text;
  std::vector<ConditionTerm> terms;
};

}  // namespace optrack
