// SPDX-License-Identifier: MIT
#include "cli/record_rows.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/printing.hpp"
#include "cli/record_output.hpp"
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

Result<void> print_json(App& app, const std::vector<Operation>& operations, Shape shape, bool lines) {
  Json all = Json::array();
  const WallTime now = app.clock().wall();
  for (const Operation& operation : operations) {
    Result<Json> picked =
        pick_fields(record_json(operation, app.context(), now), app.globals().json.value_or("all"), record_fields());
    if (!picked) return fail(std::move(picked).error());
    if (lines) {
      app.print(json_text(*picked) + "\n");
    } else {
      all.push_back(std::move(*picked));
    }
  }
  if (lines) return {};
  app.print(json_document(shape == Shape::one && all.size() == 1 ? all.front() : all));
  return {};
}

}  // namespace

Result<void> check_record_output(const App& app) {
  for (const std::string& mode : app.globals().outputs) {
    const std::vector<std::string> known{"json", "ndjson", "id", "quiet", "auto", "plain", "tty"};
    if (std::find(known.begin(), known.end(), mode) != known.end()) continue;
    return fail(ErrorKind::usage, "records cannot be shown as '" + mode + "': use json, ndjson or id");
  }
  return check_fields(app.globals());
}

Result<void> print_records(App& app, const std::vector<Operation>& operations, Shape shape) {
  std::string mode = app.globals().json ? "json" : "table";
  for (const std::string& output : app.globals().outputs) mode = output;
  if (mode == "json" || mode == "ndjson") return print_json(app, operations, shape, mode == "ndjson");
  if (mode == "id") {
    for (const Operation& operation : operations) app.print(operation.id + "\n");
    return {};
  }
  if (mode == "quiet" || app.globals().quiet) return {};
  print_table(app, operations);
  return {};
}

}  // namespace optrack::cli
