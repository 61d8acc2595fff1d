// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "optrack/clock.hpp"
#include "optrack/operation.hpp"
#include "optrack/terminal.hpp"

namespace optrack {

enum class Tone { neutral, good, bad, careful };

/// The escape sequence that begins a tone; empty for `neutral`. `\x1b[0m` ends it.
std::string_view escape_for(Tone tone);

/// The tone in which a status word is shown.
Tone tone_of(Status status);

/// One line: `text` with one coloured word in it.
struct StyledLine {
  std::string text;
  std::string word;  ///< Its first occurrence is coloured; empty: none.
  Tone tone = Tone::neutral;
};

/// The line as it is written, with its line break: harmless whatever is in it, cut to the window
/// (a terminal of known width only), coloured where colour is on. Where it may be the log of a CI
/// system (no terminal) no text in it is a command.
std::string finish(const StyledLine& line, const Terminal& terminal);

/// `HH:MM:SS` of `time`, shifted by `offset`. Right for every representable time.
std::string clock_text(WallTime time, std::chrono::seconds offset);

/// `text` with blanks behind it up to `width` cells; longer ones stay whole.
std::string padded(std::string_view text, std::size_t width);

}  // namespace optrack
