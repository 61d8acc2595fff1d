// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace optrack::test {

/// Fails the test for each line of `out` (of its first 200 events) that is an event and breaks the schema of events. A
/// last line without its line break is left out: the program was killed.
void check_printed_events(std::string_view out);

}  // namespace optrack::test
