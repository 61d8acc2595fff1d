// SPDX-License-Identifier: MIT
#include "cli/report_command.hpp"

#include <algorithm>
#include <memory>

#include "cli/exit_code.hpp"
#include "cli/finding.hpp"
#include "cli/show_once.hpp"

namespace optrack::cli {

CommandSpec report_command() {
  const auto options = std::make_shared<ReportOptions>();
  CommandSpec spec;
  spec.name = "report";
  spec.summary = "Write a report of operations, as HTML or JUnit XML";
  spec.description =
      "Makes from the journal what -o html=FILE and -o junit=FILE write at the end of a wait. One report holds all the "
      "operations named. The server is not asked; trouble that a wait had is not in the journal.";
  spec.examples = {{"optrack report @last --html run.html", "The newest operation, for people"},
                   {"optrack report label:build=42 --junit build.xml", "Several, for a CI system"}};
  spec.exit_codes = "0 2 5 7";
  spec.options = {
      completing(Completion::file, text("--html", "FILE", "one HTML file that needs nothing else", options->html)),
      completing(Completion::file, text("--junit", "FILE", "JUnit XML", options->junit)),
  };
  spec.positionals = {completing(Completion::selector,
                                 positionals("SELECTOR", "operations (optrack help selectors)", options->selectors))};
  spec.run = [options](App& app) { return run_report(*options, app); };
  return spec;
}

Result<int> run_report(const ReportOptions& options, App& app) {
  std::vector<OutputChoice> choices;
  if (!options.html.empty()) choices.push_back({find_printer("html"), options.html});
  if (!options.junit.empty()) choices.push_back({find_printer("junit"), options.junit});
  if (choices.empty()) return fail(ErrorKind::usage, "say what to write: --html FILE, --junit FILE, or both");
  if (options.html == options.junit) return fail(ErrorKind::usage, "--html and --junit name the same file");
  const Result<Found> found = find_operations(app, options.selectors);
  if (!found) return fail(found.error());
  if (found->operations.empty()) return fail(ErrorKind::not_found, "none of these is in the registry");
  const bool ended = std::all_of(found->operations.begin(), found->operations.end(),
                                 [](const Operation& operation) { return is_final(operation.status); });
  const ExitCode code = ended ? ExitCode::ok : ExitCode::pending;
  const Result<void> shown = show_recorded(app, found->operations, choices, number(code));
  if (!shown) return fail(shown.error());
  return number(ExitCode::ok);
}

}  // namespace optrack::cli
