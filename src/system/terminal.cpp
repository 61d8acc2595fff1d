// SPDX-License-Identifier: MIT
#include "system/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace optrack {
namespace {

bool is_dumb(const Environment& environment) {
  const auto term = non_empty(environment, "TERM");
  return !term || *term == "dumb";
}

bool is_forced(const Environment& environment, const char* name) {
  const auto value = non_empty(environment, name);
  return value && *value != "0" && *value != "false";
}

bool wants_color(const Environment& environment, ColorChoice choice, bool is_terminal) {
  if (choice != ColorChoice::automatic) return choice == ColorChoice::always;
  if (non_empty(environment, "NO_COLOR")) return false;
  if (is_forced(environment, "CLICOLOR_FORCE") || is_forced(environment, "FORCE_COLOR")) return true;
  if (environment("CLICOLOR") == "0" || is_dumb(environment)) return false;
  return is_terminal;
}

bool speaks_utf8(const Environment& environment) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::optional<std::string> value = non_empty(environment, name);
    if (!value) continue;
    std::transform(value->begin(), value->end(), value->begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return value->find("utf-8") != std::string::npos || value->find("utf8") != std::string::npos;
  }
  return false;
}

int size_or(int asked, const Environment& environment, const char* name, int otherwise) {
  if (asked > 0) return asked;
  const std::string text = environment(name).value_or("");
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool usable = error == std::errc{} && end == text.data() + text.size() && value > 0 && value <= 10'000;
  return usable ? value : otherwise;
}

/// A terminal between us and the one that people see, which passes on what it understands itself.
bool is_multiplexed(const Environment& environment, std::string_view term) {
  return non_empty(environment, "TMUX") || non_empty(environment, "STY") || term.starts_with("tmux") ||
         term.starts_with("screen");
}

}  // namespace

bool in_ci(const Environment& environment) {
  if (is_forced(environment, "CI")) return true;
  constexpr std::array kOthers{"GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL", "TEAMCITY_VERSION",
                               "TF_BUILD",       "BUILDKITE", "CIRCLECI"};
  return std::any_of(kOthers.begin(), kOthers.end(), [&](const char* name) { return is_forced(environment, name); });
}

void believe_extras(const Environment& environment, Terminal& terminal) {
  const std::string term = non_empty(environment, "TERM").value_or("");
  const std::string program = non_empty(environment, "TERM_PROGRAM").value_or("");
  const auto asked = non_empty(environment, "FORCE_HYPERLINK");  // as other programs understand it
  if (!terminal.can_overwrite || in_ci(environment)) return;
  terminal.links = asked && *asked != "0";
  if (is_multiplexed(environment, term)) return;
  const int vte = size_or(0, environment, "VTE_VERSION", 0);
  const bool kitty = term == "xterm-kitty" || non_empty(environment, "KITTY_WINDOW_ID");
  const bool ghostty = term == "xterm-ghostty" || program == "ghostty";
  const bool foot = term == "foot" || term.starts_with("foot-");
  const bool windows = non_empty(environment, "WT_SESSION").has_value();
  const bool shared = kitty || ghostty || foot || program == "WezTerm" || program == "iTerm.app" ||
                      term.starts_with("alacritty") || program == "mintty";
  constexpr int kVteLinks = 5000;
  constexpr int kVteProgress = 8000;
  terminal.synchronized = shared || term.starts_with("contour");
  if (!asked) terminal.links = shared || windows || vte >= kVteLinks || non_empty(environment, "KONSOLE_VERSION");
  terminal.progress =
      ghostty || windows || program == "mintty" || environment("ConEmuANSI") == "ON" || vte >= kVteProgress;
}

Terminal detect_terminal(int descriptor, const Environment& environment, const TerminalOptions& options) {
  Terminal terminal;
  terminal.is_terminal = isatty(descriptor) == 1;
  terminal.can_overwrite = terminal.is_terminal && !is_dumb(environment);
  terminal.color = wants_color(environment, options.color, terminal.is_terminal);
  terminal.unicode = !options.ascii && speaks_utf8(environment);
  terminal.columns = 0;
  if (!terminal.is_terminal) return terminal;
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) size = {};
  terminal.columns = size_or(size.ws_col, environment, "COLUMNS", 80);
  terminal.rows = size_or(size.ws_row, environment, "LINES", 24);
  believe_extras(environment, terminal);
  return terminal;
}

}  // namespace optrack
