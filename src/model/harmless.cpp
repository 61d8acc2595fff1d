// SPDX-License-Identifier: MIT
#include "model/text.hpp"
#include "model/utf8.hpp"

namespace optrack {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD
constexpr char kEscape = '\x1b';

bool in(std::int32_t value, std::int32_t first, std::int32_t last) { return value >= first && value <= last; }

/// Bytes of the longest beginning of `text` from `at` whose bytes lie in a range.
std::size_t run_of(std::string_view text, std::size_t at, char first, char last) {
  std::size_t end = at;
  while (end < text.size() && text[end] >= first && text[end] <= last) ++end;
  return end - at;
}

/// End of a sequence whose body begins at `at`, or npos when it is not complete.
constexpr std::size_t kOpen = std::string_view::npos;

std::size_t end_of_csi(std::string_view text, std::size_t at) {
  at += run_of(text, at, '0', '?');
  at += run_of(text, at, ' ', '/');
  return run_of(text, at, '@', '~') > 0 ? at + 1 : kOpen;
}

/// OSC, DCS, APC, PM, SOS: up to BEL or ST. Any other control character ends the search, so that a
/// text full of beginnings costs linear time.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const char c = text[at];
    if (c == '\a') return at + 1;
    if (c == kEscape) return text.substr(at + 1, 1) == "\\" ? at + 2 : kOpen;
    if (c == '\xc2' && text.substr(at + 1, 1) == "\x9c") return at + 2;
    const bool c1 = c == '\xc2' && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xa0;
    if (c1 || (c >= 0 && c < 0x20) || c == 0x7f) return kOpen;
    ++at;
  }
  return kOpen;
}

/// `at` is behind the ESC.
std::size_t end_of_escape(std::string_view text, std::size_t at) {
  if (at >= text.size()) return kOpen;
  if (text[at] == '[') return end_of_csi(text, at + 1);
  if (std::string_view{"]PX^_"}.find(text[at]) != std::string_view::npos) return end_of_string(text, at + 1);
  at += run_of(text, at, ' ', '/');
  return run_of(text, at, '0', '~') > 0 ? at + 1 : kOpen;
}

class Cleaner {
 public:
  explicit Cleaner(std::string_view text) : text_(text) { out_.reserve(text.size()); }

  std::string run() && {
    while (at_ < text_.size()) {
      if (const std::size_t plain = plain_run(text_, at_); plain > 0) {
        keep(plain);
      } else {
        step();
      }
    }
    return std::move(out_);
  }

 private:
  void keep(std::size_t length) {
    out_.append(text_, at_, length);
    at_ += length;
  }
  void replace(std::size_t length, std::string_view by) {
    out_ += by;
    at_ += length;
  }
  /// Leaves the sequence out up to `end`, or shows its beginning as `mark`.
  void leave_out(std::size_t end, std::size_t length, std::string_view mark) {
    if (end == kOpen) return replace(length, mark);
    at_ = end;
  }

  void step() {
    const CodePoint point = code_point_at(text_, at_);
    if (point.value < 0) return replace(1, kReplacement);
    if (point.value < 0x20 || point.value == 0x7f) return c0(point.value);
    if (in(point.value, 0x80, 0x9f)) return c1(point.value);
    if (in(point.value, 0x2028, 0x2029)) return replace(point.length, " ");
    if (in(point.value, 0x202a, 0x202e) || in(point.value, 0x2066, 0x2069)) return replace(point.length, kReplacement);
    const bool bare_mark = in(point.value, 0x200e, 0x200f) || point.value == 0x061c;
    if (bare_mark) return replace(point.length, "");
    keep(point.length);
  }

  void c0(std::int32_t value) {
    switch (value) {
      case kEscape:
        return leave_out(end_of_escape(text_, at_ + 1), 1, "\u241b");
      case '\t':
      case '\n':
      case '\v':
      case '\f':
        return replace(1, " ");
      case '\r':
        if (text_.substr(at_ + 1, 1) == "\n") return replace(2, " ");
        break;
      default:
        break;
    }
    // The control pictures U+2400 to U+241F, in code order; DEL is U+2421.
    const char picture[] = {'\xe2', '\x90', static_cast<char>(0x80 + (value == 0x7f ? 0x21 : value))};
    replace(1, {picture, sizeof picture});
  }

  void c1(std::int32_t value) {
    constexpr std::size_t kLength = 2;
    switch (value) {
      case 0x85:
        return replace(kLength, " ");
      case 0x9b:
        return leave_out(end_of_csi(text_, at_ + kLength), kLength, kReplacement);
      case 0x90:
      case 0x98:
      case 0x9d:
      case 0x9e:
      case 0x9f:
        return leave_out(end_of_string(text_, at_ + kLength), kLength, kReplacement);
      default:
        return replace(kLength, kReplacement);
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
};

}  // namespace

bool is_plainly_harmless(std::string_view text) { return plain_run(text, 0) == text.size(); }

std::string harmless(std::string_view text) {
  text = text.substr(0, text.find_last_not_of("\r\n") + 1);  // npos + 1 is 0
  if (plain_run(text, 0) == text.size()) return std::string{text};
  return Cleaner{text}.run();
}

}  // namespace optrack
