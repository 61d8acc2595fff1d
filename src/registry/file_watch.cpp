// SPDX-License-Identifier: MIT
#include "registry/file_watch.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <utility>

namespace optrack::registry {

FileWatch::FileWatch(std::filesystem::path file) : file_(std::move(file)) {
  struct stat found {};
  if (file_ == ":memory:" || ::stat(file_.c_str(), &found) != 0) return;
  known_ = true;
  device_ = found.st_dev;
  inode_ = found.st_ino;
}

std::optional<Error> FileWatch::lost() const {
  struct stat found {};
  if (!known_) return std::nullopt;
  if (::stat(file_.c_str(), &found) == 0) {
    if (found.st_dev == device_ && found.st_ino == inode_) return std::nullopt;
    return Error{ErrorKind::local,
                 "registry " + file_.string() +
                     " was replaced by another file while it was in use; nothing is written into either of them",
                 std::nullopt};
  }
  if (errno != ENOENT && errno != ENOTDIR) return std::nullopt;  // not for us to see just now
  return Error{ErrorKind::local,
               "registry " + file_.string() +
                   " was deleted while it was in use; restore it, or let the next command begin a new one",
               std::nullopt};
}

}  // namespace optrack::registry
