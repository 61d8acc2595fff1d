// SPDX-License-Identifier: MIT
#include "print/live/live_tasks.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "print/line_style.hpp"

namespace optrack::live {
namespace {

constexpr std::size_t kShortTaskName = 10;  // Cells of the column of short names.
constexpr int kDeepestTask = 6;
constexpr std::size_t kMostAncestors = 32;  // Parents may stand in a circle.

/// "disk-1     copy volume sda", or the one name there is.
std::string task_text(const LiveOperation& operation, const std::string& id) {
  std::string label = operation.seen.label(id);
  const auto task = operation.seen.tasks.find(id);
  const std::string& display = task == operation.seen.tasks.end() ? label : task->second.display;
  if (display.empty() || display == label) return label;
  return padded(label, kShortTaskName) + " " + display;
}

bool is_unfolded(const LiveOperation& operation, const std::string& id) {
  const auto task = operation.tasks.find(id);
  return task != operation.tasks.end() && task->second.unfolded > 0;
}

Row running_row(const LiveOperation& operation, const std::string& id, int depth, const Terminal& terminal,
                WallTime now) {
  Row row;
  const auto indent = static_cast<std::size_t>(2 + 2 * std::min(depth, kDeepestTask));
  row.left.pad(indent).add(Marks::of(terminal).running).add(" ").add(task_text(operation, id));
  if (const auto seen = operation.seen.tasks.find(id); seen != operation.seen.tasks.end()) {
    row.percent = seen->second.progress;
    row.bar = row.percent.has_value();
  }
  const auto task = operation.tasks.find(id);
  if (task != operation.tasks.end() && task->second.started)
    row.time = format_clock(between(*task->second.started, now));
  return row;
}

Row more_row(std::size_t count, std::string_view kind, const Terminal& terminal) {
  Row row;
  row.left.add(fmt::format("    {} {} more {}", terminal.unicode ? "…" : "..", count, kind));
  return row;
}

/// What runs below a task, by its id.
using Tree = std::map<std::string, std::vector<std::string>>;

/// The nearest task above that runs.
std::string running_parent(const LiveOperation& operation, const std::string& id) {
  std::string at = id;
  for (std::size_t step = 0; step < kMostAncestors; ++step) {
    const auto seen = operation.seen.tasks.find(at);
    if (seen == operation.seen.tasks.end() || seen->second.parent.empty() || seen->second.parent == id) return {};
    at = seen->second.parent;
    const auto above = operation.tasks.find(at);
    if (above != operation.tasks.end() && above->second.status == Status::running) return at;
  }
  return {};
}

std::vector<std::pair<std::string, int>> in_tree_order(const LiveOperation& operation) {
  Tree tree;
  std::vector<std::string> roots;
  for (const auto& [order, id] : operation.running) {
    const std::string parent = running_parent(operation, id);
    if (parent.empty()) {
      roots.push_back(id);
    } else {
      tree[parent].push_back(id);
    }
  }
  const bool lone = roots.size() == 1 && tree.contains(roots.front());
  std::vector<std::pair<std::string, int>> rows;
  std::vector<std::pair<std::string, int>> stack;
  const auto pile = [&stack](const std::vector<std::string>& ids, int depth) {
    std::for_each(ids.rbegin(), ids.rend(), [&](const std::string& id) { stack.emplace_back(id, depth); });
  };
  pile(roots, lone ? -1 : 0);
  std::set<std::string> seen;
  while (!stack.empty()) {
    const auto [id, depth] = stack.back();
    stack.pop_back();
    if (!seen.insert(id).second) continue;
    if (depth >= 0) rows.emplace_back(id, depth);
    pile(tree[id], depth + 1);
  }
  return rows;
}

/// The first `room` of the deepest tasks of a roster, and how many are left out.
std::vector<std::string> deepest(const LiveOperation& operation, const Roster& roster, std::size_t room) {
  std::vector<std::string> ids;
  for (auto at = roster.begin(); at != roster.end() && ids.size() < room; ++at) {
    if (!is_unfolded(operation, at->second)) ids.push_back(at->second);
  }
  return ids;
}

}  // namespace

std::vector<Row> failed_rows(const LiveOperation& operation, std::size_t room, const Terminal& terminal) {
  std::vector<std::string> ids = deepest(operation, operation.failed, room + 1);
  const bool all = ids.size() <= room;
  if (!all) ids.resize(room == 0 ? 0 : room - 1);
  std::vector<Row> rows;
  for (const std::string& id : ids) {
    Row row;
    row.left.pad(2).add(Marks::of(terminal).failed, Tone::bad).add(" ").add(task_text(operation, id));
    row.instead.add("FAILED", Tone::bad);
    if (const auto task = operation.tasks.find(id); task != operation.tasks.end()) {
      if (task->second.elapsed) row.instead.add(" after " + format_clock(*task->second.elapsed));
      if (!task->second.message.empty()) row.instead.add("  " + task->second.message);
    }
    rows.push_back(std::move(row));
  }
  if (!all && room > 0) rows.push_back(more_row(operation.failed.size() - ids.size(), "failed", terminal));
  return rows;
}

std::vector<Row> running_rows(const LiveOperation& operation, std::size_t room, const Terminal& terminal,
                              WallTime now) {
  std::vector<Row> rows;
  if (room == 0 || operation.running.empty()) return rows;
  constexpr std::size_t kRoot = 1;
  if (operation.running.size() <= room + kRoot) {
    const auto tree = in_tree_order(operation);
    if (tree.size() <= room) {
      for (const auto& [id, depth] : tree) rows.push_back(running_row(operation, id, depth, terminal, now));
      if (!rows.empty()) return rows;
    }
  }
  std::vector<std::string> ids = deepest(operation, operation.running, room + 1);
  const bool all = ids.size() <= room;
  if (!all) ids.resize(room - 1);
  for (const std::string& id : ids) rows.push_back(running_row(operation, id, 0, terminal, now));
  if (!all) rows.push_back(more_row(operation.running.size() - ids.size(), "running", terminal));
  return rows;
}

Line done_line(const LiveOperation& operation, const Terminal& terminal) {
  Line line;
  if (operation.done == 0 && operation.cancelled == 0) return line;
  line.pad(2);
  if (operation.done > 0) {
    line.add(Marks::of(terminal).ok, Tone::good).add(fmt::format(" {} done", operation.done));
  }
  if (operation.cancelled > 0) {
    line.add(fmt::format("{}{} cancelled", operation.done > 0 ? ", " : "", operation.cancelled));
  }
  return line;
}

Line waiting_line(const LiveOperation& operation, const Terminal& terminal) {
  Line line;
  if (operation.waiting.empty()) return line;
  line.add(fmt::format("    {} waiting:", operation.waiting.size()));
  const auto columns = static_cast<std::size_t>(std::max(terminal.columns, 0));
  for (auto at = operation.waiting.begin(); at != operation.waiting.end() && line.width() <= columns; ++at) {
    line.add(at == operation.waiting.begin() ? " " : ", ").add(operation.seen.label(at->second));
  }
  return line;
}

std::string resource_name(const Resource& resource) {
  const std::string& name = resource.name.empty() ? resource.id : resource.name;
  return resource.type.empty() ? name : resource.type + " " + name;
}

Line resources_line(const LiveOperation& operation, const Terminal& terminal) {
  Line line;
  if (operation.seen.resources.empty()) return line;
  line.pad(2).add(Marks::of(terminal).made);
  const auto columns = static_cast<std::size_t>(std::max(terminal.columns, 0));
  bool first = true;
  for (const auto& [id, resource] : operation.seen.resources) {
    if (line.width() > columns) break;
    line.add(std::exchange(first, false) ? " " : ", ").add_link(resource_name(resource), resource.link);
  }
  return line;
}

}  // namespace optrack::live
