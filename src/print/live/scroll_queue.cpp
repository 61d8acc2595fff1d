// SPDX-License-Identifier: MIT
#include "print/live/scroll_queue.hpp"

#include <utility>

#include <fmt/format.h>

namespace optrack::live {
namespace {

/// 1234567 as "1,234,567".
std::string grouped(std::size_t number) {
  std::string text = std::to_string(number);
  constexpr std::size_t kGroup = 3;
  for (std::size_t at = text.size(); at > kGroup;) {
    at -= kGroup;
    text.insert(at, ",");
  }
  return text;
}

}  // namespace

void ScrollQueue::add_log(std::string line, const std::string& tag) {
  ++logs_;
  bytes_ += line.size();
  lines_.push_back({std::move(line), tag});
  if (logs_ > most_lines_ || bytes_ > most_bytes_) shed();
}

void ScrollQueue::add(std::string line) { lines_.push_back({std::move(line), {}}); }

/// Gives up the oldest log lines. Others before them are few and stay in their place, so they are stepped over.
void ScrollQueue::shed() {
  for (auto at = lines_.begin(); at != lines_.end() && (logs_ > most_lines_ || bytes_ > most_bytes_);) {
    if (at->tag.empty()) {
      ++at;
      continue;
    }
    --logs_;
    bytes_ -= at->text.size();
    tag_ = shed_ == 0 || tag_ == at->tag ? at->tag : std::string{};
    ++shed_;
    at = lines_.erase(at);
  }
}

std::vector<std::string> ScrollQueue::take(bool unicode) {
  std::vector<std::string> taken;
  if (shed_ > 0) {
    taken.push_back(fmt::format("{} {} lines not shown: optrack logs {}", unicode ? "…" : "..", grouped(shed_),
                                tag_.empty() ? "ID" : tag_));
  }
  for (Queued& line : lines_) taken.push_back(std::move(line.text));
  lines_.clear();
  logs_ = bytes_ = shed_ = 0;
  tag_.clear();
  return taken;
}

}  // namespace optrack::live
