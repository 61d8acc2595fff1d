// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "cli/app.hpp"
#include "cli/command.hpp"
#include "optrack/protocol.hpp"

namespace optrack::cli {

/// `optrack ops list|show`
CommandSpec ops_command();

/// A type with its parameters, for people; without colour, lines at most `columns` wide.
std::string describe_type(const OperationType& type, std::string_view protocol, int columns);

}  // namespace optrack::cli
