// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "optrack/output.hpp"

namespace optrack {

/// Writes to a file descriptor that somebody else owns and closes. Blocks until all is written, also on a
/// non-blocking descriptor. Needs SIGPIPE to be ignored.
class FdOutput final : public Output {
 public:
  /// \param name  As an error calls it: "standard output", "events.ndjson".
  FdOutput(int descriptor, std::string name) : descriptor_(descriptor), name_(std::move(name)) {}

  void write(std::string_view bytes) override;
  [[nodiscard]] bool gone() const override { return gone_; }
  [[nodiscard]] bool reader_left() const override;
  [[nodiscard]] std::optional<Error> trouble() const override { return trouble_; }

 private:
  int descriptor_;
  std::string name_;
  bool gone_ = false;
  std::optional<Error> trouble_;
};

}  // namespace optrack
