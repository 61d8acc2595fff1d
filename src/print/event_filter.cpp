// SPDX-License-Identifier: MIT
#include "print/event_filter.hpp"

#include <utility>

#include <fmt/format.h>

namespace optrack {
namespace {

int gravity(std::string_view level) {
  if (level == "debug" || level == "trace") return 0;
  if (level == "warning" || level == "warn") return 2;
  return level == "error" || level == "critical" || level == "fatal" ? 3 : 1;
}

template <std::size_t... Index>
std::vector<std::string> type_words(std::index_sequence<Index...> /*indices*/) {
  return {std::string{type_of(EventBody{std::in_place_index<Index>})}...};
}

class FilteredSink final : public EventSink {
 public:
  FilteredSink(FilterOptions options, std::unique_ptr<EventSink> sink)
      : filter_(std::move(options)), sink_(std::move(sink)) {}

  void on(const Event& event) override {
    while (const auto summary = filter_.summary_before(event)) sink_->on(*summary);
    if (filter_.passes(event)) sink_->on(event);
  }
  void flush() override { sink_->flush(); }
  [[nodiscard]] std::optional<Instant> due() const override { return sink_->due(); }
  void tick(Instant now, WallTime wall) override { sink_->tick(now, wall); }
  void heed(Signal signal) override { sink_->heed(signal); }
  [[nodiscard]] bool gone() const override { return sink_->gone(); }

 private:
  EventFilter filter_;
  std::unique_ptr<EventSink> sink_;
};

}  // namespace

bool at_least(std::string_view level, std::string_view least) { return gravity(level) >= gravity(least); }

bool EventFilter::passes_log(const std::string& op, const LogEntry& entry) {
  if (!options_.level.empty() && !at_least(entry.level, options_.level)) return false;
  if (!options_.max_log) return true;
  std::uint64_t& shown = shown_[op];
  const bool room = shown < *options_.max_log;
  ++(room ? shown : suppressed_[op]);
  return room;
}

bool EventFilter::passes(const Event& event) {
  const bool frame = std::holds_alternative<StreamStart>(event.body) || std::holds_alternative<StreamEnd>(event.body);
  if (!frame && !options_.types.empty() && options_.types.count(std::string{type_of(event.body)}) == 0) return false;
  const auto* log = std::get_if<LogAdded>(&event.body);
  return log == nullptr || passes_log(event.op, log->entry);
}

std::optional<Event> EventFilter::summary_before(const Event& event) {
  const bool all = std::holds_alternative<StreamEnd>(event.body);
  if (!all && !std::holds_alternative<ResultReady>(event.body)) return std::nullopt;
  const auto found = all ? suppressed_.begin() : suppressed_.find(event.op);
  if (found == suppressed_.end()) return std::nullopt;
  const auto told = suppressed_.extract(found);
  const std::uint64_t lines = told.mapped();
  return Event{0, event.ts, told.key(), Notice{fmt::format("suppressed {} log line{}", lines, lines == 1 ? "" : "s")}};
}

std::vector<std::string> event_types() {
  return type_words(std::make_index_sequence<std::variant_size_v<EventBody>>{});
}

std::unique_ptr<EventSink> make_filtered(FilterOptions options, std::unique_ptr<EventSink> sink) {
  return std::make_unique<FilteredSink>(std::move(options), std::move(sink));
}

}  // namespace optrack
