// SPDX-License-Identifier: MIT
#include "model/start_secrets.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "model/json.hpp"
#include "model/percent.hpp"

namespace optrack {
namespace {

constexpr std::size_t kShortestSecret = 3;
constexpr std::string_view kSecretMask = "***";

/// All texts and numbers within `value`, as a server would write them.
void collect(const Json& value, std::vector<std::string>& found) {
  if (value.is_structured()) {
    for (const Json& member : value) collect(member, found);
  } else if (value.is_string()) {
    found.push_back(value.get<std::string>());
  } else if (value.is_number()) {
    found.push_back(value.dump());
  }
}

void collect_from_body(const StartCall& call, const std::string& pointer, std::vector<std::string>& found) {
  const Result<Json> document = parse_json(call.body);
  if (!document) return;
  if (const Json* value = value_at(*document, pointer)) collect(*value, found);
}

void collect_from_query(const StartCall& call, const std::string& name, std::vector<std::string>& found) {
  const std::string key = percent_encode(name) + "=";
  for (std::size_t at = call.target.find('?'); at != std::string::npos; at = call.target.find('&', at + 1)) {
    if (call.target.compare(at + 1, key.size(), key) != 0) continue;
    const std::size_t begin = at + 1 + key.size();
    const std::string value = call.target.substr(begin, call.target.find('&', begin) - begin);
    found.push_back(value);
    found.push_back(percent_decode(value));
  }
}

std::vector<std::string> secret_values(const StartCall& call) {
  std::vector<std::string> found;
  for (const std::string& place : call.secrets) {
    if (place == "raw") found.push_back(call.body);
    if (place.starts_with("body/")) collect_from_body(call, place.substr(4), found);
    if (place.starts_with("query:")) collect_from_query(call, place.substr(6), found);
    for (const Header& header : call.headers) {
      if (place == "header:" + header.name) found.push_back(header.value);
    }
  }
  // Longer ones first: one may be part of another.
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return found;
}

}  // namespace

std::string without_secrets(std::string text, const StartCall& call) {
  for (const std::string& secret : secret_values(call)) {
    if (secret.size() < kShortestSecret) continue;
    for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + kSecretMask.size())) {
      text.replace(at, secret.size(), kSecretMask);
    }
  }
  return text;
}

}  // namespace optrack
