// SPDX-License-Identifier: MIT
#include "system/paths.hpp"

#include <sys/stat.h>

#include <cerrno>

#include "system/errno_text.hpp"

namespace optrack {
namespace {

namespace fs = std::filesystem;

struct Place {
  const char* variable;
  const char* below_home;
  const char* option;
};

std::optional<fs::path> absolute_path(const Environment& environment, const char* variable) {
  const std::optional<std::string> value = non_empty(environment, variable);
  if (!value || !fs::path{*value}.is_absolute()) return std::nullopt;
  return fs::path{*value};
}

Result<fs::path> directory_for(const Environment& environment, const Place& place) {
  if (const auto base = absolute_path(environment, place.variable)) return *base / "optrack";
  if (const auto home = absolute_path(environment, "HOME")) return *home / place.below_home / "optrack";
  return fail(ErrorKind::local, std::string{"no home directory: set HOME or "} + place.variable +
                                    " to an absolute path, or use " + place.option);
}

}  // namespace

Result<fs::path> config_directory(const Environment& environment) {
  return directory_for(environment, {"XDG_CONFIG_HOME", ".config", "--config"});
}

Result<fs::path> state_directory(const Environment& environment) {
  return directory_for(environment, {"XDG_STATE_HOME", ".local/state", "--state-dir"});
}

Result<void> make_private_directory(const fs::path& directory) {
  std::error_code ignored;
  if (fs::is_directory(directory, ignored)) return {};
  if (directory.has_parent_path() && directory.parent_path() != directory) {
    if (Result<void> above = make_private_directory(directory.parent_path()); !above) return above;
  }
  if (directory.filename().empty() || mkdir(directory.c_str(), 0700) == 0) return {};
  const int reason = errno;
  if (reason == EEXIST && fs::is_directory(directory, ignored)) return {};
  return fail(system_error("create directory " + directory.string(), reason == EEXIST ? ENOTDIR : reason));
}

}  // namespace optrack
