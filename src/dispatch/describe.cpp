// SPDX-License-Identifier: MIT
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dispatch/parameter.hpp"
#include "dispatch/start_call.hpp"
#include "model/json.hpp"
#include "model/percent.hpp"
#include "model/text.hpp"

namespace optrack {
namespace {

constexpr const char* kShownMask = "***";

bool is_secret(const StartCall& call, const std::string& place) {
  return std::find(call.secrets.begin(), call.secrets.end(), place) != call.secrets.end();
}

/// Objects keep their members' names, so that one sees what was given.
void mask(Json& value) {
  if (!value.is_object()) {
    value = kShownMask;
    return;
  }
  for (auto& [key, member] : value.items()) member = kShownMask;
}

std::string shown_target(const StartCall& call) {
  std::string target = call.target;
  for (const std::string& place : call.secrets) {
    if (!place.starts_with("query:")) continue;
    const std::string name = percent_encode(place.substr(6)) + "=";
    std::size_t at = target.find("?" + name);
    if (at == std::string::npos) at = target.find("&" + name);
    if (at == std::string::npos) continue;
    const std::size_t value = at + 1 + name.size();
    target.replace(value, std::min(target.find('&', value), target.size()) - value, kShownMask);
  }
  return target;
}

std::string shown_body(const StartCall& call) {
  Result<Json> document = parse_json(call.body);
  if (!document || !document->is_structured() || is_secret(call, "raw")) {
    return fmt::format("({} bytes)", call.body.size());
  }
  for (const std::string& place : call.secrets) {
    if (!place.starts_with("body/")) continue;
    const std::string pointer = place.substr(4);
    if (value_at(*document, pointer) == nullptr) continue;
    mask((*document)[Json::json_pointer(pointer)]);
  }
  return document->dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string describe(const StartCall& call) {
  std::string text = fmt::format("{} {}\n", call.method, harmless(shown_target(call)));
  for (const Header& header : call.headers) {
    const std::string value = is_secret(call, "header:" + header.name) ? kShownMask : header.value;
    text += fmt::format("{}: {}\n", header.name, harmless(value));
  }
  if (!call.body.empty()) text += "\n" + shown_body(call) + "\n";
  return text;
}

}  // namespace optrack
