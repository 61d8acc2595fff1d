// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.hpp"
#include "optrack/error.hpp"
#include "system/jq_filter.hpp"

namespace optrack::cli {

struct Globals;
struct Words;

/// What --json and --jq ask for, checked: printing it cannot fail on a wrong name or program any more.
struct JsonWish {
  bool given = false;                 ///< One of them was: JSON goes to stdout.
  std::vector<std::string> fields;    ///< In the order named; empty: all.
  std::unique_ptr<JqProgram> filter;  ///< nullptr: none.
};

/// Compiles the program of --jq; see `compile_jq`.
using JqCompiler = std::function<Result<std::unique_ptr<JqProgram>>(std::string_view text, const JqLimits& limits)>;

/// Limits for a program that is given whole documents: 100,000 records take it 4.5 s and 600 MiB.
inline constexpr JqLimits kDocumentLimits{std::chrono::seconds{30}, 4096, std::chrono::minutes{10}};
/// Limits for a program that is given single lines, during which nothing else is done.
inline constexpr JqLimits kLineLimits{};

/// The names in `text`, a list with commas; empty for "all". Error `usage` for a name that is not among `known` and
/// for no name: it has the nearest names, and `known`. Empty `known`: every name is good.
Result<std::vector<std::string>> read_fields(std::string_view text, const std::vector<std::string>& known);

/// Whether `command` can do what --json, --jq and -o ask, before it does anything. What settings ask of a command that
/// prints no JSON is left out; from the command line it is an error. Errors: `usage`, and those of `compile`.
Result<JsonWish> read_json_wish(const CommandSpec& command, const Globals& globals, const Words& words,
                                const JqCompiler& compile);

}  // namespace optrack::cli
