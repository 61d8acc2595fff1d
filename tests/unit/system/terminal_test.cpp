// SPDX-License-Identifier: MIT
#include "system/terminal.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <map>

#include "system/unique_fd.hpp"

using namespace optrack;

namespace {

Environment only(std::map<std::string, std::string, std::less<>> values) {
  return [values = std::move(values)](std::string_view name) -> std::optional<std::string> {
    const auto found = values.find(name);
    if (found == values.end()) return std::nullopt;
    return found->second;
  };
}

}  // namespace

TEST_CASE("terminal: color follows option, NO_COLOR, force, CLICOLOR, TERM") {
  struct Row {
    const char* why;
    ColorChoice choice;
    std::map<std::string, std::string, std::less<>> environment;
    bool want;
  };
  const Row rows[] = {
      {"a file has none", ColorChoice::automatic, {{"TERM", "xterm"}}, false},
      {"asked for", ColorChoice::always, {{"NO_COLOR", "1"}}, true},
      {"asked not to", ColorChoice::never, {{"CLICOLOR_FORCE", "1"}}, false},
      {"forced", ColorChoice::automatic, {{"CLICOLOR_FORCE", "1"}, {"TERM", "dumb"}}, true},
      {"the other word for force", ColorChoice::automatic, {{"FORCE_COLOR", "1"}}, true},
      {"force 0 is no force", ColorChoice::automatic, {{"CLICOLOR_FORCE", "0"}}, false},
      {"NO_COLOR beats force", ColorChoice::automatic, {{"NO_COLOR", "1"}, {"FORCE_COLOR", "1"}}, false},
      {"an empty NO_COLOR is none", ColorChoice::automatic, {{"NO_COLOR", ""}, {"FORCE_COLOR", "1"}}, true},
  };
  const UniqueFd file{open("/dev/null", O_WRONLY | O_CLOEXEC)};
  for (const Row& row : rows) {
    CAPTURE(row.why);
    CHECK(detect_terminal(file.get(), only(row.environment), {row.choice, false}).color == row.want);
  }
}

TEST_CASE("terminal: unicode follows the first locale variable that is set") {
  struct Row {
    const char* why;
    std::map<std::string, std::string, std::less<>> environment;
    bool ascii;
    bool want;
  };
  const Row rows[] = {
      {"nothing set", {}, false, false},
      {"usual", {{"LANG", "de_DE.UTF-8"}}, false, true},
      {"other spelling", {{"LANG", "C.utf8"}}, false, true},
      {"plain C", {{"LANG", "C"}}, false, false},
      {"LC_ALL wins", {{"LC_ALL", "C"}, {"LANG", "C.UTF-8"}}, false, false},
      {"empty counts as unset", {{"LC_ALL", ""}, {"LC_CTYPE", "C.UTF-8"}}, false, true},
      {"--ascii", {{"LANG", "C.UTF-8"}}, true, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    CHECK(detect_terminal(-1, only(row.environment), {ColorChoice::automatic, row.ascii}).unicode == row.want);
  }
}

TEST_CASE("terminal: what is no terminal has no width and cannot be drawn over") {
  const Terminal terminal = detect_terminal(-1, only({{"COLUMNS", "40"}, {"TERM", "xterm"}}), {});

  CHECK_FALSE(terminal.is_terminal);
  CHECK_FALSE(terminal.can_overwrite);
  CHECK(terminal.columns == 0);
}
