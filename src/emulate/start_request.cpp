// SPDX-License-Identifier: MIT
#include "emulate/start_request.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "emulate/seeded.hpp"
#include "model/ascii.hpp"

namespace optrack::emulate {
namespace {

using Json = nlohmann::ordered_json;

/// Depth in brackets, whatever the brackets stand in: a cheap bound before a recursive destructor has to run.
constexpr int kDeepestBody = 256;

Json parse(std::string_view body) {
  const auto shallow = [](int depth, Json::parse_event_t, Json&) { return depth <= kDeepestBody; };
  return Json::parse(body.begin(), body.end(), shallow, false);
}

bool is_name(const std::string& name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_';
  };
  return !name.empty() && name.size() <= 50 && std::all_of(name.begin(), name.end(), allowed);
}

void read_correlation(const Json& json, StartRequest& request) {
  const auto found = json.find("correlation_id");
  if (found == json.end() || found->is_null()) return;
  if (!found->is_string() || !is_guid(found->get_ref<const std::string&>())) {
    request.complaints["$.correlation_id"].emplace_back("The value is not a valid GUID.");
    return;
  }
  const auto id = ascii_lower(found->get<std::string>());
  if (id.find_first_not_of("0-") != std::string::npos) request.correlation_id = id;
}

/// A whole number of at least 1 at `json[part][member]`, if there is anything.
void check_positive(const Json& json, const char* part, const char* member, StartRequest& request) {
  const auto found = json.find(part);
  if (found == json.end() || !found->is_object() || !found->contains(member)) return;
  const auto& value = (*found)[member];
  if (value.is_number_integer() && value > 0) return;
  request.complaints[std::string("$.configuration.") + part + "." + member].emplace_back(
      "The value must be a positive number.");
}

void read_configuration(const Json& json, StartRequest& request) {
  const auto found = json.find("configuration");
  if (found == json.end() || !found->is_object()) {
    request.complaints["$.configuration"].emplace_back("The configuration is required and must be an object.");
    return;
  }
  request.configuration.text = found->dump(-1, ' ', false, Json::error_handler_t::replace);
  request.name = "catlet";
  if (found->contains("name")) {
    const auto& name = (*found)["name"];
    request.name = name.is_string() ? name.get<std::string>() : std::string{};
  }
  if (!is_name(request.name)) {
    request.complaints["$.configuration.name"].emplace_back(
        "The name must be 1 to 50 letters, digits, dots, dashes or underscores.");
  }
  check_positive(*found, "cpu", "count", request);
  check_positive(*found, "memory", "startup", request);
}

void read_stop(const Json& json, StartRequest& request) {
  const auto mode = json.is_object() && json.contains("mode") ? json["mode"] : Json{};
  if (mode != "Shutdown" && mode != "Hard" && mode != "Kill") {
    request.complaints["$.mode"].emplace_back("The mode must be Shutdown, Hard or Kill.");
  }
}

}  // namespace

bool has_body(std::string_view type) { return type != "catlets.start" && type != "catlets.delete"; }

StartRequest read_start_request(std::string_view type, std::string_view body) {
  StartRequest request;
  if (!has_body(type)) return request;
  const auto json = parse(body);
  if (!json.is_object()) {
    request.complaints["$"].emplace_back("The body must be a JSON object.");
  } else if (type == "catlets.stop") {
    read_stop(json, request);
  } else {
    read_correlation(json, request);
    read_configuration(json, request);
  }
  return request;
}

}  // namespace optrack::emulate
