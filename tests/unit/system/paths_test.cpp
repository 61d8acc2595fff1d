// SPDX-License-Identifier: MIT
#include "system/paths.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace optrack;

TEST_CASE("paths: XDG variables, then HOME, then an error that says what to set") {
  struct Row {
    const char* why;
    std::map<std::string, std::string, std::less<>> environment;
    const char* config;
    const char* state;
  };
  const Row rows[] = {
      {"home", {{"HOME", "/h"}}, "/h/.config/optrack", "/h/.local/state/optrack"},
      {"XDG", {{"HOME", "/h"}, {"XDG_CONFIG_HOME", "/c"}, {"XDG_STATE_HOME", "/s"}}, "/c/optrack", "/s/optrack"},
      {"relative XDG is ignored",
       {{"HOME", "/h"}, {"XDG_CONFIG_HOME", "c"}},
       "/h/.config/optrack",
       "/h/.local/state/optrack"},
      {"empty XDG is ignored",
       {{"HOME", "/h"}, {"XDG_STATE_HOME", ""}},
       "/h/.config/optrack",
       "/h/.local/state/optrack"},
      {"no home", {}, nullptr, nullptr},
      {"relative home", {{"HOME", "h"}}, nullptr, nullptr},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const Environment environment = [&row](std::string_view name) -> std::optional<std::string> {
      const auto found = row.environment.find(name);
      if (found == row.environment.end()) return std::nullopt;
      return found->second;
    };
    const auto config = config_directory(environment);
    const auto state = state_directory(environment);
    REQUIRE(config.has_value() == (row.config != nullptr));
    REQUIRE(state.has_value() == (row.state != nullptr));
    if (config) {
      CHECK(config->string() == row.config);
      CHECK(state->string() == row.state);
    } else {
      CHECK(config.error().message.find("set HOME or XDG_CONFIG_HOME") != std::string::npos);
      CHECK(state.error().message.find("XDG_STATE_HOME") != std::string::npos);
    }
  }
}
