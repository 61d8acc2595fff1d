// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "cli/app.hpp"
#include "cli/command.hpp"

namespace optrack::cli {

/// One line of what `optrack doctor` found.
struct Finding {
  enum class Level { good, note, bad };
  Level level = Level::good;
  std::string what;  ///< "registry"
  std::string text;
};

struct DoctorOptions {
  Milliseconds limit{5'000};  ///< For each provider.
  bool offline = false;
};

/// `optrack doctor`
CommandSpec doctor_command();

/// Exit 0 when nothing is bad, else 7.
Result<int> run_doctor(const DoctorOptions& options, App& app);

/// Where every settable option of every command gets its value: "max-outage  1m  OPTRACK_MAX_OUTAGE".
std::vector<Finding> setting_findings(const Settings& settings);

/// State of a private file or folder: whether it is there and who may read it.
Finding path_finding(const std::string& what, const std::filesystem::path& path);

}  // namespace optrack::cli
