// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "optrack/output.hpp"
#include "system/unique_fd.hpp"

namespace optrack {

/// Writes to a terminal without ever waiting for it: what it does not take at once (Ctrl-S, a slow line) is kept and
/// tried again by `drain`. Has an open file description of its own, so that the other users of the terminal still
/// block as they expect. While this process is in the background of its terminal `drain` says false: a view there
/// would draw over what people do in the foreground.
class TerminalOutput final : public Output {
 public:
  /// \param descriptor  A terminal, owned by somebody else who keeps it open.
  /// \param patience    How long `finish` waits for a terminal that takes nothing at all.
  explicit TerminalOutput(int descriptor, std::chrono::milliseconds patience = std::chrono::seconds{5});

  /// Keeps what cannot be written at once. The caller asks `drain` before writing more than it must.
  void write(std::string_view bytes) override;
  bool drain() override;
  void finish() override;
  [[nodiscard]] bool gone() const override { return false; }
  [[nodiscard]] std::optional<Error> trouble() const override { return trouble_; }

 private:
  bool pass_on();
  [[nodiscard]] bool is_writable(int milliseconds) const;

  UniqueFd own_;
  int descriptor_;
  bool blocks_;  ///< It could not be opened a second time: written to in small pieces, when it is ready.
  std::chrono::milliseconds patience_;
  std::string waiting_;
  std::optional<Error> trouble_;
};

}  // namespace optrack
