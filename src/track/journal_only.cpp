// SPDX-License-Identifier: MIT
// Following an operation that has no server: what another process writes about it, and whether that one still lives.
#include <utility>

#include "track/follower.hpp"

namespace optrack {
namespace {}  // namespace

void Follower::look_at_journal() {
  // Asked before reading: a process writes how its operation ended before it ends itself.
  const auto& asks = desk_.options.owner_lives;
  const bool lives = !asks || asks(operation_);
  desk_.stirred(index_);
  EventRange news;
  news.after = page_.stored;
  news.limit = 1;
  const Result<std::vector<Event>> newer = desk_.world.store.events(operation_.id, news);
  if (!newer) return take_trouble(newer.error(), std::nullopt);
  answered();
  if (!newer->empty()) {
    desk_.journal.refresh(page_);
    learn_record();
  }
  if (page_.known.result_ready) return;  // `settle` ends it
  if (!lives) {
    return end_as(Status::lost, "process " + std::to_string(operation_.owner.pid) + " on " + operation_.owner.host +
                                    ", which ran it, is gone and did not say how it ended");
  }
  last_good_ = now();
  if (!closing_) due_ = now() + kRegistryLook;  // else `settle` ends it
}

}  // namespace optrack
