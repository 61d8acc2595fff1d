// SPDX-License-Identifier: MIT
#include "cli/show_once.hpp"

#include <algorithm>
#include <utility>

#include "cli/exit_code.hpp"
#include "cli/finding.hpp"
#include "optrack/version.hpp"

namespace optrack::cli {
namespace {

/// Adds what the operation is called by its server: that was not known yet when our own start was journalled.
class WithRemote final : public EventSink {
 public:
  WithRemote(EventSink& sink, const Operation& operation) : sink_(sink), operation_(operation) {}

  void on(const Event& event) override {
    const auto* seen = std::get_if<OperationSeen>(&event.body);
    if (seen == nullptr || !seen->remote_id.empty()) return sink_.on(event);
    Event complete = event;
    std::get<OperationSeen>(complete.body).remote_id = operation_.remote.id;
    sink_.on(complete);
  }
  void flush() override { sink_.flush(); }
  [[nodiscard]] bool gone() const override { return sink_.gone(); }

 private:
  EventSink& sink_;
  const Operation& operation_;
};

}  // namespace

Result<void> show_events(Store& store, const std::string& id, const std::set<std::string>& types, EventSink& sink) {
  constexpr std::size_t kChunk = 5000;
  EventRange range;
  range.types = types;
  range.limit = kChunk;
  while (true) {
    const Result<std::vector<Event>> events = store.events(id, range);
    if (!events) return fail(events.error());
    for (const Event& event : *events) sink.on(event);
    sink.flush();
    if (events->size() < kChunk || sink.gone()) return {};
    range.after = events->back().seq;
  }
}

Result<void> show_recorded(App& app, const std::vector<Operation>& operations, const std::vector<OutputChoice>& choices,
                           int code) {
  const Result<OpenedOutputs> outputs = open_outputs(choices);
  if (!outputs) return fail(outputs.error());
  const Result<std::unique_ptr<Printing>> printing = Printing::open(app, operations, {}, *outputs);
  if (!printing) return fail(printing.error());
  const Result<Store*> store = app.store();
  if (!store) return fail(store.error());

  EventSink& sink = (*printing)->sink();
  StreamStart start;
  StreamEnd end;
  start.version = kVersion;
  start.mode = (*printing)->mode();
  end.exit_code = code;
  end.exit_name = exit_name(code);
  std::vector<Operation> active;
  for (const Operation& operation : operations) {
    start.ops.push_back(operation.id);
    ++end.counts[std::string{to_string(operation.status)}];
    if (!is_final(operation.status)) active.push_back(operation);
  }
  if (!active.empty()) end.resume = {wait_command_line(app, active)};
  sink.on(Event{0, app.clock().wall(), {}, std::move(start)});
  for (const Operation& operation : operations) {
    WithRemote complete{sink, operation};
    if (const Result<void> shown = show_events(**store, operation.id, {}, complete); !shown) return fail(shown.error());
  }
  sink.on(Event{0, app.clock().wall(), {}, std::move(end)});
  sink.flush();
  if (const auto trouble = (*printing)->trouble()) return fail(*trouble);
  return {};
}

Result<void> show_once(App& app, const Operation& operation) {
  Result<std::vector<OutputChoice>> choices = choose_outputs(app);
  if (!choices) return fail(std::move(choices).error());
  std::erase_if(*choices, [](const OutputChoice& choice) {
    return choice.kind->name != "json" && choice.kind->name != "ndjson";
  });
  if (choices->empty()) return {};
  const int code = is_final(operation.status) ? number(exit_code_for(operation.status)) : 0;
  return show_recorded(app, {operation}, *choices, code);
}

}  // namespace optrack::cli
