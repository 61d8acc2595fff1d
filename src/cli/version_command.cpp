// SPDX-License-Identifier: MIT
#include "cli/version_command.hpp"

#include "cli/app.hpp"
#include "optrack/version.hpp"

namespace optrack::cli {

std::string version_text() { return std::string{"optrack "} + kVersion + "\n"; }

CommandSpec version_command() {
  CommandSpec spec;
  spec.name = "version";
  spec.summary = "Print the version";
  spec.description = "Prints the version of optrack, as --version does. 'optrack doctor' adds those of the libraries.";
  spec.exit_codes = "0";
  spec.reads_settings = false;
  spec.run = [](App& app) -> Result<int> {
    app.print(version_text());
    return 0;
  };
  return spec;
}

}  // namespace optrack::cli
