// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "optrack/output.hpp"
#include "print/companion.hpp"
#include "print/fed_child.hpp"

namespace optrack {

/// The stdin of a program as an output that never blocks. What the program has not read yet is kept, up to 16 MiB;
/// what is written beyond that is left out, whole writes at a time. A program that has ended is told of and changes
/// nothing else: it is never `gone`, nor in `trouble`.
class ExecOutput final : public Output, public Companion {
 public:
  /// \param name  As people know it: "exec=CMD".
  ExecOutput(FedChild child, std::string name, Tell tell)
      : child_(std::move(child)), name_(std::move(name)), tell_(std::move(tell)) {}

  void write(std::string_view bytes) override;
  [[nodiscard]] bool gone() const override { return false; }
  [[nodiscard]] std::optional<Error> trouble() const override { return std::nullopt; }

  [[nodiscard]] std::optional<Instant> due() const override;
  void tick(Instant now) override;
  void finish() override;
  [[nodiscard]] bool busy() const override { return !ended_; }
  void stop(Instant now) override;

 private:
  FedChild child_;
  std::string name_;
  Tell tell_;
  std::optional<Instant> next_look_ = Instant{};
  bool finishing_ = false;
  bool ended_ = false;
  bool left_out_ = false;
};

}  // namespace optrack
