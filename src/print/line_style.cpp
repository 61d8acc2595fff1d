// SPDX-License-Identifier: MIT
#include "print/line_style.hpp"

#include <cstdint>

#include <fmt/format.h>

#include "model/text.hpp"
#include "print/workflow_commands.hpp"

namespace optrack {
std::string_view escape_for(Tone tone) {
  switch (tone) {
    case Tone::neutral:
      return "";
    case Tone::good:
      return "\x1b[32m";
    case Tone::bad:
      return "\x1b[1;31m";
    case Tone::careful:
      return "\x1b[33m";
  }
  return "";
}

Tone tone_of(Status status) {
  switch (status) {
    case Status::pending:
    case Status::running:
      return Tone::neutral;
    case Status::completed:
      return Tone::good;
    case Status::failed:
    case Status::lost:
      return Tone::bad;
    case Status::cancelled:
      return Tone::careful;
  }
  return Tone::neutral;
}

std::string finish(const StyledLine& line, const Terminal& terminal) {
  std::string text = harmless(line.text);
  text = terminal.is_terminal ? fit(text, terminal.columns, terminal.unicode) : without_commands(text);
  const std::size_t at = line.word.empty() ? std::string::npos : text.find(line.word);
  if (terminal.color && line.tone != Tone::neutral && at != std::string::npos) {
    text.insert(at + line.word.size(), "\x1b[0m");
    text.insert(at, escape_for(line.tone));
  }
  return text + "\n";
}

std::string clock_text(WallTime time, std::chrono::seconds offset) {
  constexpr std::int64_t kDay = 86'400;
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::int64_t count = time.time_since_epoch().count();
  const std::int64_t seconds = count / kSecond - (count % kSecond < 0 ? 1 : 0) + offset.count();
  const std::int64_t of_day = (seconds % kDay + kDay) % kDay;
  return fmt::format("{:02}:{:02}:{:02}", of_day / 3600, of_day / 60 % 60, of_day % 60);
}

std::string padded(std::string_view text, std::size_t width) {
  const std::size_t cells = display_width(text);
  return std::string{text} + std::string(cells < width ? width - cells : 0, ' ');
}

}  // namespace optrack
