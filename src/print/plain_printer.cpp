// SPDX-License-Identifier: MIT
#include "print/plain_printer.hpp"

#include "print/folding_lines.hpp"
#include "print/line_buffer.hpp"

namespace optrack {
namespace {

class PlainPrinter final : public EventSink {
 public:
  PlainPrinter(Output& output, const PrinterOptions& options)
      : lines_(options, options.terminal, LineOrder::time), buffer_(output) {}

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
      std::visit([this](const auto& kind) { add(kind); }, piece);
    }
  }
  void add(const std::string& line) { buffer_.add(line); }
  void add(const Fold& fold) {
    for (const std::string& line : fold.lines) add(line);
    add(fold.title);
  }

  FoldingLines lines_;
  LineBuffer buffer_;
};

}  // namespace

std::unique_ptr<EventSink> make_plain_printer(Output& output, const PrinterOptions& options) {
  return std::make_unique<PlainPrinter>(output, options);
}

}  // namespace optrack
