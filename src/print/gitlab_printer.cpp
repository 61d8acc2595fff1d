// SPDX-License-Identifier: MIT
#include "print/gitlab_printer.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "print/folding_lines.hpp"
#include "print/line_buffer.hpp"

namespace optrack {
namespace {

constexpr std::string_view kMark = "\r\x1b[0K";  // Ends a section command; GitLab hides what stands in front of it.

std::int64_t seconds_of(WallTime time) {
  return std::max<std::int64_t>(0, std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count());
}

/// GitLab takes `[A-Za-z0-9_.-]` in names of sections. Ids are ours, but read from a file.
std::string name_part(std::string_view text) {
  std::string name;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
    if (plain) name += c;
  }
  return name;
}

class GitlabPrinter final : public EventSink {
 public:
  GitlabPrinter(Output& output, const PrinterOptions& options)
      : lines_(options, Terminal{}, LineOrder::task), buffer_(output) {}

  void on(const Event& event) override {
    write(lines_.tell(event));
    if (std::holds_alternative<StreamEnd>(event.body)) buffer_.write();
  }
  void flush() override {
    write(lines_.pause());
    buffer_.write();
  }
  [[nodiscard]] bool gone() const override { return buffer_.gone(); }

 private:
  void write(const std::vector<FoldingLines::Piece>& pieces) {
    for (const auto& piece : pieces) {
      if (const auto* fold = std::get_if<Fold>(&piece)) {
        buffer_.add(section(*fold));
      } else {
        buffer_.add(std::get<std::string>(piece));
      }
    }
  }

  /// All in one piece: nothing of another task comes between.
  std::string section(const Fold& fold) {
    const std::string name = fmt::format("optrack_{}_{}", name_part(fold.op), ++sections_);
    std::string text = fmt::format("\x1b[0Ksection_start:{}:{}[collapsed={}]{}{}", seconds_of(fold.begun), name,
                                   fold.well, kMark, fold.title);
    for (const std::string& line : fold.lines) text += line;
    return text + fmt::format("\x1b[0Ksection_end:{}:{}{}\n", seconds_of(fold.ended), name, kMark);
  }

  FoldingLines lines_;
  LineBuffer buffer_;
  std::size_t sections_ = 0;
};

}  // namespace

std::unique_ptr<EventSink> make_gitlab_printer(Output& output, const PrinterOptions& options) {
  return std::make_unique<GitlabPrinter>(output, options);
}

}  // namespace optrack
