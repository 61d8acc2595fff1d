// SPDX-License-Identifier: MIT
#include "print/event_facts.hpp"

#include <nlohmann/json.hpp>

#include "model/json.hpp"
#include "model/text.hpp"
#include "print/workflow_commands.hpp"

namespace optrack {
namespace {

constexpr std::size_t kLongestFact = 4096;

/// Our own field names are lower case; anything else in one becomes `_`.
std::string variable_for(std::string_view field) {
  std::string name = "OPTRACK_EVENT_";
  for (const char c : field) {
    const bool letter = c >= 'a' && c <= 'z';
    const bool digit = c >= '0' && c <= '9';
    name += letter ? static_cast<char>(c - 'a' + 'A') : digit ? c : '_';
  }
  return name;
}

std::string bounded(std::string text) {
  if (text.size() <= kLongestFact) return text;
  std::size_t end = kLongestFact;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  text.resize(end);
  return text;
}

}  // namespace

std::map<std::string, std::string> event_facts(std::string_view line) {
  std::map<std::string, std::string> facts;
  const Result<Json> event = parse_json(line.substr(0, line.find('\n')));
  if (!event || !event->is_object()) return facts;
  for (const auto& [field, value] : event->items()) {
    if (!value.is_primitive() || value.is_null()) continue;
    const std::string text = value.is_string() ? value.get<std::string>() : json_text(value);
    facts[variable_for(field)] = bounded(without_commands(harmless(text)));
  }
  return facts;
}

}  // namespace optrack
