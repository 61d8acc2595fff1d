// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <utility>

#include <sys/types.h>

#include "optrack/children.hpp"
#include "system/overheard.hpp"
#include "system/unique_fd.hpp"

namespace optrack {

/// Processes of this machine. Needs SIGPIPE to be ignored. Whoever still runs when this goes is killed, with all it
/// has started.
class SystemChildren final : public Children {
 public:
  /// \param overheard  Takes what they print, where it says so; nullptr: nobody does.
  explicit SystemChildren(std::shared_ptr<const Overheard> overheard = nullptr) : overheard_(std::move(overheard)) {}
  SystemChildren(const SystemChildren&) = delete;
  SystemChildren& operator=(const SystemChildren&) = delete;
  ~SystemChildren() override;

  [[nodiscard]] Result<Id> start(const ChildProgram& program) override;
  std::optional<std::size_t> write(Id child, std::string_view bytes) override;
  void end_input(Id child) override;
  std::optional<int> ended(Id child) override;
  void stop(Id child, ChildStop how) override;

 private:
  struct Running {
    pid_t process = 0;
    UniqueFd input;
  };
  std::shared_ptr<const Overheard> overheard_;
  std::map<Id, Running> running_;
  Id last_ = 0;
};

}  // namespace optrack
