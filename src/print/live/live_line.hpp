// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "optrack/terminal.hpp"
#include "print/line_style.hpp"

namespace optrack::live {

/// A piece of a line in one look.
struct Span {
  std::string text;  ///< Harmless.
  Tone tone = Tone::neutral;
  std::string link;  ///< Address it leads to; empty: none.
};

/// One line of the live view. Whatever is added is made harmless first.
class Line {
 public:
  Line() = default;
  explicit Line(std::string_view text, Tone tone = Tone::neutral) { add(text, tone); }

  Line& add(std::string_view text, Tone tone = Tone::neutral);
  Line& add(const Line& line);
  /// The same for a text that leads to `link`; as plain text when that is no http or https address.
  Line& add_link(std::string_view text, std::string_view link);
  /// Blanks up to `column` cells; at least `least` of them.
  Line& pad(std::size_t column, std::size_t least = 0);
  /// Cut to `columns` cells (0 or less: to nothing) with a mark where something is left out.
  Line& cut(int columns, bool unicode);

  /// Terminal cells it takes; an upper bound, see `display_width`.
  [[nodiscard]] std::size_t width() const { return width_; }
  [[nodiscard]] bool empty() const { return spans_.empty(); }
  [[nodiscard]] std::string text() const;
  /// The bytes for a terminal, without a line break: SGR colours and OSC 8 links where it has them.
  [[nodiscard]] std::string rendered(const Terminal& terminal) const;

 private:
  std::vector<Span> spans_;
  std::size_t width_ = 0;
};

/// A progress bar of `width` cells with its brackets, at least 3: `[████▌   ]`, or `[===>----]` without `unicode`.
/// Without a percentage something moves in it, by `second`.
std::string progress_bar(std::optional<double> percent, std::size_t width, bool unicode, std::int64_t second);

/// The marks of the view: `✔ ✖ ▸ ⚠ ✚`, or `v x > ! +`.
struct Marks {
  std::string_view ok, failed, running, trouble, made;
  static Marks of(const Terminal& terminal);
};

}  // namespace optrack::live
