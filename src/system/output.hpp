// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "model/byte_queue.hpp"
#include "optrack/output.hpp"
#include "system/unique_fd.hpp"

namespace optrack {

/// Writes to a file descriptor that somebody else owns and closes. As long as it may wait it blocks until all is
/// written, also on a non-blocking descriptor. Needs SIGPIPE to be ignored.
///
/// Where it may not wait, up to 256 MiB are kept for a reader that does not keep up. What comes beyond is left out and
/// is `trouble`; what was kept is still delivered. An ordinary file has no reader: it is always written to at once.
class FdOutput final : public Output {
 public:
  /// \param name  As an error calls it: "standard output", "events.ndjson".
  /// \param most  Bytes that are kept at most.
  FdOutput(int descriptor, std::string name, std::size_t most = kMostKept)
      : descriptor_(descriptor), name_(std::move(name)), most_(most) {}

  void write(std::string_view bytes) override;
  void may_wait(bool may) override;
  bool drain() override;
  [[nodiscard]] bool gone() const override { return gone_; }
  [[nodiscard]] bool reader_left() const override;
  [[nodiscard]] std::optional<Error> trouble() const override { return trouble_; }

 private:
  static constexpr std::size_t kMostKept = std::size_t{256} * 1024 * 1024;

  void write_all(std::string_view bytes);
  [[nodiscard]] std::size_t offer(std::string_view bytes);
  void fail_with(int reason);
  [[nodiscard]] bool takes_something(int milliseconds) const;

  int descriptor_;
  std::string name_;
  std::size_t most_;
  bool waits_ = true;
  UniqueFd own_;  ///< The same pipe or device opened again, non-blocking: the one we were given is shared with others.
  ByteQueue kept_;
  bool given_up_ = false;  ///< Its reader was not waited for any longer.
  bool gone_ = false;
  std::optional<Error> trouble_;
};

}  // namespace optrack
