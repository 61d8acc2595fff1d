// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"

#include <algorithm>
#include <array>

#include "cli/cancel_command.hpp"
#include "cli/completion_command.hpp"
#include "cli/context_command.hpp"
#include "cli/doctor_command.hpp"
#include "cli/emulate_command.hpp"
#include "cli/generate_command.hpp"
#include "cli/help_command.hpp"
#include "cli/label_command.hpp"
#include "cli/list_command.hpp"
#include "cli/logs_command.hpp"
#include "cli/ops_command.hpp"
#include "cli/provider_command.hpp"
#include "cli/replay_command.hpp"
#include "cli/report_command.hpp"
#include "cli/result_command.hpp"
#include "cli/rm_command.hpp"
#include "cli/schema_command.hpp"
#include "cli/show_command.hpp"
#include "cli/start_command.hpp"
#include "cli/status_command.hpp"
#include "cli/track_command.hpp"
#include "cli/version_command.hpp"
#include "cli/wait_command.hpp"

namespace optrack::cli {

namespace {

constexpr std::array kCommands{
    CommandRow{"start", "Start an operation", start_command},
    CommandRow{"run", "Start an operation and wait until it has ended", run_command},
    CommandRow{"track", "Remember an operation somebody else started", track_command},
    CommandRow{"wait", "Wait until operations end", wait_command},
    CommandRow{"status", "Ask once how operations stand", status_command},
    CommandRow{"show", "Show everything known of one operation", show_command},
    CommandRow{"logs", "Print the log entries of an operation", logs_command},
    CommandRow{"result", "Print what an operation brought, as JSON", result_command},
    CommandRow{"report", "Write a report of operations, as HTML or JUnit XML", report_command},
    CommandRow{"replay", "Show a recorded wait again", replay_command},
    CommandRow{"list", "List operations, newest first", list_command},
    CommandRow{"cancel", "Ask the server to cancel operations", cancel_command},
    CommandRow{"label", "Set and take away labels of operations", label_command},
    CommandRow{"rm", "Forget operations", rm_command},
    CommandRow{"ops", "The catalogue: what can be started, with its parameters", ops_command},
    CommandRow{"provider", "List, add and test the remotes of this context", provider_command},
    CommandRow{"context", "List, make and choose contexts", context_command},
    CommandRow{"doctor", "Check configuration, registry and providers", doctor_command},
    CommandRow{"emulate", "Serve an emulated remote API on this machine", emulate_command},
    CommandRow{"completion", "Print the completion script for a shell", completion_command},
    CommandRow{"schema", "Print the JSON Schema of what optrack prints", schema_command},
    CommandRow{"help", "Explain a command or a topic", help_command},
    CommandRow{"version", "Print the version", version_command},
    CommandRow{"__complete", "Print what may be completed", complete_command, true},
    CommandRow{"__generate", "Write man pages or completions into a folder", generate_command, true},
};

}  // namespace

std::span<const CommandRow> commands() { return kCommands; }

const CommandRow* find_command(std::string_view name) {
  const auto found =
      std::find_if(kCommands.begin(), kCommands.end(), [name](const CommandRow& row) { return row.name == name; });
  return found == kCommands.end() ? nullptr : &*found;
}

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const CommandRow& row : kCommands) {
    if (!row.hidden) names.emplace_back(row.name);
  }
  return names;
}

std::vector<OptionSpec> global_options(Globals& globals) {
  std::vector<OptionSpec> options{
      completing(Completion::context, text("-C,--context", "NAME", "use this context", globals.context)),
      completing(Completion::mode,
                 list("-o,--output", "MODE[=FILE]", "how to show what happens, may be repeated", globals.outputs)),
      text("--json", "FIELDS", "print JSON with these fields, 'all' for every one", globals.json),
      text("--jq", "PROGRAM", "print what this jq program makes of the JSON", globals.jq),
      choice("--color", "when to use colour", {"auto", "always", "never"}, globals.color),
      choice("--progress", "how to show progress", {"auto", "tty", "plain", "none"}, globals.progress),
      flag("-q,--quiet", "print results and errors only", globals.quiet),
      flag("-v,--verbose", "print more about what is done", globals.verbose),
      completing(Completion::directory, text("--config", "DIR", "folder of configuration", globals.config)),
      completing(Completion::directory, text("--state-dir", "DIR", "folder of registries", globals.state_dir)),
      flag("--no-registry", "remember nothing", globals.no_registry),
      command_line_only(flag("--insecure", "accept any TLS certificate (a warning says so)", globals.insecure)),
      completing(Completion::file, text("--cacert", "FILE", "trust these certificates", globals.cacert)),
      flag("--utc", "show times in UTC", globals.utc),
      flag("--ascii", "draw with ASCII only", globals.ascii),
  };
  return in_group("Global options", std::move(options));
}

}  // namespace optrack::cli
