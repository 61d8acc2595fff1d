// SPDX-License-Identifier: MIT
#include "print/plain_printer.hpp"

#include "print/line_buffer.hpp"
#include "print/plain_lines.hpp"

namespace optrack {
namespace {

class PlainPrinter final : public EventSink {
 public:
  PlainPrinter(Output& output, const PrinterOptions& options)
      : lines_(options), buffer_(output), terminal_(options.terminal) {}

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
  void write(const std::vector<PlainLine>& lines) {
    for (const PlainLine& line : lines) buffer_.add(finish(line.styled, terminal_));
  }

  PlainLines lines_;
  LineBuffer buffer_;
  Terminal terminal_;
};

}  // namespace

std::unique_ptr<EventSink> make_plain_printer(Output& output, const PrinterOptions& options) {
  return std::make_unique<PlainPrinter>(output, options);
}

}  // namespace optrack
