// SPDX-License-Identifier: MIT
#include "cli/version_command.hpp"

#include <nlohmann/json.hpp>

#include "cli/json_output.hpp"
#include "optrack/version.hpp"

namespace optrack::cli {

std::string version_text() { return std::string{"optrack "} + kVersion + "\n"; }

CommandSpec version_command() {
  CommandSpec spec;
  spec.name = "version";
  spec.summary = "Print the version";
  spec.description = "Prints the version of optrack, as --version does. 'optrack doctor' adds those of the libraries.";
  spec.exit_codes = "0 2 7";
  spec.reads_settings = false;
  spec.data = Data::answer;
  spec.fields = {"version"};
  spec.run = [](App& app) -> Result<int> {
    return print_answer(app, Json::object({{"version", kVersion}}), version_text());
  };
  return spec;
}

}  // namespace optrack::cli
