// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "optrack/event.hpp"

namespace optrack::test {

/// What one would try to make a terminal, a CI system or a shell act: sequences whole, cut and nested, control
/// characters, Unicode that moves or hides, bytes that are no text, commands of other readers.
const std::vector<std::string>& hostile_texts();

/// Events of one operation with `text` in every field a server decides about, one field after the other.
std::vector<EventBody> tellings(const std::string& text);

}  // namespace optrack::test
