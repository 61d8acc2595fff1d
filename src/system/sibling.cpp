// SPDX-License-Identifier: MIT
#include "system/sibling.hpp"

#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "system/errno_text.hpp"

namespace optrack {

Error become_sibling(const std::string& program, char* const* arguments) {
  std::error_code unknown;
  const std::filesystem::path here = std::filesystem::read_symlink("/proc/self/exe", unknown).parent_path();
  if (unknown) return {ErrorKind::local, "cannot tell where this program stands: " + unknown.message(), {}};
  const std::filesystem::path places[] = {here / program, here.parent_path() / "libexec" / "optrack" / program};
  for (const std::filesystem::path& place : places) {
    execv(place.c_str(), arguments);
    if (errno != ENOENT) return system_error("run " + place.string(), errno);
  }
  return {ErrorKind::local, "not installed: " + places[0].string() + " or " + places[1].string(), {}};
}

}  // namespace optrack
