// SPDX-License-Identifier: MIT
#include "print/show_tasks.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "model/text.hpp"
#include "print/show.hpp"

namespace optrack {
namespace {

constexpr std::size_t kDeepestBranch = 10;  // Deeper tasks are drawn at this depth.
constexpr std::size_t kWidestName = 46;     // Cells of the tree with its names; longer ones are cut on a terminal.

constexpr int kLeastName = 12;

struct Branches {
  const char* on;    ///< A sibling comes after it.
  const char* last;  ///< None does.
  const char* by;    ///< Of a task further up, which goes on below.
};

Branches branches_for(bool unicode) { return unicode ? Branches{"├─ ", "└─ ", "│  "} : Branches{"|- ", "`- ", "|  "}; }

/// Where people look first, and what is left when there are too many.
bool is_telling(Status status) { return status != Status::completed && status != Status::pending; }

/// The rows that are shown, in order.
std::vector<TaskRow> chosen_rows(std::vector<TaskRow> rows) {
  if (rows.size() <= kMostTaskLines) return rows;
  std::vector<TaskRow> chosen;
  int below = 0;  // Depth of the row chosen last, further down: the one it stands below is chosen too.
  for (std::size_t i = rows.size(); i-- > 0;) {
    const TaskRow& row = rows[i];
    const bool leads = below > 0 && row.depth == below - 1;
    if (!leads && !is_telling(row.task->status)) continue;
    chosen.push_back(row);
    below = row.depth;
  }
  std::reverse(chosen.begin(), chosen.end());
  if (chosen.size() > kMostTaskLines) chosen.resize(kMostTaskLines);
  return chosen;
}

/// Which rows have no sibling after them among `rows`.
std::vector<bool> last_ones(const std::vector<TaskRow>& rows) {
  std::vector<bool> last(rows.size(), true);
  std::vector<bool> open;  // By depth: a row further down, below the same parent.
  for (std::size_t i = rows.size(); i-- > 0;) {
    const auto depth = static_cast<std::size_t>(std::max(rows[i].depth, 0));
    if (depth < open.size()) last[i] = !open[depth];
    open.resize(depth + 1, false);
    open[depth] = true;
  }
  return last;
}

std::string percent_of(const Task& task) {
  if (!task.progress || is_final(task.status)) return {};
  return fmt::format("{}%", static_cast<int>(std::clamp(*task.progress, 0.0, 100.0)));
}

std::string duration_of(const Task& task, WallTime now) {
  if (!task.started) return {};
  const WallTime end = task.ended.value_or(now);
  return format_clock(std::max(Milliseconds{0}, std::chrono::duration_cast<Milliseconds>(end - *task.started)));
}

/// What stands in front of the mark, for one row after the other.
class Trunk {
 public:
  explicit Trunk(bool unicode) : branches_(branches_for(unicode)) {}

  std::string next(std::size_t depth, bool last) {
    const std::size_t drawn = std::min(depth, kDeepestBranch);
    std::string text = "  ";
    for (std::size_t level = 1; level < drawn; ++level) {
      text += level < goes_on_.size() && goes_on_[level] ? branches_.by : "   ";
    }
    if (drawn > 0) text += last ? branches_.last : branches_.on;
    goes_on_.resize(drawn + 1, false);
    goes_on_[drawn] = !last;
    return text;
  }

 private:
  Branches branches_;
  std::vector<bool> goes_on_;  // By depth: a sibling of the row further up follows.
};

std::string left_out_text(const Tasks& tasks, const std::vector<TaskRow>& rows) {
  std::map<Status, std::size_t> counts;
  for (const auto& [id, task] : tasks) ++counts[task.status];
  for (const TaskRow& row : rows) --counts[row.task->status];
  std::string text;
  for (const auto& [status, count] : counts) {
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, to_string(status));
  }
  return fmt::format("  and {} more: {}", tasks.size() - rows.size(), text);
}

/// How wide what stands beside the tree is, and so the tree itself.
struct Columns {
  std::size_t percent = 0, duration = 0;  ///< 0: no task has one.
  std::size_t widest_name = kWidestName;
};

Columns columns_for(const std::vector<TaskRow>& rows, WallTime now, const Terminal& terminal) {
  Columns columns;
  for (const TaskRow& row : rows) {
    columns.percent = std::max(columns.percent, percent_of(*row.task).size());
    columns.duration = std::max(columns.duration, duration_of(*row.task, now).size());
  }
  if (!terminal.is_terminal || terminal.columns <= 0) return columns;
  constexpr std::size_t kBetween = 4;
  const std::size_t beside = columns.percent + columns.duration + kBetween;
  const auto all = static_cast<std::size_t>(terminal.columns);
  const std::size_t room = all > beside ? all - beside : 0;
  columns.widest_name = std::clamp(room, static_cast<std::size_t>(kLeastName), kWidestName);
  return columns;
}

}  // namespace

std::vector<StyledLine> task_tree_lines(const Tasks& tasks, WallTime now, const Terminal& terminal) {
  const std::vector<TaskRow> rows = chosen_rows(task_tree(tasks));
  const std::vector<bool> last = last_ones(rows);
  const Columns columns = columns_for(rows, now, terminal);
  Trunk trunk{terminal.unicode};
  std::vector<std::pair<std::string, std::string>> names;  // Branches; mark and name.
  std::size_t name_width = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Task& task = *rows[i].task;
    std::string branch = trunk.next(static_cast<std::size_t>(std::max(rows[i].depth, 0)), last[i]);
    std::string name = fmt::format("{} {}", status_mark(task.status, terminal.unicode), harmless(shown_name(task)));
    const int room = static_cast<int>(columns.widest_name) - static_cast<int>(display_width(branch));
    if (terminal.is_terminal) name = fit(name, std::max(room, kLeastName), terminal.unicode);
    name_width = std::max(name_width, display_width(branch) + display_width(name));
    names.emplace_back(std::move(branch), std::move(name));
  }
  name_width = std::min(name_width, columns.widest_name);
  std::vector<StyledLine> lines;
  lines.reserve(rows.size() + 1);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Task& task = *rows[i].task;
    const auto& [branch, name] = names[i];
    std::string text = padded(branch + name, name_width);
    if (columns.percent > 0) text += fmt::format("  {:>{}}", percent_of(task), columns.percent);
    if (columns.duration > 0) text += fmt::format("  {:>{}}", duration_of(task, now), columns.duration);
    if (!task.message.empty()) text += "  " + task.message;
    text.erase(text.find_last_not_of(' ') + 1);
    const Tone tone = tone_of(task.status);
    lines.push_back({std::move(text), name, tone == Tone::good ? Tone::neutral : tone});
  }
  if (rows.size() < tasks.size()) lines.push_back({left_out_text(tasks, rows), {}, Tone::neutral});
  return lines;
}

std::vector<std::string> failed_first(const Tasks& tasks, std::size_t most) {
  std::set<std::string, std::less<>> above;
  for (const auto& [id, task] : tasks) {
    if (task.status == Status::failed && task.parent != id) above.insert(task.parent);
  }
  std::vector<std::string> first;
  for (const TaskRow& row : task_tree(tasks)) {
    if (row.task->status != Status::failed || above.contains(row.task->id)) continue;
    first.push_back(row.task->id);
    if (first.size() == most) break;
  }
  return first;
}

}  // namespace optrack
