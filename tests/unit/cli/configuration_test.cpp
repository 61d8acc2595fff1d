// SPDX-License-Identifier: MIT
#include "cli/configuration.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "cli/config_write.hpp"
#include "cli/settings.hpp"

using namespace optrack;
using namespace optrack::cli;

namespace {

std::vector<std::string> known() { return {"max-outage", "timeout", "utc", "output"}; }

std::string global_error(std::string_view text) {
  const auto config = parse_global_config(text, "config.json", known);
  return config ? "" : config.error().message;
}

std::string context_error(std::string_view text) {
  const auto config = parse_context_config(text, "dev.json", known);
  return config ? "" : config.error().message;
}

Environment variables(std::map<std::string, std::string> values) {
  return [values](std::string_view name) -> std::optional<std::string> {
    const auto found = values.find(std::string{name});
    if (found == values.end()) return std::nullopt;
    return found->second;
  };
}

}  // namespace

TEST_CASE("configuration: values of all kinds, with comments, know their place") {
  const auto config = parse_global_config(R"({
  // chosen by hand
  "context": "dev",
  "settings": {"timeout": 90, "utc": true, /* two */ "output": ["tty", "ndjson=e"]}
})",
                                          "config.json", known);

  REQUIRE(config.has_value());
  CHECK(config->context == "dev");
  CHECK((config->settings.at("timeout").values == std::vector<std::string>{"90"}));
  CHECK(config->settings.at("timeout").origin == "config.json:4:27");
  CHECK((config->settings.at("utc").values == std::vector<std::string>{"true"}));
  CHECK((config->settings.at("output").values == std::vector<std::string>{"tty", "ndjson=e"}));
}

TEST_CASE("configuration: errors say where and what was expected") {
  struct Row {
    const char* why;
    const char* text;
    const char* message;
  };
  const Row rows[] = {
      {"empty is fine", "", ""},
      {"not an object", "[]", "config.json:1:1: expected an object {…}, found an array"},
      {"unknown key", "{\n \"contxt\": 1}", "config.json:2:12: unknown key 'contxt' (did you mean context?)"},
      {"unknown setting", R"({"settings": {"max-outag": "1m"}})",
       "config.json:1:28: unknown key 'max-outag' (did you mean max-outage?)"},
      {"wrong type", R"({"context": 7})", "config.json:1:13: context: expected a string, found a number"},
      {"settings are no list", R"({"settings": []})", "config.json:1:14: settings: expected an object, found an array"},
      {"a setting is no object", R"({"settings": {"utc": {}}})",
       "config.json:1:22: utc: expected a string, a number, true, false, or an array of them"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    CHECK(global_error(row.text) == row.message);
  }
  CHECK(global_error("{\n  \"context\": dev\n}").starts_with("config.json:2:14: syntax error"));
  CHECK(global_error(R"({"context": "Dev"})").starts_with("config.json:1:13: "));
}

TEST_CASE("configuration: providers") {
  const auto config = parse_context_config(R"({"description": "lab", "default_provider": "b", "providers": {
    "a": {"protocol": "lxd", "url": "unix:/s", "set": {"client_key": "k", "n": 5}},
    "b": {"protocol": "eryph", "url": "https://b", "token_env": "T", "cacert": "c.pem"}}})",
                                           "dev.json", known);

  REQUIRE(config.has_value());
  REQUIRE(config->providers.size() == 2);
  CHECK(config->default_provider == "b");
  CHECK(config->providers[0].set.at("n") == "5");
  CHECK(config->providers[1].token_env == "T");
  CHECK(config->providers[1].origin == "dev.json:3:10");
}

