// SPDX-License-Identifier: MIT
#include "print/folding_lines.hpp"

#include <utility>

namespace optrack {

std::vector<FoldingLines::Piece> FoldingLines::tell(const Event& event) {
  std::vector<PlacedLine> lines;
  for (PlainLine& line : lines_.tell(event)) {
    lines.push_back({finish(line.styled, terminal_), line.place, std::move(line.task)});
  }
  return folds_.take(event, std::move(lines), [this](WallTime now, const std::string& op, const std::string& task) {
    return title(now, op, task);
  });
}

std::vector<FoldingLines::Piece> FoldingLines::pause() {
  std::vector<Piece> pieces = folds_.pause();
  for (const PlainLine& line : lines_.pause()) pieces.emplace_back(finish(line.styled, terminal_));
  return pieces;
}

TaskFolds::Title FoldingLines::title(WallTime now, const std::string& op, const std::string& task) {
  const auto& tasks = lines_.seen(op).tasks;
  const auto known = tasks.find(task);
  const Status status = known == tasks.end() ? Status::running : known->second.status;
  return {finish(lines_.about_task(now, op, task, shown_word(status)), terminal_),
          !is_final(status) || status == Status::completed};
}

}  // namespace optrack
