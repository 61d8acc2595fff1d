// SPDX-License-Identifier: MIT
#include "cli/record_rows.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/json_output.hpp"
#include "model/record_json.hpp"
#include "print/table.hpp"

namespace optrack::cli {
namespace {

std::string progress_text(const Operation& operation) {
  if (!operation.progress || is_final(operation.status)) return {};
  return fmt::format("{:.0f}%", *operation.progress);
}

void print_table(App& app, const std::vector<Operation>& operations) {
  TextTable table({"ID", "TYPE", "STATUS", "PROGRESS", "ELAPSED", "PROVIDER", "NAME"});
  const WallTime now = app.clock().wall();
  for (const Operation& operation : operations) {
    table.add({operation.id, operation.type.empty() ? "-" : operation.type, std::string{to_string(operation.status)},
               progress_text(operation), format_clock(elapsed(operation, now)), operation.provider, operation.name});
  }
  app.print(table.text(app.borders().out_terminal));
}

Result<void> print_as_json(App& app, const std::vector<Operation>& operations, Shape shape) {
  Json all = Json::array();
  const WallTime now = app.clock().wall();
  for (const Operation& operation : operations) all.push_back(record_json(operation, app.context(), now));
  return print_json(app, shape == Shape::one && all.size() == 1 ? all.front() : all);
}

}  // namespace

Result<void> print_records(App& app, const std::vector<Operation>& operations, Shape shape) {
  if (wants_json(app)) return print_as_json(app, operations, shape);
  const Form form = form_of(app);
  if (form == Form::ids) {
    for (const Operation& operation : operations) app.print(operation.id + "\n");
    return {};
  }
  if (form == Form::nothing || app.globals().quiet) return {};
  print_table(app, operations);
  return {};
}

}  // namespace optrack::cli
