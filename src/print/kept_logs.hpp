// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "optrack/operation.hpp"

namespace optrack {

/// One log entry as a report shows it.
struct KeptLog {
  WallTime at{};  ///< Server time, else when optrack saw it.
  std::string task, level, message;
};

/// The log of an operation within a limit, whatever is added: its beginning, its end, and of what lies between
/// the entries of level "warning" and above.
class KeptLogs {
 public:
  static constexpr std::size_t kLongestMessage = 8'192;        ///< Bytes; longer ones are cut.
  static constexpr std::size_t kMostBytes = 16 * 1024 * 1024;  ///< Of all messages.

  /// \param most  Entries kept; at least 10.
  explicit KeptLogs(std::size_t most);

  void add(const LogEntry& entry, WallTime seen);

  [[nodiscard]] std::size_t total() const { return total_; }
  [[nodiscard]] std::size_t left_out() const { return total_ - first_.size() - grave_.size() - last_.size(); }

  /// Calls `show` for each kept entry, in order of arrival; and `gap` once, where entries are left out.
  void each(const std::function<void(const KeptLog&)>& show, const std::function<void()>& gap) const;

 private:
  void drop_oldest();

  std::size_t most_;
  std::vector<KeptLog> first_;
  std::vector<KeptLog> grave_;  ///< Between the others.
  std::deque<KeptLog> last_;
  std::size_t bytes_ = 0;  ///< Of all messages kept.
  std::size_t total_ = 0;
};

}  // namespace optrack
