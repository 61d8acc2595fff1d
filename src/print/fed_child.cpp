// SPDX-License-Identifier: MIT
#include "print/fed_child.hpp"

#include <algorithm>
#include <utility>

namespace optrack {
namespace {

constexpr std::chrono::seconds kTimeToDie{2};

}  // namespace

void FedChild::end_by(Instant limit) { limit_ = std::min(limit_.value_or(limit), limit); }

std::optional<int> FedChild::move(Instant now) {
  if (status_) return status_;
  give();
  status_ = children_.ended(id_);
  if (status_) return status_;
  if (!limit_ || now < *limit_) return std::nullopt;
  if (stopped_ == Stopped::no) {
    children_.stop(id_, ChildStop::ask);
    stopped_ = Stopped::asked;
    limit_ = now + kTimeToDie;
  } else {
    children_.stop(id_, ChildStop::kill);
    stopped_ = Stopped::killed;
  }
  status_ = children_.ended(id_);
  return status_;
}

void FedChild::give() {
  if (ended_) return;
  if (unread() > 0) {
    const auto took = children_.write(id_, std::string_view{unread_}.substr(taken_));
    ended_ = !took;
    taken_ += took.value_or(unread());
    constexpr std::size_t kWorthMoving = std::size_t{64} * 1024;
    if (unread() == 0 || taken_ >= kWorthMoving) unread_.erase(0, std::exchange(taken_, 0));
  }
  if (ends_ && unread() == 0 && !ended_) {
    children_.end_input(id_);
    ended_ = true;
  }
}

}  // namespace optrack
