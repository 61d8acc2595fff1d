// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace optrack {

/// Bytes that wait to be taken from the front, in order, without being moved meanwhile.
class ByteQueue {
 public:
  void add(std::string_view bytes) {
    if (bytes.empty()) return;
    constexpr std::size_t kPiece = std::size_t{64} * 1024;
    if (pieces_.empty() || pieces_.back().size() + bytes.size() > kPiece) {
      pieces_.emplace_back(bytes);
    } else {
      pieces_.back() += bytes;
    }
    size_ += bytes.size();
  }
  /// The first bytes, not always all; empty only when there are none. Valid until the next change.
  [[nodiscard]] std::string_view front() const {
    return pieces_.empty() ? std::string_view{} : std::string_view{pieces_.front()}.substr(taken_);
  }
  /// The first `count` bytes of `front` are done with.
  void take(std::size_t count) {
    taken_ += count;
    size_ -= count;
    if (pieces_.empty() || taken_ < pieces_.front().size()) return;
    pieces_.pop_front();
    taken_ = 0;
  }
  void clear() {
    pieces_.clear();
    taken_ = 0;
    size_ = 0;
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

 private:
  std::deque<std::string> pieces_;  ///< None of them empty.
  std::size_t taken_ = 0;           ///< Bytes of the first piece that are done with.
  std::size_t size_ = 0;
};

}  // namespace optrack
