// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "optrack/error.hpp"
#include "optrack/json_text.hpp"

namespace optrack::emulate {

/// A distance from the moment the operation was created, or a length of time.
using Offset = std::chrono::nanoseconds;

/// How a planned operation or task ends.
enum class Ending { completed, failed, cancelled };

/// What a cancel call does: end the operation a little later, nothing, or be answered with 404.
enum class CancelMode { honoured, ignored, refused };

/// From `at` on the progress is `percent`, reached in a straight line from the point before.
struct ProgressPoint {
  Offset at{};
  int percent = 0;  ///< 0..100
};

struct TaskPlan {
  std::string key;                      ///< Name inside the scenario, for `parent` and for log entries.
  std::string name;                     ///< Command class name, "CreateCatletCommand".
  std::string display_name;             ///< May be empty; `{name}` and `{id}` are filled in.
  std::string parent;                   ///< Key of the parent task; empty: the operation itself.
  Offset start{};                       ///< When the task becomes visible, as Queued.
  Offset queued{};                      ///< How long it stays Queued.
  std::optional<Offset> end;            ///< Absent: with the operation.
  std::vector<ProgressPoint> progress;  ///< Ordered by time. Empty: never reports any.
  std::string status;                   ///< Last status; empty: fits the end. "Running" stays so for good.
};

/// One log entry, or a series of `count` entries `every` apart. `{n}`, `{count}`, `{name}`, `{id}` are filled in.
struct LogPlan {
  std::string task;  ///< Key of a task.
  Offset at{};
  std::string message;
  std::size_t count = 1;
  Offset every{};
};

struct ResourcePlan {
  std::string type;  ///< "Catlet", "VirtualDisk", …
  Offset at{};
  std::string id;  ///< Empty: made up; for a Catlet the id of the catlet the operation is about.
};

/// Everything that will happen in one operation.
struct OperationPlan {
  Offset queued{};  ///< How long the operation stays Queued.
  Offset duration = std::chrono::seconds{1};
  Ending outcome = Ending::completed;
  std::string message;  ///< Last status message; empty: the status word.
  CancelMode cancel = CancelMode::honoured;
  Offset cancel_after = std::chrono::milliseconds{500};  ///< From the cancel call to the end.
  std::vector<TaskPlan> tasks;
  std::vector<LogPlan> log;
  std::vector<ResourcePlan> resources;
  JsonText result;  ///< Shown once completed; empty: none. `{name}` and `{id}` are filled in.
};

/// Plans for the operation types a server knows: "catlets.create", "catlets.start", …
struct Scenario {
  std::map<std::string, OperationPlan, std::less<>> operations;

  /// The plan for `type`; a short one that completes when the scenario says nothing.
  [[nodiscard]] const OperationPlan& plan(std::string_view type) const;
};

/// The operation types an emulated eryph server can start; the keys a scenario may use.
const std::vector<std::string>& operation_types();

/// Reads a scenario: JSON with comments, see docs/emulate.md. Types it does not mention keep the plan
/// of the built-in scenario. `name` is put in front of errors.
/// \return `usage`: "demo.json:3:14: duration: …", naming the line and the column of what is wrong.
[[nodiscard]] Result<Scenario> parse_scenario(std::string_view text, std::string_view name);

/// Reads a scenario file of up to 16 MiB. \return `local` when it cannot be read, else like `parse_scenario`.
[[nodiscard]] Result<Scenario> load_scenario(const std::filesystem::path& file);

/// What happens without a scenario file: a catlet creation of 8 s with nested tasks, and shorter ones.
const Scenario& builtin_scenario();

/// The text of the built-in scenario, to start an own one from.
std::string_view builtin_scenario_text();

/// The same plan with all times divided by `speed` (above 0), cut to whole 100 ns.
OperationPlan faster(OperationPlan plan, double speed);

}  // namespace optrack::emulate
