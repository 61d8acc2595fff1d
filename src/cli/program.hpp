// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "cli/app.hpp"

namespace optrack::cli {

/// What the program does after its borders are made: parses, reads configuration, runs the command,
/// prints an error. `borders.out_terminal` and `err_terminal` are made by `terminals` once
/// --color and --ascii are known.
/// \param arguments  Without the program's name.
/// \return The exit code.
int run_program(const std::vector<std::string>& arguments, Borders borders,
                const std::function<void(Borders&, const Globals&)>& terminals);

/// `main`: makes the real borders and runs the program with them.
/// \param emulate  See `Borders::emulate`; empty in all programs but one.
int main_program(int count, char** arguments,
                 const std::function<Result<int>(const EmulateOptions&, App&)>& emulate = {});

}  // namespace optrack::cli
