// SPDX-License-Identifier: MIT
#include "support/delta_reader.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace optrack::test {
namespace {

/// The order within one answer, as docs and the delta promise it.
std::size_t rank(const EventBody& body) {
  constexpr std::array<std::string_view, 8> kOrder{"task_new",      "log_entry", "task_update", "resource_new",
                                                   "resource_gone", "progress",  "status",      "result"};
  const std::string_view type = type_of(body);
  for (std::size_t i = 0; i < kOrder.size(); ++i) {
    if (kOrder[i] == type) return i;
  }
  return kOrder.size();
}

}  // namespace

void DeltaReader::read(const std::vector<EventBody>& bodies) {
  std::size_t reached = 0;
  for (const EventBody& body : bodies) {
    if (rank(body) < reached) complain(std::string{type_of(body)} + " out of order");
    reached = rank(body);
    read_one(body);
  }
  if (progress_ == 100.0 && status_ != Status::completed) complain("100 % of something that did not complete");
}

void DeltaReader::read_one(const EventBody& body) {
  if (ended_) complain("an event after the result");
  std::visit([this](const auto& event) { take(event); }, body);
}

void DeltaReader::rise(std::optional<double>& known, std::optional<double> seen, bool completed, const char* what) {
  if (!seen) return;
  if (known && *seen < *known) complain(std::string{what} + " fell");
  if (!(*seen >= 0 && *seen <= 100) || (*seen == 100 && !completed)) complain(std::string{what} + " out of range");
  known = seen;
}

void DeltaReader::take(const TaskNew& event) {
  std::optional<double> none;
  rise(none, event.task.progress, event.task.status == Status::completed, "task progress");
  if (!tasks_.emplace(event.task.id, event.task).second) complain("task_new twice");
}

void DeltaReader::take(const TaskUpdate& event) {
  const auto at = tasks_.find(event.task);
  if (at == tasks_.end()) return complain("task_update of nothing");
  if (event.from && *event.from != at->second.status) complain("task status has a gap");
  if (event.to && is_final(at->second.status)) complain("final task left");
  if (event.to) at->second.status = *event.to;
  rise(at->second.progress, event.progress, at->second.status == Status::completed, "task progress");
}

void DeltaReader::take(const LogAdded& event) {
  if (!logs_.insert(event.entry.id).second) complain(event.entry.id + " twice");
}

void DeltaReader::take(const ResourceNew& event) {
  if (!resources_.insert(event.resource.id).second) complain("resource_new twice");
}

void DeltaReader::take(const ResourceGone& event) {
  if (resources_.erase(event.resource.id) == 0) complain("resource_gone of nothing");
}

void DeltaReader::take(const ProgressChanged& event) {
  rise(progress_, event.percent, true, "progress");
  counts_ = event.tasks;
}

void DeltaReader::take(const StatusChanged& event) {
  if (event.from != status_) complain("status has a gap");
  if (!may_change(event.from, event.to) || is_final(event.from)) complain("status went back");
  status_ = event.to;
}

void DeltaReader::take(const ResultReady& event) {
  if (event.status != status_) complain("another result than status");
  ended_ = true;
}

}  // namespace optrack::test
