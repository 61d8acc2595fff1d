// SPDX-License-Identifier: MIT
#include "print/report_printers.hpp"

#include "print/html_report.hpp"
#include "print/junit_report.hpp"
#include "print/report_facts.hpp"

namespace optrack {
namespace {

class ReportPrinter final : public EventSink {
 public:
  using Form = std::string (*)(const ReportFacts& facts);

  ReportPrinter(Output& output, const PrinterOptions& options, Form form)
      : output_(output), facts_(options), form_(form) {}
  ReportPrinter(const ReportPrinter&) = delete;
  ReportPrinter& operator=(const ReportPrinter&) = delete;
  ~ReportPrinter() override {
    if (unwritten_) write();
  }

  void on(const Event& event) override {
    facts_.note(event);
    unwritten_ = true;
    if (std::holds_alternative<StreamEnd>(event.body)) write();
  }
  [[nodiscard]] bool gone() const override { return output_.reader_left(); }

 private:
  void write() {
    unwritten_ = false;
    output_.write(form_(facts_));
  }

  Output& output_;
  ReportFacts facts_;
  Form form_;
  bool unwritten_ = false;
};

}  // namespace

std::unique_ptr<EventSink> make_html_printer(Output& output, const PrinterOptions& options) {
  return std::make_unique<ReportPrinter>(output, options, html_report);
}

std::unique_ptr<EventSink> make_junit_printer(Output& output, const PrinterOptions& options) {
  return std::make_unique<ReportPrinter>(output, options, junit_report);
}

}  // namespace optrack
