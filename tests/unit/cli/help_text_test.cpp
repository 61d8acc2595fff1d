// SPDX-License-Identifier: MIT
#include "cli/help_text.hpp"

#include <set>
#include <sstream>

#include <doctest/doctest.h>

#include "cli/commands.hpp"
#include "cli/help_command.hpp"
#include "cli/help_topics.hpp"
#include "cli/man_pages.hpp"
#include "cli/setting_keys.hpp"

using namespace optrack;
using namespace optrack::cli;

namespace {

/// The longest line, in bytes; words longer than the width cannot be broken, so examples are left out.
std::size_t widest(const std::string& text) {
  std::size_t most = 0;
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) most = std::max(most, line.size());
  return most;
}

}  // namespace

TEST_CASE("help: text is broken at blanks and indented") {
  CHECK(wrapped("one two three four five six", 2, 22) == "one two three four\n  five six");
  CHECK(wrapped("first\n\nsecond", 0, 80) == "first\n\nsecond");
  CHECK(wrapped("", 4, 80) == "");
}

TEST_CASE("help: shows usage, groups, defaults and examples") {
  Milliseconds outage{300'000};
  bool fast = false;
  CommandSpec spec;
  spec.name = "wait";
  spec.summary = "Wait";
  spec.options =
      in_group("Trouble", {duration("--max-outage", "longest outage", outage), flag("-f,--fast", "be fast", fast)});
  std::vector<std::string> words;
  spec.positionals = {positionals("SELECTOR", "what", words)};
  spec.examples = {{"optrack wait @last", "The newest"}};

  CHECK(help_text(spec, {"wait"}, {}, 80) ==
        "Usage: optrack wait [OPTION]... SELECTOR...\n\nWait.\n\nArguments:\n"
        "  SELECTOR                    what\n\nTrouble:\n"
        "      --max-outage DURATION   longest outage (default: 5m)\n"
        "  -f, --fast                  be fast\n\nExamples:\n  optrack wait @last\n      The newest\n\n"
        "Exit codes: 0 2 7 (optrack help exit-codes)\n");
}

TEST_CASE("help: topics fit 100 columns") {
  for (const HelpTopic& topic : help_topics()) {
    CAPTURE(topic.name);
    CHECK(widest(topic.text(500)) <= 100);
  }
}

TEST_CASE("commands: table and specs agree") {
  std::set<std::string_view> names;
  for (const CommandRow& row : commands()) {
    CAPTURE(row.name);
    const CommandSpec spec = row.make();
    CHECK(spec.name == row.name);
    CHECK(spec.summary == row.summary);
    CHECK(spec.hidden == row.hidden);
    CHECK(names.insert(row.name).second);
    CHECK((spec.subcommands.empty() == static_cast<bool>(spec.run)));
  }
}

TEST_CASE("commands: what must not come from outside has no key") {
  const std::vector<std::string> keys = known_setting_keys();
  for (const char* key : {"insecure", "on", "yes"}) CHECK(std::find(keys.begin(), keys.end(), key) == keys.end());
  CHECK(std::find(keys.begin(), keys.end(), "utc") != keys.end());
}

TEST_CASE("help: commands, subcommands and topics by name") {
  CHECK(help_for({"context", "use"}, 80)->starts_with("Usage: optrack context use "));
  CHECK(help_for({"exit-codes"}, 80)->starts_with("Exit codes"));
  CHECK(help_for({}, 80)->starts_with("optrack starts"));
  CHECK((help_for({"exit-cods"}, 80).error().message ==
         "no help on 'exit-cods' (did you mean exit-codes?)\nsee: optrack help"));
}

TEST_CASE("man pages: text that roff would act on") {
  CHECK(roff(".SH x") == "\\&.SH x");
  CHECK(roff("a\\b 'c' -d") == "a\\eb \\(aqc\\(aq \\-d");
}
