// SPDX-License-Identifier: MIT
#include "model/text.hpp"

#include <algorithm>
#include <cstdint>

#include <utf8proc.h>

#include "model/utf8.hpp"

namespace optrack {
namespace {

/// What is never torn apart: a character with its accents, a joined emoji.
struct Glyph {
  std::size_t length = 0;
  std::size_t width = 0;
};

bool ascii_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]) < 0x80; }

std::size_t cells(std::int32_t value) {
  if (value < 0) return 1;
  return static_cast<std::size_t>(std::max(0, utf8proc_charwidth(value)));
}

Glyph glyph_at(std::string_view text, std::size_t at) {
  if (ascii_at(text, at) && (at + 1 == text.size() || ascii_at(text, at + 1))) return {1, cells(text[at])};
  CodePoint last = code_point_at(text, at);
  Glyph glyph{last.length, cells(last.value)};
  utf8proc_int32_t state = 0;
  while (last.value >= 0 && at + glyph.length < text.size()) {
    const CodePoint next = code_point_at(text, at + glyph.length);
    if (next.value < 0 || utf8proc_grapheme_break_stateful(last.value, next.value, &state)) break;
    constexpr std::int32_t kAsEmoji = 0xfe0f;  // Variation selector 16 makes a narrow sign wide.
    glyph.width += next.value == kAsEmoji && cells(last.value) == 1 ? 1 : cells(next.value);
    glyph.length += next.length;
    last = next;
  }
  return glyph;
}

/// What stands at one place of a pattern.
struct PatternItem {
  std::size_t length = 0;
  bool matches = false;
};

/// Matches `value` against the set whose `[` is at `at`; length 0 when it is never closed.
PatternItem match_set(std::string_view pattern, std::size_t at, std::int32_t value) {
  std::size_t i = at + 1;
  const bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  if (negated) ++i;
  bool found = false;
  for (bool first = true; i < pattern.size(); first = false) {
    if (pattern[i] == ']' && !first) return {i + 1 - at, found != negated};
    const CodePoint low = code_point_at(pattern, i);
    i += low.length;
    CodePoint high = low;
    if (i + 1 < pattern.size() && pattern[i] == '-' && pattern[i + 1] != ']') {
      high = code_point_at(pattern, i + 1);
      i += 1 + high.length;
    }
    found = found || (value >= low.value && value <= high.value);
  }
  return {};
}

PatternItem match_item(std::string_view pattern, std::size_t at, std::int32_t value) {
  if (pattern[at] == '?') return {1, true};
  if (pattern[at] == '[') {
    const PatternItem set = match_set(pattern, at, value);
    if (set.length > 0) return set;
  }
  const CodePoint literal = code_point_at(pattern, at);
  return {literal.length, literal.value == value};
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t plain = plain_run(text, i);
    // The last plain character may carry accents: it belongs to a glyph of its own.
    const std::size_t alone = i + plain == text.size() ? plain : plain - std::min<std::size_t>(plain, 1);
    i += alone;
    width += alone;
    if (i == text.size()) break;
    const Glyph glyph = glyph_at(text, i);
    i += glyph.length;
    width += glyph.width;
  }
  return width;
}

std::string fit(std::string_view text, int columns, bool unicode) {
  if (columns <= 0) return std::string{text};
  const auto room = static_cast<std::size_t>(columns);
  const std::string_view mark = unicode ? "\u2026" : std::string_view{".."}.substr(0, room);
  const std::size_t before_mark = room - (unicode ? 1 : mark.size());
  std::size_t width = 0;
  std::size_t cut = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (width <= before_mark) cut = i;
    const Glyph glyph = glyph_at(text, i);
    width += glyph.width;
    if (width > room) return std::string{text.substr(0, cut)} + std::string{mark};
    i += glyph.length;
  }
  return std::string{text};
}

bool glob_match(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // Pattern behind the last `*` …
  std::size_t star_text = 0;                  // … and the text it has not swallowed yet.
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = ++p;
      star_text = t;
      continue;
    }
    const CodePoint point = code_point_at(text, t);
    const PatternItem item = p < pattern.size() ? match_item(pattern, p, point.value) : PatternItem{};
    if (item.matches) {
      p += item.length;
      t += point.length;
      continue;
    }
    if (star == std::string_view::npos) return false;
    p = star;
    star_text += code_point_at(text, star_text).length;
    t = star_text;
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace optrack
