// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "optrack/error.hpp"

namespace optrack {

/// Where a condition stands for one operation. `met` and `impossible` are never left again.
enum class ConditionState { open, met, impossible };

/// "open", "met", "impossible": the words of the event `condition`.
std::string_view to_string(ConditionState state);

/// A program that says yes or no to the record of an operation. Used on one thread at a time.
class RecordFilter {
 public:
  virtual ~RecordFilter() = default;

  /// Whether the program's last output for `record` (one JSON document) is neither `false` nor `null`; a program
  /// that fails on this record says no. An error means that the program cannot be used any more: it took too long
  /// or too much memory.
  [[nodiscard]] virtual Result<bool> holds(std::string_view record) = 0;
};

/// Compiles a jq program; `usage` error with the place for one that is wrong. `jq_filters` makes the usual one.
using FilterMaker = std::function<Result<std::shared_ptr<RecordFilter>>(std::string_view program)>;

struct ConditionTree;

/// What a wait waits for, or what cancels an operation: a sentence about one operation, read once (docs/conditions.md):
///
///     condition = term { "||" term }
///     term      = { "!" } ( done | success | status=STATUS | task:NAME[=STATUS] | progress OP NUMBER | log~REGEX
///                           | resource:TYPE | /json/pointer=VALUE | jq:PROGRAM )
///
/// Immutable and cheap to copy; may be shared by threads unless it holds a `jq:` program.
class Condition {
 public:
  /// Reads `text`. \return A `usage` error that names the place (in bytes, from 1) and what was expected there.
  /// \param jq  Compiles what follows `jq:`; without it such a condition is a `usage` error.
  [[nodiscard]] static Result<Condition> parse(std::string_view text, const FilterMaker& jq = {});

  /// As it was written, without blanks around it.
  [[nodiscard]] const std::string& text() const;

  /// Whether it is `done` and nothing else: how the operation ended then decides the exit code.
  [[nodiscard]] bool is_done() const;

  /// Whether it must be shown the record, not only events.
  [[nodiscard]] bool reads_record() const;

  /// For the evaluator.
  [[nodiscard]] const ConditionTree& tree() const { return *tree_; }

 private:
  explicit Condition(std::shared_ptr<const ConditionTree> tree) : tree_(std::move(tree)) {}

  std::shared_ptr<const ConditionTree> tree_;
};

}  // namespace optrack
