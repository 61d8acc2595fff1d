// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "optrack/protocol.hpp"

namespace optrack::fuzz {

/// Lets `protocol` converse with a server whose answers are written in `script`, and checks what comes out: every
/// conversation ends, observations pass the entrance and the delta without a contradiction, all can be printed.
///
/// The first line says what is asked: "poll" (again and again while there are answers), "start", "cancel",
/// "list", "find", "probe". Then come the answers, with a line "---" between: the status code in a line of its own
/// ("-" for no answer, with "~" behind for one that was cut short), header lines, an empty line, the body.
/// Aborts on a finding.
void play_answers(const Protocol& protocol, std::string_view script);

/// Says what was found and aborts, unless `complaint` is empty.
void expect_none(std::string_view complaint);

}  // namespace optrack::fuzz
