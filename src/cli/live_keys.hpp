// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>

#include "optrack/wait.hpp"
#include "print/tty_printer.hpp"

namespace optrack::cli {

/// Where keys come from; `RawTerminal` in the program.
struct KeySource {
  std::function<std::optional<char>()> next;  ///< The next key that was typed, without waiting for one.
  std::function<void()> release;              ///< Gives the terminal back; the next `next` may take it again.
};

/// `wait --keys`: d and q detach, c cancels once y has confirmed it, every other key is the view's.
class LiveKeys final : public Wishes {
 public:
  /// \param view  Must outlive this.
  LiveKeys(KeySource source, LiveView& view) : source_(std::move(source)), view_(view) {}
  ~LiveKeys() override { source_.release(); }
  LiveKeys(const LiveKeys&) = delete;
  LiveKeys& operator=(const LiveKeys&) = delete;

  std::optional<Wish> next() override;
  void release() override { source_.release(); }

 private:
  KeySource source_;
  LiveView& view_;
  bool asks_ = false;  ///< Whether to cancel.
};

}  // namespace optrack::cli
