// SPDX-License-Identifier: MIT
#include "cli/view_options.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <sstream>
#include <utility>

#include "model/nearest.hpp"
#include "print/event_filter.hpp"

namespace optrack::cli {
namespace {

/// "log_entry,status": a word that is no type is told before anything is asked or started.
Result<std::set<std::string>> read_events(const std::string& list) {
  const std::vector<std::string> known = event_types();
  std::set<std::string> words;
  std::istringstream parts(list);
  for (std::string word; std::getline(parts, word, ',');) {
    if (word.empty()) continue;
    if (std::find(known.begin(), known.end(), word) == known.end()) {
      return fail(ErrorKind::usage, "no such event: " + word + did_you_mean(word, known));
    }
    words.insert(word);
  }
  return words;
}

OptionSpec events_option(ViewArgs& args) {
  return custom("--events", "LIST", "only these event types, comma-separated",
                [&args](const std::string& value) -> Result<void> {
                  Result<std::set<std::string>> read = read_events(value);
                  if (!read) return fail(std::move(read).error());
                  args.events = std::move(*read);
                  return {};
                });
}

OptionSpec order_option(ViewArgs& args) {
  OptionSpec option = choice("--order", "lines as they come, or those of a task together once it has ended",
                             {"time", "task"}, args.order);
  option.default_value = "task with github and gitlab, else time";
  return option;
}

}  // namespace

std::vector<OptionSpec> view_options(ViewArgs& args) {
  return {
      events_option(args),
      choice("--level", "least level of log entries", {"debug", "info", "warning", "error"}, args.level),
      integer("--max-log", "N", "at most this many log lines per operation", args.max_log, 0, 1'000'000'000),
      order_option(args),
  };
}

void apply(const ViewArgs& args, PrinterOptions& options) {
  options.filter.types = args.events;
  options.filter.level = args.level;
  if (args.max_log) options.filter.max_log = static_cast<std::uint64_t>(*args.max_log);
  if (!args.order.empty()) options.order = args.order == "task" ? LineOrder::task : LineOrder::time;
}

}  // namespace optrack::cli
