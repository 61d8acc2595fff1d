// SPDX-License-Identifier: MIT
#include "cli/at_terminal.hpp"

namespace optrack::cli {

AtTerminal::AtTerminal(LiveView* view, bool with_keys) : view_(view), prompt_(view == nullptr) {
  if (view == nullptr || !with_keys) return;
  const auto next = [this] { return terminal_.take() ? terminal_.key() : std::nullopt; };
  keys_.emplace(KeySource{next, [this] { terminal_.release(); }}, *view);
}

bool AtTerminal::ask() {
  const bool asks = prompt_.ask();
  if (asks && view_ != nullptr) view_->question("interrupted: d = detach (default), c = cancel, w = go on waiting");
  return asks;
}

void AtTerminal::close() {
  prompt_.close();
  if (view_ != nullptr) view_->question({});
}

}  // namespace optrack::cli
