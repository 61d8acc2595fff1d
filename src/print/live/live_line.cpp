// SPDX-License-Identifier: MIT
#include "print/live/live_line.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "model/text.hpp"

namespace optrack::live {
namespace {

constexpr std::size_t kLongest = 16'384;  // Bytes of one piece: a line of a megabyte is no reading matter.

/// An address that may stand in an escape sequence: http or https, nothing but printable ASCII.
bool is_linkable(std::string_view link) {
  constexpr std::size_t kMost = 2'000;
  const bool web = link.starts_with("https://") || link.starts_with("http://");
  return web && link.size() <= kMost &&
         std::all_of(link.begin(), link.end(), [](char c) { return c > ' ' && c < '\x7f' && c != ';'; });
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  all.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

std::string moving(std::size_t inner, bool unicode, std::int64_t second) {
  constexpr std::size_t kMarker = 4;
  const std::string_view blank = unicode ? " " : ".";
  if (inner <= kMarker) return repeated(blank, inner);
  const std::size_t ways = inner - kMarker;
  const auto step = static_cast<std::size_t>(std::max<std::int64_t>(second, 0)) % (2 * ways);
  const std::size_t at = step <= ways ? step : 2 * ways - step;
  return repeated(blank, at) + (unicode ? "▐██▌" : "<==>") + repeated(blank, ways - at);
}

std::string eighths(std::size_t inner, double share) {
  constexpr std::array<std::string_view, 8> kParts{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const auto count = static_cast<std::size_t>(std::floor(share * static_cast<double>(inner * 8)));
  const std::size_t full = count / 8;
  const std::string_view part = kParts.at(count % 8);
  return repeated("█", full) + std::string{part} + std::string(inner - full - (part.empty() ? 0 : 1), ' ');
}

std::string arrow(std::size_t inner, double share) {
  const auto full = static_cast<std::size_t>(std::floor(share * static_cast<double>(inner)));
  if (full >= inner) return std::string(inner, '=');
  return std::string(full, '=') + ">" + std::string(inner - full - 1, '-');
}

}  // namespace

Line& Line::add(std::string_view text, Tone tone) {
  const bool whole = text.size() <= kLongest;
  std::string shown = harmless(text.substr(0, kLongest)) + (whole ? "" : " ...");
  if (shown.empty()) return *this;
  width_ += display_width(shown);
  spans_.push_back({std::move(shown), tone, {}});
  return *this;
}

Line& Line::add(const Line& line) {
  spans_.insert(spans_.end(), line.spans_.begin(), line.spans_.end());
  width_ += line.width_;
  return *this;
}

Line& Line::add_link(std::string_view text, std::string_view link) {
  const std::size_t before = spans_.size();
  add(text);
  if (spans_.size() > before && is_linkable(link)) spans_.back().link = link;
  return *this;
}

Line& Line::pad(std::size_t column, std::size_t least) {
  const std::size_t blanks = std::max(least, column > width_ ? column - width_ : 0);
  if (blanks == 0) return *this;
  spans_.push_back({std::string(blanks, ' '), Tone::neutral, {}});
  width_ += blanks;
  return *this;
}

Line& Line::cut(int columns, bool unicode) {
  if (columns <= 0) {
    spans_.clear();
    width_ = 0;
  }
  if (columns <= 0 || width_ <= static_cast<std::size_t>(columns)) return *this;
  const std::string whole = text();
  std::string short_text = fit(whole, columns, unicode);
  std::size_t left = 0;  // Bytes that stay.
  while (left < short_text.size() && left < whole.size() && short_text[left] == whole[left]) ++left;
  constexpr std::string_view kMark = "…";
  const std::size_t mark = unicode ? kMark.size() : std::min<std::size_t>(2, static_cast<std::size_t>(columns));
  left = std::min(left, short_text.size() - std::min(mark, short_text.size()));
  std::vector<Span> kept;
  for (Span& span : spans_) {
    if (left == 0) break;
    span.text.resize(std::min(left, span.text.size()));
    left -= span.text.size();
    kept.push_back(std::move(span));
  }
  std::size_t bytes = 0;
  for (const Span& span : kept) bytes += span.text.size();
  kept.push_back({short_text.substr(bytes), kept.empty() ? Tone::neutral : kept.back().tone, {}});
  spans_ = std::move(kept);
  width_ = display_width(short_text);
  return *this;
}

std::string Line::text() const {
  std::string all;
  for (const Span& span : spans_) all += span.text;
  return all;
}

std::string Line::rendered(const Terminal& terminal) const {
  std::string bytes;
  for (const Span& span : spans_) {
    const bool link = terminal.links && !span.link.empty();
    const std::string_view look = terminal.color ? escape_for(span.tone) : std::string_view{};
    if (link) bytes.append("\x1b]8;;").append(span.link).append("\x1b\\");
    bytes.append(look).append(span.text);
    if (!look.empty()) bytes += "\x1b[0m";
    if (link) bytes += "\x1b]8;;\x1b\\";
  }
  return bytes;
}

std::string progress_bar(std::optional<double> percent, std::size_t width, bool unicode, std::int64_t second) {
  constexpr std::size_t kLeast = 3;
  const std::size_t inner = std::max(width, kLeast) - 2;
  if (!percent || !std::isfinite(*percent)) return "[" + moving(inner, unicode, second) + "]";
  const double share = std::clamp(*percent / 100.0, 0.0, 1.0);
  return "[" + (unicode ? eighths(inner, share) : arrow(inner, share)) + "]";
}

Marks Marks::of(const Terminal& terminal) {
  if (terminal.unicode) return {"✔", "✖", "▸", "⚠", "✚"};
  return {"v", "x", ">", "!", "+"};
}

}  // namespace optrack::live
