// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "optrack/event.hpp"

namespace optrack::test {

/// Reads what the delta writes, believes nothing but events, and notes what they contradict: a gap, something
/// told twice, progress that falls, a final status that is left, anything after the result, the order in one answer.
class DeltaReader {
 public:
  /// The events that one answer brought.
  void read(const std::vector<EventBody>& bodies);
  /// One event of a journal, where it is not known which ones came with one answer.
  void read_one(const EventBody& body);

  /// In words, each ended by "; "; empty: nothing was wrong.
  [[nodiscard]] const std::string& complaints() const { return complaints_; }
  [[nodiscard]] Status status() const { return status_; }
  [[nodiscard]] std::size_t logs() const { return logs_.size(); }
  [[nodiscard]] const std::optional<double>& progress() const { return progress_; }
  [[nodiscard]] const TaskCounts& counts() const { return counts_; }
  [[nodiscard]] const std::map<std::string, Task>& tasks() const { return tasks_; }
  [[nodiscard]] const std::set<std::string>& resources() const { return resources_; }
  [[nodiscard]] bool ended() const { return ended_; }

 private:
  void complain(const std::string& text) { complaints_ += text + "; "; }
  void rise(std::optional<double>& known, std::optional<double> seen, bool completed, const char* what);
  void take(const TaskNew& event);
  void take(const TaskUpdate& event);
  void take(const LogAdded& event);
  void take(const ResourceNew& event);
  void take(const ResourceGone& event);
  void take(const ProgressChanged& event);
  void take(const StatusChanged& event);
  void take(const ResultReady& event);
  template <typename Other>
  void take(const Other& /*event*/) {
    complain("an event of no delta");
  }

  Status status_ = Status::pending;
  bool ended_ = false;
  std::optional<double> progress_;
  TaskCounts counts_;
  std::map<std::string, Task> tasks_;
  std::set<std::string> logs_, resources_;
  std::string complaints_;
};

}  // namespace optrack::test
