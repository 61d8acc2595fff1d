// SPDX-License-Identifier: MIT
#include "cli/rm_command.hpp"

#include <memory>

#include <fmt/format.h>

#include "cli/exit_code.hpp"
#include "cli/finding.hpp"

namespace optrack::cli {

CommandSpec rm_command() {
  const auto options = std::make_shared<RmOptions>();
  CommandSpec spec;
  spec.name = "rm";
  spec.summary = "Forget operations";
  spec.description =
      "Removes operations and their journal from the registry. The server is not asked: an operation that is still "
      "active goes on there, and needs --force to be forgotten here.";
  spec.examples = {{"optrack rm @last", "Forget the newest operation"},
                   {"optrack rm @failed --allow-empty", "Forget all that failed"}};
  spec.exit_codes = "0 2 5 7";
  spec.options = {command_line_only(flag("-f,--force", "also operations that are still active", options->force)),
                  flag("--allow-empty", "no operation is not an error", options->allow_empty)};
  spec.positionals = {completing(Completion::selector,
                                 positionals("SELECTOR", "operations (optrack help selectors)", options->selectors))};
  spec.run = [options](App& app) { return run_rm(*options, app); };
  return spec;
}

Result<int> run_rm(const RmOptions& options, App& app) {
  const Result<Found> found = find_operations(app, options.selectors, options.allow_empty);
  if (!found) return fail(found.error());
  if (found->operations.empty() && !options.allow_empty) {
    return fail(ErrorKind::not_found, "none of these is in the registry");
  }
  for (const Operation& operation : found->operations) {
    if (!is_final(operation.status) && !options.force) {
      return fail(ErrorKind::usage,
                  fmt::format("{} is still {}; nothing was removed. Cancel it with: optrack cancel {}, "
                              "or forget it with --force",
                              operation.id, to_string(operation.status), operation.id));
    }
  }
  const Result<Store*> store = app.store();
  if (!store) return fail(store.error());
  for (const Operation& operation : found->operations) {
    const Result<bool> removed = (*store)->remove(operation.id);
    if (!removed) return fail(removed.error());
    app.say("forgot " + operation.id + (operation.name.empty() ? "" : " " + operation.name));
  }
  return number(ExitCode::ok);
}

}  // namespace optrack::cli
