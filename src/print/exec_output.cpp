// SPDX-License-Identifier: MIT
#include "print/exec_output.hpp"

#include <fmt/format.h>

namespace optrack {
namespace {

constexpr std::size_t kMostUnread = std::size_t{16} * 1024 * 1024;
constexpr Milliseconds kLook{25};         // While there is something to give.
constexpr Milliseconds kLookIdle{1'000};  // To learn that it has ended.

}  // namespace

void ExecOutput::write(std::string_view bytes) {
  if (ended_) return;
  if (child_.unread() + bytes.size() > kMostUnread) {
    if (!left_out_) tell_(fmt::format("{} does not keep up: events are left out", name_));
    left_out_ = true;
    return;
  }
  child_.feed(bytes);
  next_look_ = Instant{};
}

std::optional<Instant> ExecOutput::due() const { return ended_ ? std::nullopt : next_look_; }

void ExecOutput::tick(Instant now) {
  if (ended_) return;
  const auto status = child_.move(now);
  next_look_ = now + (child_.unread() > 0 || finishing_ ? kLook : kLookIdle);
  if (!status) return;
  ended_ = true;
  if (child_.was_stopped()) {
    tell_(fmt::format("{} did not end by itself", name_));
  } else if (!finishing_) {
    tell_(fmt::format("{} has ended before the wait, with status {}", name_, *status));
  } else if (*status != 0) {
    tell_(fmt::format("{} ended with status {}", name_, *status));
  }
}

void ExecOutput::finish() {
  finishing_ = true;
  child_.end_input();
  next_look_ = Instant{};
}

void ExecOutput::stop(Instant now) {
  child_.end_by(now);
  next_look_ = now;
}

}  // namespace optrack
