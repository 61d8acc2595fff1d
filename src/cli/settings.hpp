// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/configuration.hpp"
#include "cli/parse.hpp"

namespace optrack::cli {

/// Where option values come from when the command line says nothing: environment, then the
/// context's configuration, then the global one.
class Settings {
 public:
  Settings() = default;
  Settings(Environment environment, SettingMap context, SettingMap global);

  /// The value for `option` and its origin; absent when nothing sets it, or nothing may.
  [[nodiscard]] std::optional<Setting> find(const OptionSpec& option) const;

 private:
  Environment environment_;
  SettingMap context_, global_;
};

/// Calls the setters of `options` with the winning values: command line, else `settings`; options that nothing sets
/// keep their defaults. Errors are `usage` for the command line and the environment, `local` for files, and begin with
/// where the value came from.
[[nodiscard]] Result<void> apply_options(const std::vector<OptionSpec>& options, const Words& words,
                                         const Settings& settings);

}  // namespace optrack::cli
