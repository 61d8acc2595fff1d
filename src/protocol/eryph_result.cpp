// SPDX-License-Identifier: MIT
#include "protocol/eryph_result.hpp"

#include <utility>

#include <nlohmann/json.hpp>

namespace optrack::eryph {
namespace {

constexpr const char* kMask = "***";

void copy_member(const Json& from, Json& into, const char* key) {
  if (const Json* value = member(from, key)) into[key] = *value;
}

Json config_value(const Json& result) {
  Json value = Json::object();
  if (const Json* configuration = object_at(result, "configuration")) {
    copy_member(*configuration, value, "name");
    copy_member(*configuration, value, "parent");
  }
  copy_member(result, value, "configuration");
  copy_member(result, value, "genes");
  return value;
}

Json generic_value(const Json& result) {
  Json value = Json::object();
  for (const auto& [key, content] : result.items()) {
    if (key != "result_type") value[key] = content;
  }
  return value;
}

Json value_of(const std::string& type, const Json& result) {
  if (type == "CatletConfig" || type == "CatletSpecification") return config_value(result);
  Json value = generic_value(result);
  if (type == "SshChannel" && value.contains("token")) value["token"] = kMask;
  if (type != "Catlet") return value;
  const auto id = string_at(result, "catlet_id");
  return id ? Json{{"id", *id}} : value;
}

}  // namespace

Outcome read_result(const Json& result) {
  Outcome outcome;
  outcome.type = string_at(result, "result_type").value_or("");
  outcome.value.text = json_text(value_of(outcome.type, result));
  return outcome;
}

std::string catlet_id(const Outcome& outcome) {
  const Result<Json> value = parse_json(outcome.value.text);
  return value ? string_at(*value, "id").value_or("") : std::string{};
}

Outcome catlet_outcome(const Json& catlet) {
  Json value = Json::object();
  for (const char* key : {"id", "name", "status", "cpu", "cpu_count", "memory"}) copy_member(catlet, value, key);
  for (const auto& [key, content] : catlet.items()) {
    if (!value.contains(key)) value[key] = content;
  }
  return {"Catlet", {json_text(value)}, std::nullopt};
}

}  // namespace optrack::eryph
