// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "system/unique_fd.hpp"

namespace optrack {

/// A terminal read key by key instead of line by line, as long as it is taken. Nothing here blocks, and nothing
/// touches a terminal in whose background this process is. A crash, `std::terminate` and Ctrl-\ put the settings back
/// too, while one of these has taken a terminal; no more than one does at a time. Used on one thread.
class RawTerminal {
 public:
  explicit RawTerminal(std::string device) : device_(std::move(device)) {}
  ~RawTerminal() { release(); }
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;

  /// Switches line editing and echo off. \return Whether it is taken: false without a terminal, or in its background.
  bool take();
  /// The next key; `nullopt` when there is none, or it is not ours now.
  std::optional<char> key();
  /// Throws away keys that were typed before.
  void forget_keys() const;
  /// Writes `text` as far as the terminal takes it now.
  void say(const char* text) const;
  /// Puts the settings back. Harmless when it was not taken.
  void release();

 private:
  [[nodiscard]] bool is_ours() const;

  std::string device_;
  UniqueFd descriptor_;
  std::string settings_;  ///< The terminal's own, as bytes of a termios.
};

}  // namespace optrack
