// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "print/plain_lines.hpp"
#include "print/task_folds.hpp"

namespace optrack {

/// The lines of the plain view as an output takes them, in the order that was asked for: as they come, or those of a
/// task kept together.
class FoldingLines {
 public:
  using Piece = TaskFolds::Piece;

  /// \param terminal  What the lines are finished for; they end with a line break.
  /// \param usual     The order of the mode, where nobody asked for another one.
  FoldingLines(const PrinterOptions& options, const Terminal& terminal, LineOrder usual)
      : terminal_(terminal),
        lines_(options),
        folds_((options.order == LineOrder::usual ? usual : options.order) == LineOrder::task) {}

  /// What `event` lets be shown, in order.
  std::vector<Piece> tell(const Event& event);
  /// As `PlainLines::pause`.
  std::vector<Piece> pause();

  [[nodiscard]] PlainLines& lines() { return lines_; }

 private:
  [[nodiscard]] TaskFolds::Title title(WallTime now, const std::string& op, const std::string& task);

  Terminal terminal_;
  PlainLines lines_;
  TaskFolds folds_;
};

}  // namespace optrack
