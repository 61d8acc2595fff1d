// SPDX-License-Identifier: MIT
#include "print/printers.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "model/event_json.hpp"
#include "print/github_printer.hpp"
#include "print/gitlab_printer.hpp"
#include "print/line_buffer.hpp"
#include "print/plain_printer.hpp"
#include "print/report_printers.hpp"
#include "print/tty_printer.hpp"

namespace optrack {
namespace {

class NdjsonPrinter final : public EventSink {
 public:
  NdjsonPrinter(Output& output, const PrinterOptions& options) : buffer_(output), context_(options.context) {}

  void on(const Event& event) override {
    append_event_line(buffer_.next(), event, context_);
    buffer_.added();
    if (std::holds_alternative<StreamEnd>(event.body)) buffer_.write();
  }
  void flush() override { buffer_.write(); }
  [[nodiscard]] bool gone() const override { return buffer_.gone(); }

 private:
  LineBuffer buffer_;
  std::string context_;
};

class JsonPrinter final : public EventSink {
 public:
  JsonPrinter(Output& output, const PrinterOptions& options)
      : buffer_(output), many_(options.operations > 1), record_(options.record) {}

  void on(const Event& event) override {
    if (const auto* start = std::get_if<StreamStart>(&event.body)) {
      for (const std::string& op : start->ops) remember(op);
    }
    if (!event.op.empty()) remember(event.op);
    if (std::holds_alternative<StreamEnd>(event.body)) write();
  }
  [[nodiscard]] bool gone() const override { return buffer_.gone(); }

 private:
  void remember(const std::string& op) {
    if (known_.insert(op).second) ops_.push_back(op);
  }
  void write() {
    std::string documents;
    for (const std::string& op : ops_) {
      const std::string document = record_ ? record_(op) : std::string{};
      if (document.empty()) continue;
      if (!documents.empty()) documents += ",\n";
      documents += document;
    }
    if (many_ || ops_.size() > 1) documents = "[" + documents + "]";
    if (!documents.empty()) buffer_.add(documents + "\n");
    buffer_.write();
  }

  LineBuffer buffer_;
  bool many_;
  std::function<std::string(std::string_view)> record_;
  std::vector<std::string> ops_;  // In the order of the command line.
  std::unordered_set<std::string> known_;
};

class IdPrinter final : public EventSink {
 public:
  IdPrinter(Output& output, const PrinterOptions& /*options*/) : buffer_(output) {}

  void on(const Event& event) override {
    if (std::holds_alternative<StreamEnd>(event.body)) buffer_.write();
    if (!std::holds_alternative<ResultReady>(event.body)) return;
    if (printed_.insert(event.op).second) buffer_.add(event.op + "\n");
  }
  void flush() override { buffer_.write(); }
  [[nodiscard]] bool gone() const override { return buffer_.gone(); }

 private:
  LineBuffer buffer_;
  std::set<std::string> printed_;
};

class QuietPrinter final : public EventSink {
 public:
  QuietPrinter(Output& /*output*/, const PrinterOptions& /*options*/) {}
  void on(const Event& /*event*/) override {}
};

template <typename Printer>
std::unique_ptr<EventSink> make_printer(Output& output, const PrinterOptions& options) {
  return std::make_unique<Printer>(output, options);
}

std::unique_ptr<EventSink> make_ndjson(Output& output, const PrinterOptions& options) {
  return make_filtered(options.filter, std::make_unique<NdjsonPrinter>(output, options));
}

constexpr std::array kPrinterKinds{
    PrinterKind{"tty", Stream::err, true, make_tty_printer},
    PrinterKind{"plain", Stream::err, true, make_plain_printer},
    PrinterKind{"github", Stream::out, true, make_github_printer},
    PrinterKind{"gitlab", Stream::out, true, make_gitlab_printer},
    PrinterKind{"ndjson", Stream::out, true, make_ndjson},
    PrinterKind{"json", Stream::out, false, make_printer<JsonPrinter>},
    PrinterKind{"id", Stream::out, false, make_printer<IdPrinter>},
    PrinterKind{"exec", Stream::command, true, make_ndjson},
    PrinterKind{"quiet", Stream::none, false, make_printer<QuietPrinter>},
    PrinterKind{"html", Stream::file, false, make_html_printer},
    PrinterKind{"junit", Stream::file, false, make_junit_printer},
};

}  // namespace

std::span<const PrinterKind> printer_kinds() { return kPrinterKinds; }

const PrinterKind* find_printer(std::string_view name) {
  const auto* const found =
      std::find_if(kPrinterKinds.begin(), kPrinterKinds.end(), [&](const auto& kind) { return kind.name == name; });
  return found == kPrinterKinds.end() ? nullptr : found;
}

void FanOut::on(const Event& event) {
  for (const auto& sink : sinks_) sink->on(event);
}

void FanOut::flush() {
  for (const auto& sink : sinks_) sink->flush();
}

std::optional<Instant> FanOut::due() const {
  std::optional<Instant> first;
  for (const auto& sink : sinks_) {
    if (const auto due = sink->due()) first = std::min(first.value_or(*due), *due);
  }
  return first;
}

void FanOut::tick(Instant now, WallTime wall) {
  for (const auto& sink : sinks_) {
    if (const auto due = sink->due(); due && *due <= now) sink->tick(now, wall);
  }
}

void FanOut::heed(Signal signal) {
  for (const auto& sink : sinks_) sink->heed(signal);
}

bool FanOut::gone() const {
  return std::any_of(sinks_.begin(), sinks_.end(), [](const auto& sink) { return sink->gone(); });
}

}  // namespace optrack
