// SPDX-License-Identifier: MIT
#include "track/entrance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>

#include "model/text.hpp"

namespace optrack {
namespace {

constexpr std::size_t kLongestId = 512;
constexpr std::size_t kLongestText = 64 * 1024;
constexpr std::size_t kLongestError = 8 * 1024;
constexpr std::size_t kMostLogParts = 100'000;
constexpr std::size_t kMostWarnings = 20;

/// Cut before a whole character.
void limit(std::string& text, std::size_t longest) {
  if (text.size() <= longest) return;
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
}

void make_harmless(std::string& text) {
  if (!is_plainly_harmless(text)) text = harmless(text);
}

void clean(std::string& text) {
  limit(text, kLongestText);
  make_harmless(text);
}

bool is_usable_id(std::string_view id) { return !id.empty() && id.size() <= kLongestId; }

void clean(std::optional<double>& percent) {
  if (!percent) return;
  if (std::isfinite(*percent)) {
    percent = std::clamp(*percent, 0.0, 100.0);
  } else {
    percent.reset();
  }
}

void clean(Task& task) {
  make_harmless(task.id);
  clean(task.parent);
  clean(task.name);
  clean(task.display_name);
  clean(task.raw_status);
  clean(task.message);
  clean(task.progress);
}

void clean(Resource& resource) {
  make_harmless(resource.id);
  clean(resource.type);
  clean(resource.name);
  clean(resource.link);
}

/// Log messages keep their length: the printers split what is too long for one line.
void clean(LogEntry& entry) {
  make_harmless(entry.id);
  clean(entry.task);
  clean(entry.level);
  if (entry.level.empty()) entry.level = "info";
  if (is_plainly_harmless(entry.message)) return;
  std::string shown = harmless(entry.message);
  if (shown != entry.message && entry.raw.empty()) entry.raw = std::move(entry.message);
  entry.message = std::move(shown);
}

template <typename Part>
void clean_all(std::vector<Part>& parts, std::string_view word, std::size_t most, std::vector<std::string>& warnings) {
  const std::size_t came = parts.size();
  parts.erase(std::remove_if(parts.begin(), parts.end(), [](const Part& part) { return !is_usable_id(part.id); }),
              parts.end());
  if (parts.size() != came) {
    warnings.push_back(fmt::format("{} {} without a usable id left out", came - parts.size(), word));
  }
  if (parts.size() > most) {
    warnings.push_back(fmt::format("only the first {} of {} {} taken", most, parts.size(), word));
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(most), parts.end());
  }
  for (Part& part : parts) clean(part);
}

}  // namespace

Observation make_harmless(Observation seen) {
  clean(seen.raw_status);
  clean(seen.message);
  clean(seen.name);
  limit(seen.type, kLongestId);
  clean(seen.type);
  clean(seen.progress);
  if (seen.outcome) clean(seen.outcome->type);
  if (seen.warnings.size() > kMostWarnings) seen.warnings.resize(kMostWarnings);
  for (std::string& warning : seen.warnings) clean(warning);
  clean_all(seen.tasks, "tasks", kMostLogParts, seen.warnings);
  clean_all(seen.resources, "resources", kMostLogParts, seen.warnings);
  clean_all(seen.logs, "log entries", seen.logs.size(), seen.warnings);
  return seen;
}

Remote make_harmless(Remote remote) {
  limit(remote.id, kLongestId);
  remote.id = harmless(remote.id);
  clean(remote.url);
  clean(remote.type);
  return remote;
}

Error make_harmless(Error error) {
  limit(error.message, kLongestError);
  error.message = harmless(error.message);
  return error;
}

}  // namespace optrack
