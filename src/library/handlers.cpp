// SPDX-License-Identifier: MIT
#include "optrack/handlers.hpp"

#include <array>
#include <exception>
#include <memory>

namespace optrack {
namespace {

Stage stage_of(Status status) {
  switch (status) {
    case Status::completed:
      return Stage::completed;
    case Status::failed:
      return Stage::failed;
    case Status::cancelled:
      return Stage::cancelled;
    case Status::lost:
    case Status::pending:
    case Status::running:
      break;
  }
  return Stage::lost;
}

}  // namespace

std::optional<StageReport> stage_report(const Event& event) {
  StageReport report;
  report.op = event.op;
  report.at = event.ts;
  if (const auto* seen = std::get_if<OperationSeen>(&event.body)) {
    report.stage = Stage::start;
    report.status = seen->status;
    return report;
  }
  if (const auto* moved = std::get_if<ProgressChanged>(&event.body)) {
    report.stage = Stage::progress;
    report.status = Status::running;
    report.percent = moved->percent;
    report.tasks = moved->tasks;
    return report;
  }
  if (const auto* result = std::get_if<ResultReady>(&event.body)) {
    report.stage = stage_of(result->status);
    report.status = result->status;
    report.message = result->message;
    report.outcome = result->outcome;
    return report;
  }
  return std::nullopt;
}

std::string_view to_string(Stage stage) {
  static constexpr std::array<std::string_view, 6> kWords{"start",  "progress",  "completed",
                                                          "failed", "cancelled", "lost"};
  return kWords.at(static_cast<std::size_t>(stage));
}

void Handlers::add(Stage stage, std::function<void(const StageReport&)> callback) {
  handlers_.emplace_back([stage, callback = std::move(callback)](const Event& event) {
    const auto report = stage_report(event);
    if (report && report->stage == stage) callback(*report);
  });
}

bool Handlers::is_news(const Event& event) {
  if (event.seq == 0) return true;
  std::uint64_t& newest = delivered_[event.op];
  if (event.seq <= newest) return false;
  newest = event.seq;
  return true;
}

void Handlers::on(const Event& event) {
  if (is_news(event)) deliver(event);
}

void Handlers::deliver(const Event& event) {
  const std::size_t count = handlers_.size();  // one that is added meanwhile begins with the next event
  for (std::size_t i = 0; i < count; ++i) {
    try {
      handlers_[i](event);
    } catch (const std::exception& thrown) {
      report(event, thrown.what());
    } catch (...) {
      report(event, "an exception of unknown type");
    }
  }
}

void Handlers::report(const Event& event, const std::string& what) {
  ++failures_;
  if (reporting_) return;  // whoever is told threw too: there is nobody left to tell
  reporting_ = true;
  if (trouble_) {
    try {
      trouble_(event, what);
    } catch (...) {
      ++failures_;
    }
  } else {
    deliver(
        Event{0, event.ts, event.op, Notice{"a handler for " + std::string{type_of(event.body)} + " threw: " + what}});
  }
  reporting_ = false;
}

}  // namespace optrack