TEST_CASE("configuration: broken providers") {
  struct Row {
    const char* why;
    const char* provider;
    const char* message;
  };
  const Row rows[] = {
      {"no address", R"({"protocol": "lxd"})", "provider a needs url"},
      {"no protocol", R"({"url": "unix:/s"})", "provider a needs protocol"},
      {"two credentials", R"({"protocol": "p", "url": "u", "token_env": "A", "token_file": "f"})",
       "expected only one of"},
      {"half a credential", R"({"protocol": "p", "url": "u", "user": "me"})", "user and password_file belong together"},
      {"a secret does not belong here", R"({"protocol": "p", "url": "u", "token": "s"})", "unknown key 'token'"},
      {"certificates cannot be waved through here", R"({"protocol": "p", "url": "u", "insecure": true})",
       "unknown key 'insecure'"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const std::string text = std::string{R"({"providers": {"a": )"} + row.provider + "}}";
    CHECK(context_error(text).find(row.message) != std::string::npos);
    CHECK(context_error(text).starts_with("dev.json:1:"));
  }
  CHECK(context_error(R"({"default_provider": "x"})") == "dev.json:1:22: no provider is called x");
  CHECK(context_error(R"({"providers": {"a:b": {}}})").find("is no provider name") != std::string::npos);
}

TEST_CASE("settings: option, environment, context, configuration, default") {
  struct Row {
    const char* why;
    bool option, environment, context, global;
    const char* want;
  };
  const Row rows[] = {
      {"nothing", false, false, false, false, "5m"},
      {"configuration", false, false, false, true, "4s"},
      {"context", false, false, true, true, "3s"},
      {"environment", false, true, true, true, "2s"},
      {"option", true, true, true, true, "1s"},
      {"option over configuration", true, false, false, true, "1s"},
      {"environment over configuration", false, true, false, true, "2s"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Milliseconds outage{300'000};
    Words words;
    if (row.option) words.options["--max-outage"] = {"1s"};
    SettingMap context, global;
    if (row.context) context["max-outage"] = {{"3s"}, "/c:1:1"};
    if (row.global) global["max-outage"] = {{"4s"}, "/g:1:1"};
    const Environment environment = variables({{"OPTRACK_MAX_OUTAGE", row.environment ? "2s" : ""}});

    const auto applied = apply_options({duration("--max-outage", "longest outage", outage)}, words,
                                       Settings{environment, context, global});

    CHECK(applied.has_value());
    CHECK(format_duration(outage) == row.want);
  }
}

TEST_CASE("settings: errors name where the value came from") {
  Milliseconds outage{0};
  const std::vector<OptionSpec> options{duration("--max-outage", "longest outage", outage)};
  const Settings environment{variables({{"OPTRACK_MAX_OUTAGE", "soon"}}), {}, {}};
  const Settings file{variables({}), {{"max-outage", {{"soon"}, "/etc/dev.json:3:4"}}}, {}};

  const auto by_environment = apply_options(options, {}, environment);
  const auto by_file = apply_options(options, {}, file);

  REQUIRE_FALSE(by_environment.has_value());
  CHECK(by_environment.error().message.starts_with("OPTRACK_MAX_OUTAGE: "));
  CHECK((by_environment.error().kind == ErrorKind::usage));
  REQUIRE_FALSE(by_file.has_value());
  CHECK(by_file.error().message.starts_with("/etc/dev.json:3:4: "));
  CHECK((by_file.error().kind == ErrorKind::local));
}

TEST_CASE("settings: what only the command line may set") {
  bool insecure = false;
  const Settings settings{variables({{"OPTRACK_INSECURE", "1"}}), {{"insecure", {{"true"}, "/c"}}}, {}};
  CHECK(apply_options({command_line_only(flag("--insecure", "", insecure))}, {}, settings).has_value());
  CHECK_FALSE(insecure);
}

TEST_CASE("configuration: writing keeps what is there") {
  const auto use_dev = [](Json& root) -> Result<void> {
    root["context"] = "dev";
    return {};
  };
  CHECK(*changed_config("", "f", use_dev) == "{\n  \"context\": \"dev\"\n}\n");
  CHECK(*changed_config(R"({"settings": {"url": "a//b"}, "context": "x"})", "f", use_dev) ==
        "{\n  \"settings\": {\n    \"url\": \"a//b\"\n  },\n  \"context\": \"dev\"\n}\n");
}

TEST_CASE("configuration: a file with comments is not rewritten") {
  const auto changed = changed_config("{} // mine", "f.json", [](Json& root) -> Result<void> {
    root["context"] = "dev";
    return {};
  });
  REQUIRE_FALSE(changed.has_value());
  CHECK((changed.error().kind == ErrorKind::local));
  CHECK(changed.error().message.starts_with("f.json has comments"));
  CHECK(changed.error().message.find("\"context\": \"dev\"") != std::string::npos);
}
