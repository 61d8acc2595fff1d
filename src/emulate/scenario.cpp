// SPDX-License-Identifier: MIT
#include "emulate/scenario.hpp"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "emulate/scenario_reader.hpp"

namespace optrack::emulate {
namespace {

constexpr std::size_t kLargestFile = 16U << 20U;

Offset divided(Offset time, double speed) {
  const auto ticks = std::floor(static_cast<double>(time.count()) / speed / 100.0);
  return Offset{static_cast<std::int64_t>(ticks) * 100};
}

}  // namespace

const OperationPlan& Scenario::plan(std::string_view type) const {
  static const OperationPlan kShort{};
  const auto found = operations.find(type);
  return found == operations.end() ? kShort : found->second;
}

const std::vector<std::string>& operation_types() {
  static const std::vector<std::string> kTypes{"catlets.create",
                                               "catlets.update",
                                               "catlets.delete",
                                               "catlets.start",
                                               "catlets.stop",
                                               "catlets.config.expand",
                                               "catlets.config.populate-variables"};
  return kTypes;
}

const Scenario& builtin_scenario() {
  static const Scenario kBuiltin = [] {
    auto read = read_scenario(builtin_scenario_text(), "built-in scenario", {});
    if (!read) std::abort();  // A text of our own; a unit test reads it.
    return *std::move(read);
  }();
  return kBuiltin;
}

Result<Scenario> parse_scenario(std::string_view text, std::string_view name) {
  return read_scenario(text, name, builtin_scenario());
}

Result<Scenario> load_scenario(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::error_code trouble;
  if (!stream || !std::filesystem::is_regular_file(file, trouble)) {
    return fail(ErrorKind::local, fmt::format("cannot read scenario {}", file.string()));
  }
  const auto size = std::filesystem::file_size(file, trouble);
  if (trouble || size > kLargestFile) {
    return fail(ErrorKind::local, fmt::format("scenario {} is larger than 16 MiB", file.string()));
  }
  std::ostringstream text;
  text << stream.rdbuf();
  return parse_scenario(text.str(), file.filename().string());
}

OperationPlan faster(OperationPlan plan, double speed) {
  for (Offset* time : {&plan.queued, &plan.duration, &plan.cancel_after}) *time = divided(*time, speed);
  for (auto& task : plan.tasks) {
    task.start = divided(task.start, speed);
    task.queued = divided(task.queued, speed);
    if (task.end) task.end = divided(*task.end, speed);
    for (auto& point : task.progress) point.at = divided(point.at, speed);
  }
  for (auto& entry : plan.log) {
    entry.at = divided(entry.at, speed);
    entry.every = divided(entry.every, speed);
  }
  for (auto& resource : plan.resources) resource.at = divided(resource.at, speed);
  return plan;
}

}  // namespace optrack::emulate
