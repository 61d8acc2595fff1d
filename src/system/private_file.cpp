// SPDX-License-Identifier: MIT
#include "system/private_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "system/errno_text.hpp"
#include "system/unique_fd.hpp"

namespace optrack {
namespace {

Error read_error(const std::filesystem::path& file, int number) {
  Error error = system_error("read " + file.string(), number);
  if (number == ENOENT) error.kind = ErrorKind::not_found;
  return error;
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void sync_folder(const std::filesystem::path& folder) {
  const UniqueFd opened{open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (opened) fsync(opened.get());
}

}  // namespace

Result<std::string> read_small_file(const std::filesystem::path& file, std::size_t limit) {
  const UniqueFd opened{open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)};
  if (!opened) return fail(read_error(file, errno));
  std::string content;
  std::array<char, 16384> space{};
  while (true) {
    const ssize_t got = read(opened.get(), space.data(), space.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(read_error(file, errno));
    if (got == 0) return content;
    content.append(space.data(), static_cast<std::size_t>(got));
    if (content.size() > limit) {
      return fail(ErrorKind::local, "read " + file.string() + ": larger than " + std::to_string(limit) + " bytes");
    }
  }
}

Result<void> write_private_file(const std::filesystem::path& file, std::string_view content) {
  const std::string step = "write " + file.string();
  std::string temporary = file.string() + ".XXXXXX";
  UniqueFd opened{mkostemp(temporary.data(), O_CLOEXEC)};  // Mode 0600.
  if (!opened) return fail(system_error(step, errno));
  const bool written = write_all(opened.get(), content) && fsync(opened.get()) == 0;
  if (!written || rename(temporary.c_str(), file.c_str()) != 0) {
    const int reason = errno;
    unlink(temporary.c_str());
    return fail(system_error(step, reason));
  }
  sync_folder(file.parent_path());
  return {};
}

}  // namespace optrack
