// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace optrack {

/// `text` in whose lines no CI system finds a command: GitHub acts upon `::name …::` at the beginning of a line (blanks
/// in front do not count) and upon `##[name]` anywhere in it, Azure Pipelines upon `##vso[…]` and `##[…]`. A blank is
/// put between the two signs that begin a command, which nobody leaves out again; any other text is unchanged. What is
/// no plain ASCII is looked through, as those who compare texts by the rules of a language may do. Sources: GitHub
/// "Workflow commands for GitHub Actions" and the reading of them in actions/runner; Azure "Logging commands".
std::string without_commands(std::string_view text);

/// `text` as the value of a GitHub workflow command: `%` and line breaks are encoded.
std::string command_data(std::string_view text);

/// The same as a property of one (`title=`), where `:` and `,` are signs too.
std::string command_property(std::string_view text);

/// One entry of the file that `GITHUB_OUTPUT` names, in the form that takes any value. The line that ends the value is
/// made from `secret`, and is never one of the value's own.
/// \param secret  A random word that nobody who writes `value` can know.
std::string step_output(std::string_view name, std::string_view value, std::string_view secret);

/// `text` for GitHub's Markdown, as one line of plain text, also inside a table: every sign that could mean something
/// is written as a character reference.
std::string markdown_text(std::string_view text);

}  // namespace optrack
