// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>

#include "optrack/error.hpp"

namespace optrack::registry {

/// Remembers which file a registry was opened from, to see when another one stands in its place: SQLite
/// would go on writing into a file that nobody finds any more.
class FileWatch {
 public:
  /// Looks at `file` now; ":memory:" is never lost.
  explicit FileWatch(std::filesystem::path file);

  /// Why the path no longer leads to that file, with what to do; `nullopt`: it does.
  [[nodiscard]] std::optional<Error> lost() const;

  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

 private:
  std::filesystem::path file_;
  bool known_ = false;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

}  // namespace optrack::registry
