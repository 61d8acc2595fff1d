// SPDX-License-Identifier: MIT
#include "system/sibling.hpp"

#include <unistd.h>

#include <cerrno>
#include <vector>

#include "system/errno_text.hpp"

namespace optrack {
namespace {

Result<std::vector<std::filesystem::path>> places_of(const std::string& program) {
  std::error_code unknown;
  const std::filesystem::path here = std::filesystem::read_symlink("/proc/self/exe", unknown).parent_path();
  if (unknown) return fail(ErrorKind::local, "cannot tell where this program stands: " + unknown.message());
  return std::vector{here / program, here.parent_path() / "libexec" / "optrack" / program};
}

Error not_installed(const std::vector<std::filesystem::path>& places) {
  return {ErrorKind::local, "not installed: " + places[0].string() + " or " + places[1].string(), {}};
}

}  // namespace

Result<std::filesystem::path> find_sibling(const std::string& program) {
  const auto places = places_of(program);
  if (!places) return fail(places.error());
  for (const std::filesystem::path& place : *places) {
    if (access(place.c_str(), X_OK) == 0) return place;
  }
  return fail(not_installed(*places));
}

Error become_sibling(const std::string& program, char* const* arguments) {
  const auto places = places_of(program);
  if (!places) return places.error();
  for (const std::filesystem::path& place : *places) {
    execv(place.c_str(), arguments);
    if (errno != ENOENT) return system_error("run " + place.string(), errno);
  }
  return not_installed(*places);
}

}  // namespace optrack
