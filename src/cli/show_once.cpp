// SPDX-License-Identifier: MIT
#include "cli/show_once.hpp"

#include <algorithm>

#include "cli/exit_code.hpp"
#include "cli/finding.hpp"
#include "cli/printing.hpp"
#include "optrack/version.hpp"

namespace optrack::cli {

Result<void> show_once(App& app, const Operation& operation) {
  Result<std::vector<OutputChoice>> choices = choose_outputs(app);
  if (!choices) return fail(std::move(choices).error());
  std::erase_if(*choices, [](const OutputChoice& choice) {
    return choice.kind->name != "json" && choice.kind->name != "ndjson";
  });
  if (choices->empty()) return {};
  const Result<std::unique_ptr<Printing>> printing = Printing::open(app, {operation}, {}, *choices);
  if (!printing) return fail(printing.error());
  const Result<Store*> store = app.store();
  if (!store) return fail(store.error());
  const Result<std::vector<Event>> events = (*store)->events(operation.id, {});
  if (!events) return fail(events.error());

  EventSink& sink = (*printing)->sink();
  StreamStart start;
  start.version = kVersion;
  start.mode = (*printing)->mode();
  start.ops = {operation.id};
  sink.on(Event{0, app.clock().wall(), {}, std::move(start)});
  for (const Event& event : *events) sink.on(event);
  StreamEnd end;
  end.exit_code = is_final(operation.status) ? number(exit_code_for(operation.status)) : 0;
  end.exit_name = exit_name(end.exit_code);
  end.counts[std::string{to_string(operation.status)}] = 1;
  if (!is_final(operation.status)) end.resume = {wait_command_line(app, {operation})};
  sink.on(Event{0, app.clock().wall(), {}, std::move(end)});
  sink.flush();
  if (const auto trouble = (*printing)->trouble()) return fail(*trouble);
  return {};
}

}  // namespace optrack::cli
