// SPDX-License-Identifier: MIT
#include "support/stores.hpp"

#include <utility>

namespace optrack::test {

using namespace std::chrono_literals;

Operation some_operation(const std::string& id) {
  Operation operation;
  operation.id = id;
  operation.name = "web";
  operation.type = "instances.exec";
  operation.provider = "lab";
  operation.protocol = "lxd";
  operation.remote = {"remote-" + id, "/1.0/operations/" + id, "task"};
  operation.key = "key-" + id;
  operation.status = Status::running;
  operation.raw_status = "Running";
  operation.message = "working";
  operation.progress = 12.5;
  operation.labels = {{"env", "prod"}, {"team", ""}};
  operation.created = WallTime{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}} + 123456789ns;
  operation.started = operation.created + 1s;
  operation.owner = {"ada", "host", 4242};
  return operation;
}

Event event_of(EventBody body) {
  Event event;
  event.body = std::move(body);
  return event;
}

Event log_event(const std::string& id, std::optional<WallTime> at) {
  LogEntry entry;
  entry.id = id;
  entry.at = at;
  entry.message = "line " + id;
  return event_of(LogAdded{std::move(entry)});
}

Change change_of(const std::string& op, std::uint64_t base_seq, std::vector<Event> events) {
  Change change;
  change.op = op;
  change.base_seq = base_seq;
  change.events = std::move(events);
  return change;
}

std::string type_words(const std::vector<Event>& events) {
  std::string words;
  for (const Event& event : events) words += (words.empty() ? "" : " ") + std::string{type_of(event.body)};
  return words;
}

std::string difference(const Known& a, const Known& b) {
  if (a.last_seq != b.last_seq) return "last_seq";
  if (a.status != b.status || a.raw_status != b.raw_status || a.message != b.message) return "status";
  if (a.type != b.type) return "type";
  if (a.progress != b.progress || !(a.counts == b.counts)) return "progress";
  if (a.started != b.started || a.ended != b.ended) return "times";
  if (a.tasks != b.tasks) return "tasks";
  if (a.resources != b.resources) return "resources";
  if (a.recent_logs != b.recent_logs || a.logs_until != b.logs_until) return "logs";
  if (a.result_ready != b.result_ready || a.outcome != b.outcome) return "result";
  if (a.cancel_requested != b.cancel_requested) return "cancel";
  if (a.cursor != b.cursor || !(a.polls == b.polls)) return "poll state";
  return {};
}

std::string gap_in(const std::vector<Event>& events) {
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events[i].seq != i + 1)
      return "event " + std::to_string(i + 1) + " has number " + std::to_string(events[i].seq);
  }
  return {};
}

}  // namespace optrack::test
