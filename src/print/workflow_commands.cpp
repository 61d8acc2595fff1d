// SPDX-License-Identifier: MIT
#include "print/workflow_commands.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include <fmt/format.h>

#include "model/ascii.hpp"

namespace optrack {
namespace {

/// The plain ASCII of a text, and where each byte of it stands.
struct Skeleton {
  std::string text;
  std::vector<std::size_t> places;
};

Skeleton skeleton_of(std::string_view line) {
  Skeleton bones;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] < ' ' || line[at] > '~') continue;
    bones.text += ascii_lower(line[at]);
    bones.places.push_back(at);
  }
  return bones;
}

/// Places behind which a blank goes.
std::vector<std::size_t> breaks_in(const Skeleton& bones) {
  std::vector<std::size_t> places;
  const std::string_view text = bones.text;
  const std::size_t first = text.find_first_not_of(' ');
  if (first != std::string_view::npos && text.substr(first).starts_with("::")) places.push_back(bones.places[first]);
  for (std::size_t at = text.find("##"); at != std::string_view::npos; at = text.find("##", at + 1)) {
    const std::string_view rest = text.substr(at + 2);
    if (rest.starts_with('[') || rest.starts_with("vso[")) places.push_back(bones.places[at]);
  }
  return places;
}

std::string encoded(std::string_view text, std::string_view signs) {
  std::string made;
  for (const char c : text) {
    if (signs.find(c) == std::string_view::npos) {
      made += c;
    } else {
      made += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return made;
}

}  // namespace

std::string without_commands(std::string_view text) {
  const bool suspicious = text.find_first_of("#:") != std::string_view::npos;
  std::string made;
  if (!suspicious) return made.append(text);
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view line = text.substr(at, text.find_first_of("\r\n", at) - at);
    std::string safe{line};
    std::size_t added = 0;
    for (const std::size_t place : breaks_in(skeleton_of(line))) safe.insert(place + 1 + added++, " ");
    at += line.size();
    made += safe;
    if (at < text.size()) made += text[at++];
  }
  return made;
}

std::string command_data(std::string_view text) { return encoded(text, "%\r\n"); }

std::string command_property(std::string_view text) { return encoded(text, "%\r\n:,"); }

std::string step_output(std::string_view name, std::string_view value, std::string_view secret) {
  std::string end = fmt::format("optrack_{}", secret);
  while (value.find(end) != std::string_view::npos) end += '_';
  return fmt::format("{}<<{}\n{}\n{}\n", name, end, value, end);
}

std::string markdown_text(std::string_view text) {
  constexpr std::string_view kSigns = "\\`*_{}[]()<>#+-.!|~&\"'@:/=^$";
  std::string made;
  for (const char c : text) {
    if (c == '\n' || c == '\r') {
      made += ' ';
    } else if (kSigns.find(c) != std::string_view::npos) {
      made += fmt::format("&#{};", static_cast<int>(c));
    } else {
      made += c;
    }
  }
  return made;
}

}  // namespace optrack
