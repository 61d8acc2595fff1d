// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace optrack::cli {

/// Something `optrack help` explains beside commands.
struct HelpTopic {
  std::string_view name;
  std::string_view summary;
  std::string (*text)(int columns);
};

/// All topics, sorted by name.
std::span<const HelpTopic> help_topics();

/// nullptr when there is none.
const HelpTopic* find_topic(std::string_view name);

/// "configuration, durations, …"
std::string topic_names();

}  // namespace optrack::cli
