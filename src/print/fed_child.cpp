// SPDX-License-Identifier: MIT
#include "print/fed_child.hpp"

#include <algorithm>

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
  while (!unread_.empty()) {
    const std::size_t offered = unread_.front().size();
    const auto took = children_.write(id_, unread_.front());
    ended_ = !took;
    if (!took) return unread_.clear();
    unread_.take(*took);
    if (*took < offered) return;
  }
  if (ends_) {
    children_.end_input(id_);
    ended_ = true;
  }
}

}  // namespace optrack
