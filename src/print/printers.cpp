// SPDX-License-Identifier: MIT
#include "print/printers.hpp"

#include <algorithm>
#include <utility>

#include "model/event_json.hpp"
#include "print/line_buffer.hpp"
#include "print/plain_printer.hpp"

namespace optrack {
namespace {

class NdjsonPrinter final : public EventSink {
 public:
  NdjsonPrinter(Output& output, std::string context) : buffer_(output), context_(std::move(context)) {}

  void on(const Event& event) override {
    buffer_.add(event_line(event, context_));
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
    if (std::find(ops_.begin(), ops_.end(), op) == ops_.end()) ops_.push_back(op);
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
};

class IdPrinter final : public EventSink {
 public:
  explicit IdPrinter(Output& output) : buffer_(output) {}

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
  void on(const Event& /*event*/) override {}
};

}  // namespace

std::optional<OutputMode> parse_output_mode(std::string_view name) {
  if (name == "plain") return OutputMode::plain;
  if (name == "ndjson") return OutputMode::ndjson;
  if (name == "json") return OutputMode::json;
  if (name == "id") return OutputMode::id;
  if (name == "quiet") return OutputMode::quiet;
  return std::nullopt;
}

std::unique_ptr<EventSink> make_printer(OutputMode mode, Output& output, const PrinterOptions& options) {
  switch (mode) {
    case OutputMode::plain:
      return make_plain_printer(output, options);
    case OutputMode::ndjson:
      return make_filtered(options.filter, std::make_unique<NdjsonPrinter>(output, options.context));
    case OutputMode::json:
      return std::make_unique<JsonPrinter>(output, options);
    case OutputMode::id:
      return std::make_unique<IdPrinter>(output);
    case OutputMode::quiet:
      return std::make_unique<QuietPrinter>();
  }
  return std::make_unique<QuietPrinter>();
}

void FanOut::on(const Event& event) {
  for (const auto& sink : sinks_) sink->on(event);
}

void FanOut::flush() {
  for (const auto& sink : sinks_) sink->flush();
}

bool FanOut::gone() const {
  return std::any_of(sinks_.begin(), sinks_.end(), [](const auto& sink) { return sink->gone(); });
}

}  // namespace optrack
