// SPDX-License-Identifier: MIT
#include "print/kept_logs.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "print/event_filter.hpp"

namespace optrack {
namespace {

/// Of the entries kept, how many are the first ones, and how many the grave ones in the middle.
constexpr std::size_t kTenth = 10;

std::string cut(const std::string& message) {
  if (message.size() <= KeptLogs::kLongestMessage) return message;
  std::size_t end = KeptLogs::kLongestMessage;
  while (end > 0 && (static_cast<unsigned char>(message[end]) & 0xC0U) == 0x80U) --end;
  return fmt::format("{}… ({} bytes more)", message.substr(0, end), message.size() - end);
}

}  // namespace

KeptLogs::KeptLogs(std::size_t most) : most_(std::max(most, kTenth)) {}

void KeptLogs::add(const LogEntry& entry, WallTime seen) {
  ++total_;
  KeptLog kept{entry.at.value_or(seen), entry.task, entry.level, cut(entry.message)};
  bytes_ += kept.message.size();
  if (first_.size() < most_ / kTenth && last_.empty() && bytes_ <= kMostBytes / kTenth) {
    first_.push_back(std::move(kept));
    return;
  }
  last_.push_back(std::move(kept));
  const std::size_t room = most_ - 2 * (most_ / kTenth);
  while (last_.size() > 1 && (last_.size() > room || bytes_ > kMostBytes)) drop_oldest();
}

void KeptLogs::drop_oldest() {
  KeptLog oldest = std::move(last_.front());
  last_.pop_front();
  const bool fits = grave_.size() < most_ / kTenth && bytes_ <= kMostBytes;
  if (fits && at_least(oldest.level, "warning")) {
    grave_.push_back(std::move(oldest));
  } else {
    bytes_ -= oldest.message.size();
  }
}

void KeptLogs::each(const std::function<void(const KeptLog&)>& show, const std::function<void()>& gap) const {
  for (const KeptLog& entry : first_) show(entry);
  if (left_out() > 0) gap();
  for (const KeptLog& entry : grave_) show(entry);
  for (const KeptLog& entry : last_) show(entry);
}

}  // namespace optrack
