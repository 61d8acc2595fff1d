// SPDX-License-Identifier: MIT
#include "track/last_answer.hpp"

#include <functional>

namespace optrack {
namespace {

std::size_t mixed(std::size_t print, std::size_t more) {
  constexpr std::size_t kOdd = 0x9E37'79B9'7F4A'7C15;  // 2^64 divided by the golden ratio spreads the bits
  return (print ^ more) * kOdd + (print >> 29);
}

}  // namespace

void LastAnswer::asked(std::string_view target, bool cancel_known) {
  print_ = mixed(std::hash<std::string_view>{}(target), cancel_known ? 2 : 1);
  answers_ = 0;
}

bool LastAnswer::recognises(const Response& answer, std::uint64_t seq) {
  if (++answers_ > 1) return false;
  print_ = mixed(print_, static_cast<std::size_t>(answer.status) * 2 + (answer.complete ? 1 : 0));
  print_ = mixed(print_, answer.body.size());
  print_ = mixed(print_, std::hash<std::string_view>{}(answer.body));
  return quiet_ && quiet_->print == print_ && quiet_->seq == seq;
}

void LastAnswer::brought_nothing(std::uint64_t seq) {
  quiet_.reset();
  if (answers_ == 1) quiet_ = Quiet{print_, seq};
}

}  // namespace optrack
