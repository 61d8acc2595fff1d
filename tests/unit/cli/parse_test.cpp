// SPDX-License-Identifier: MIT
#include "cli/parse.hpp"

#include <doctest/doctest.h>

#include "cli/commands.hpp"
#include "cli/settings.hpp"

using namespace optrack;
using namespace optrack::cli;

namespace {

/// A little program: `sample` with every kind of option, `group one` and `group two`.
struct Sample {
  Globals globals;
  std::vector<OptionSpec> global = global_options(globals);
  bool fast = false;
  std::optional<Milliseconds> timeout;
  int count = 3;
  std::string kind = "a";
  std::vector<std::string> labels, words;

  CommandSpec sample() {
    CommandSpec spec;
    spec.name = "sample";
    spec.options = {flag("-f,--fast", "be fast", fast), duration("-t,--timeout", "limit", timeout),
                    integer("--count", "N", "how many", count, 1, 9), choice("--kind", "which", {"a", "b"}, kind),
                    list("--label", "K=V", "labels", labels)};
    spec.positionals = {positionals("WORD", "words", words, false)};
    return spec;
  }

  static CommandSpec group() {
    CommandSpec one, spec;
    one.name = "one";
    spec.name = "group";
    spec.subcommands = {one};
    return spec;
  }

  CommandSource source() {
    return {{"sample", "group"}, [this](std::string_view name) -> std::optional<CommandSpec> {
              if (name == "sample") return sample();
              if (name == "group") return group();
              return std::nullopt;
            }};
  }

  Result<Parsed> parse(const std::vector<std::string>& arguments) {
    return parse_command_line(arguments, global, source());
  }

  /// Everything up to the setters; the message of the first error, else "".
  std::string run(const std::vector<std::string>& arguments) {
    auto parsed = parse(arguments);
    if (!parsed) return parsed.error().message;
    for (const auto* options : {&global, &parsed->command->options}) {
      if (const auto set = apply_options(*options, parsed->words, Settings{}); !set) return set.error().message;
    }
    const auto set = apply_positionals(*parsed->command, parsed->path, parsed->words.positionals);
    return set ? "" : set.error().message;
  }
};

}  // namespace

TEST_CASE("command line: options and words reach their targets") {
  Sample sample;

  CHECK(sample.run({"-C", "dev", "sample", "x", "-ft", "90s", "--count=4", "a=b=c", "--label", "k=v", "--label=l=w",
                    "--utc", "-", "--kind", "b"}) == "");

  CHECK(sample.globals.context == "dev");
  CHECK(sample.globals.utc);
  CHECK(sample.fast);
  CHECK((sample.timeout == Milliseconds{90'000}));
  CHECK(sample.count == 4);
  CHECK(sample.kind == "b");
  CHECK((sample.labels == std::vector<std::string>{"k=v", "l=w"}));
  CHECK((sample.words == std::vector<std::string>{"x", "a=b=c", "-"}));
}

TEST_CASE("command line: cases") {
  struct Row {
    const char* why;
    std::vector<std::string> arguments;
    std::vector<std::string> words;
    bool fast;
  };
  const Row rows[] = {
      {"two dashes end options", {"sample", "--", "--fast", "-x"}, {"--fast", "-x"}, false},
      {"two dashes before the command", {"--", "sample", "w"}, {"w"}, false},
      {"a flag may be denied", {"sample", "--fast=false"}, {}, false},
      {"the last one counts", {"sample", "--fast=false", "--fast"}, {}, true},
      {"values may begin with a dash", {"sample", "--label", "-5m", "w"}, {"w"}, false},
      {"values may be anything", {"sample", "k=--fast", "k=", "=", "k= a b"}, {"k=--fast", "k=", "=", "k= a b"}, false},
      {"an empty word is a word", {"sample", ""}, {""}, false},
      {"globals between the words", {"sample", "a", "-q", "b"}, {"a", "b"}, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    Sample sample;
    CHECK(sample.run(row.arguments) == "");
    CHECK((sample.words == row.words));
    CHECK(sample.fast == row.fast);
  }
}

TEST_CASE("command line: errors say what is wrong and where help is") {
  struct Row {
    std::vector<std::string> arguments;
    const char* message;
  };
  const Row rows[] = {
      {{"smaple"}, "unknown command 'smaple' (did you mean sample?)\nsee: optrack --help"},
      {{"--uct", "sample"}, "unknown option --uct (did you mean --utc?)\nsee: optrack --help"},
      {{"sample", "--tiemout=5"}, "unknown option --tiemout (did you mean --timeout?)\nsee: optrack sample --help"},
      {{"sample", "-t"}, "-t needs a value: DURATION\nsee: optrack sample --help"},
      {{"sample", "--timeout"}, "--timeout needs a value: DURATION\nsee: optrack sample --help"},
      {{"sample", "--kind", "c"}, "--kind: 'c' is not one of a, b"},
      {{"sample", "--count", "10"}, "--count: '10' is not a whole number from 1 to 9"},
      {{"sample", "--count", "99999999999"}, "--count: '99999999999' is not a whole number from 1 to 9"},
      {{"sample", "--fast=maybe"}, "--fast: 'maybe' is neither true nor false\nsee: optrack sample --help"},
      {{"group"}, "optrack group needs a command: one\nsee: optrack group --help"},
      {{"group", "oen"}, "unknown command 'group oen' (did you mean one?)\nsee: optrack group --help"},
      {{"group", "one", "x"}, "unexpected argument 'x'\nsee: optrack group one --help"},
  };
  for (const Row& row : rows) {
    Sample sample;
    CHECK(sample.run(row.arguments) == row.message);
  }
}

TEST_CASE("command line: help is noticed on every level") {
  Sample sample;
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"--help"},
                                             {"sample", "-h"},
                                             {"sample", "w", "--help", "--fast"},
                                             {"group", "--help"},
                                             {"group", "one", "-h"}}) {
    const auto parsed = sample.parse(arguments);
    REQUIRE(parsed.has_value());
    CHECK(parsed->words.help);
  }
  CHECK((sample.parse({"group", "one", "-h"})->path == std::vector<std::string>{"group", "one"}));
}

TEST_CASE("command line: nothing at all is no command") {
  Sample sample;
  const auto parsed = sample.parse({"--utc"});
  REQUIRE(parsed.has_value());
  CHECK_FALSE(parsed->command.has_value());
}

TEST_CASE("times: as people write them") {
  const WallTime now = *parse_rfc3339("2026-03-01T08:30:00Z");
  struct Row {
    const char* text;
    const char* want;
  };
  const Row rows[] = {
      {"now", "2026-03-01T08:30:00Z"},   {"-2h", "2026-03-01T06:30:00Z"},
      {"-90", "2026-03-01T08:28:30Z"},   {"2026-02-28T00:00:00+01:00", "2026-02-27T23:00:00Z"},
      {"today", "2026-02-28T23:00:00Z"},
  };
  for (const Row& row : rows) {
    const auto time = parse_time(row.text, now, std::chrono::hours{1});
    REQUIRE(time.has_value());
    CHECK(format_rfc3339(*time, 0) == row.want);
  }
  CHECK_FALSE(parse_time("yesterday-ish", now, {}).has_value());
  CHECK_FALSE(parse_time("-", now, {}).has_value());
}
