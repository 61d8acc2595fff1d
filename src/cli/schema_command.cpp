// SPDX-License-Identifier: MIT
#include "cli/schema_command.hpp"

#include <memory>
#include <string>

#include "cli/app.hpp"
#include "print/event_schema.hpp"
#include "print/record_schema.hpp"

namespace optrack::cli {

CommandSpec schema_command() {
  const auto what = std::make_shared<std::string>();
  CommandSpec spec;
  spec.name = "schema";
  spec.summary = "Print the JSON Schema of what optrack prints";
  spec.description =
      "As JSON Schema 2020-12. events: one line of -o ndjson. record: an operation, as --json all and show print it.";
  PositionalSpec argument = positional("WHAT", "events or record", *what);
  argument.choices = {"events", "record"};
  argument.strict = true;
  spec.positionals = {argument};
  spec.exit_codes = "0 2";
  spec.reads_settings = false;
  spec.run = [what](App& app) -> Result<int> {
    std::string text = *what == "record" ? record_schema() : std::string{event_schema()};
    if (!text.ends_with('\n')) text += '\n';
    app.print(text);
    return 0;
  };
  return spec;
}

}  // namespace optrack::cli
