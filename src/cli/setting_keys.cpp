// SPDX-License-Identifier: MIT
#include "cli/setting_keys.hpp"

#include <set>

#include "cli/commands.hpp"

namespace optrack::cli {

namespace {

void gather(const std::vector<OptionSpec>& options, std::set<std::string>& keys) {
  for (const OptionSpec& option : options) {
    if (option.settable) keys.insert(setting_key(option));
  }
}

void gather(const CommandSpec& command, std::set<std::string>& keys) {
  gather(command.options, keys);
  for (const CommandSpec& sub : command.subcommands) gather(sub, keys);
}

}  // namespace

std::vector<std::string> known_setting_keys() {
  Globals globals;
  std::set<std::string> keys;
  gather(global_options(globals), keys);
  for (const CommandRow& row : commands()) gather(row.make(), keys);
  return {keys.begin(), keys.end()};
}

}  // namespace optrack::cli
