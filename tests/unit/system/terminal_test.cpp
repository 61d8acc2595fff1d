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

TEST_CASE("terminal: what few understand is believed of those that are known to, never inside another one or in CI") {
  struct Row {
    const char* why;
    std::map<std::string, std::string, std::less<>> environment;
    bool synchronized, progress, links;
  };
  const Row rows[] = {
      {"unknown", {{"TERM", "xterm-256color"}}, false, false, false},
      {"kitty", {{"TERM", "xterm-kitty"}}, true, false, true},
      {"kitty by its window", {{"TERM", "xterm"}, {"KITTY_WINDOW_ID", "1"}}, true, false, true},
      {"ghostty", {{"TERM", "xterm-ghostty"}}, true, true, true},
      {"foot", {{"TERM", "foot"}}, true, false, true},
      {"WezTerm", {{"TERM", "xterm-256color"}, {"TERM_PROGRAM", "WezTerm"}}, true, false, true},
      {"old VTE", {{"TERM", "xterm-256color"}, {"VTE_VERSION", "4800"}}, false, false, false},
      {"VTE", {{"TERM", "xterm-256color"}, {"VTE_VERSION", "6800"}}, false, false, true},
      {"new VTE", {{"TERM", "xterm-256color"}, {"VTE_VERSION", "8000"}}, false, true, true},
      {"Windows Terminal", {{"TERM", "xterm-256color"}, {"WT_SESSION", "x"}}, false, true, true},
      {"in tmux", {{"TERM", "tmux-256color"}, {"TERM_PROGRAM", "WezTerm"}}, false, false, false},
      {"in tmux, by its socket", {{"TERM", "xterm-kitty"}, {"TMUX", "/tmp/x"}}, false, false, false},
      {"in screen", {{"TERM", "screen"}, {"KITTY_WINDOW_ID", "1"}}, false, false, false},
      {"in tmux, links asked for", {{"TERM", "tmux-256color"}, {"FORCE_HYPERLINK", "1"}}, false, false, true},
      {"links not wanted", {{"TERM", "xterm-kitty"}, {"FORCE_HYPERLINK", "0"}}, true, false, false},
      {"in CI", {{"TERM", "xterm-kitty"}, {"CI", "true"}, {"FORCE_HYPERLINK", "1"}}, false, false, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Terminal terminal;
    terminal.is_terminal = terminal.can_overwrite = true;
    believe_extras(only(row.environment), terminal);
    CHECK(terminal.synchronized == row.synchronized);
    CHECK(terminal.progress == row.progress);
    CHECK(terminal.links == row.links);
    Terminal pipe;
    believe_extras(only(row.environment), pipe);
    CHECK_FALSE((pipe.synchronized || pipe.progress || pipe.links));
  }
}

TEST_CASE("terminal: CI is what says so") {
  CHECK_FALSE(in_ci(only({})));
  CHECK_FALSE(in_ci(only({{"CI", "false"}})));
  CHECK_FALSE(in_ci(only({{"CI", ""}})));
  CHECK(in_ci(only({{"CI", "true"}})));
  CHECK(in_ci(only({{"CI", "1"}})));
  CHECK(in_ci(only({{"GITLAB_CI", "true"}})));
  CHECK(in_ci(only({{"JENKINS_URL", "https://ci.example/"}})));
}
