// SPDX-License-Identifier: MIT
#include "cli/view_options.hpp"

#include <cstdint>
#include <set>
#include <sstream>

namespace optrack::cli {
namespace {

std::set<std::string> words_of(const std::string& list) {
  std::set<std::string> words;
  std::istringstream parts(list);
  for (std::string word; std::getline(parts, word, ',');) {
    if (!word.empty()) words.insert(word);
  }
  return words;
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
      text("--events", "LIST", "only these event types, comma-separated", args.events),
      choice("--level", "least level of log entries", {"debug", "info", "warning", "error"}, args.level),
      integer("--max-log", "N", "at most this many log lines per operation", args.max_log, 0, 1'000'000'000),
      order_option(args),
  };
}

void apply(const ViewArgs& args, PrinterOptions& options) {
  options.filter.types = words_of(args.events);
  options.filter.level = args.level;
  if (args.max_log) options.filter.max_log = static_cast<std::uint64_t>(*args.max_log);
  if (!args.order.empty()) options.order = args.order == "task" ? LineOrder::task : LineOrder::time;
}

}  // namespace optrack::cli
