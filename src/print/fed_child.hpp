// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "model/byte_queue.hpp"
#include "optrack/children.hpp"
#include "optrack/time.hpp"

namespace optrack {

/// A child under way: gets its input as fast as it reads, and is ended when its time is up. Never waits for it.
class FedChild {
 public:
  /// `children` must outlive it.
  FedChild(Children& children, Children::Id id) : children_(children), id_(id) {}

  /// More input.
  void feed(std::string_view bytes) { unread_.add(bytes); }
  /// No more input will come.
  void end_input() { ends_ = true; }
  /// Bytes it has not taken yet.
  [[nodiscard]] std::size_t unread() const { return unread_.size(); }

  /// When it still runs at `limit` it is asked to end, and killed 2 s later. The earliest limit counts.
  void end_by(Instant limit);

  /// Whether it was told to end.
  [[nodiscard]] bool was_stopped() const { return stopped_ != Stopped::no; }

  /// Gives it input and tells it to end, as far as it is time. \return Its exit status once it has ended, from then on.
  std::optional<int> move(Instant now);

 private:
  enum class Stopped { no, asked, killed };

  void give();

  Children& children_;
  Children::Id id_;
  ByteQueue unread_;
  bool ends_ = false;
  bool ended_ = false;  ///< Its input; also when it does not read any more.
  std::optional<Instant> limit_;
  std::optional<int> status_;
  Stopped stopped_ = Stopped::no;
};

}  // namespace optrack
