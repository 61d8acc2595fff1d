// SPDX-License-Identifier: MIT
#include "cli/settings.hpp"

#include <utility>

namespace optrack::cli {

namespace {

Result<void> set_all(const OptionSpec& option, const std::vector<std::string>& values) {
  if (values.empty()) return {};
  if (!option.repeatable) return option.set(values.back());
  for (const std::string& value : values) {
    if (auto set = option.set(value); !set) return set;
  }
  return {};
}

bool from_file(const Setting& setting) { return setting.origin.find('/') != std::string::npos; }

}  // namespace

Settings::Settings(Environment environment, SettingMap context, SettingMap global)
    : environment_(std::move(environment)), context_(std::move(context)), global_(std::move(global)) {}

std::optional<Setting> Settings::find(const OptionSpec& option) const {
  if (!option.settable) return std::nullopt;
  const std::string variable = environment_name(option);
  if (environment_) {
    if (auto value = non_empty(environment_, variable)) return Setting{{*std::move(value)}, variable};
  }
  for (const SettingMap* layer : {&context_, &global_}) {
    const auto found = layer->find(setting_key(option));
    if (found != layer->end()) return found->second;
  }
  return std::nullopt;
}

Result<void> apply_options(const std::vector<OptionSpec>& options, const Words& words, const Settings& settings) {
  for (const OptionSpec& option : options) {
    const auto given = words.options.find(long_name(option));
    if (given != words.options.end()) {
      auto set = set_all(option, given->second);
      if (!set) return fail(std::move(set).error().during(long_name(option)));
      continue;
    }
    const std::optional<Setting> setting = settings.find(option);
    if (!setting) continue;
    auto set = set_all(option, setting->values);
    if (set) continue;
    Error error = std::move(set).error().during(setting->origin);
    if (from_file(*setting)) error.kind = ErrorKind::local;
    return fail(std::move(error));
  }
  return {};
}

}  // namespace optrack::cli
