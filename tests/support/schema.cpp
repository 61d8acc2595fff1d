// SPDX-License-Identifier: MIT
#include "support/schema.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <regex>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "model/text.hpp"
#include "print/event_schema.hpp"
#include "print/record_schema.hpp"

namespace optrack::test {
namespace {

bool is_a(const Json& value, const std::string& type) {
  if (type == "integer") {
    return value.is_number_integer() || (value.is_number() && value.get<double>() == std::floor(value.get<double>()));
  }
  return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
         (type == "string" && value.is_string()) || (type == "number" && value.is_number()) ||
         (type == "boolean" && value.is_boolean()) || (type == "null" && value.is_null());
}

/// Each pattern is compiled once: that takes far longer than to apply it.
const std::regex& compiled(const std::string& pattern) {
  thread_local std::map<std::string, std::regex> known;
  const auto at = known.find(pattern);
  return at != known.end() ? at->second : known.emplace(pattern, std::regex{pattern}).first->second;
}

class Validator {
 public:
  explicit Validator(const Json& root) : root_(root) {}

  void check(const Json& schema, const Json& value, const std::string& place) {
    if (schema.is_boolean()) {
      if (!schema.get<bool>()) complain(place, "is not allowed");
      return;
    }
    for (const auto& item : schema.items()) keyword(schema, item.key(), item.value(), value, place);
  }

  std::vector<std::string> found;

 private:
  void complain(const std::string& place, const std::string& what) { found.push_back(place + ": " + what); }

  [[nodiscard]] bool valid(const Json& schema, const Json& value) const {
    Validator inner{root_};
    inner.check(schema, value, "");
    return inner.found.empty();
  }

  void keyword(const Json& schema, const std::string& key, const Json& rule, const Json& value,
               const std::string& place) {
    static const std::vector<std::string> notes{"$schema", "$id", "$defs", "title", "description", "then", "else"};
    if (std::find(notes.begin(), notes.end(), key) != notes.end()) return;
    if (key == "type" && !is_a(value, rule.get<std::string>())) complain(place, "is no " + rule.get<std::string>());
    if (key == "const" && value != rule) complain(place, "is not " + rule.dump());
    if (key == "enum" && std::find(rule.begin(), rule.end(), value) == rule.end())
      complain(place, "is none of " + rule.dump());
    if (key == "minimum" && value.is_number() && value < rule) complain(place, "is less than " + rule.dump());
    if (key == "maximum" && value.is_number() && value > rule) complain(place, "is more than " + rule.dump());
    if (key == "pattern" && value.is_string() &&
        !std::regex_search(value.get<std::string>(), compiled(rule.get<std::string>()))) {
      complain(place, fmt::format("'{}' does not match {}", value.get<std::string>(), rule.dump()));
    }
    if (key == "contentEncoding" && !base64_decode(value.get<std::string>())) complain(place, "is no base64");
    if (key == "$ref") check(root_.at(Json::json_pointer{rule.get<std::string>().substr(1)}), value, place);
    if (key == "required" && value.is_object()) required(rule, value, place);
    if (key == "items" && value.is_array()) items(rule, value, place);
    if ((key == "properties" || key == "additionalProperties") && value.is_object()) members(schema, key, value, place);
    if (key == "allOf" || key == "oneOf" || key == "anyOf" || key == "if") combined(schema, key, rule, value, place);
    known(key);
  }

  void required(const Json& rule, const Json& value, const std::string& place) {
    for (const Json& name : rule) {
      if (!value.contains(name.get<std::string>())) complain(place, "lacks " + name.dump());
    }
  }

  void items(const Json& rule, const Json& value, const std::string& place) {
    for (std::size_t i = 0; i < value.size(); ++i) check(rule, value[i], fmt::format("{}/{}", place, i));
  }

  void members(const Json& schema, const std::string& key, const Json& value, const std::string& place) {
    const Json none = Json::object();
    const Json& named = schema.contains("properties") ? schema["properties"] : none;
    for (const auto& item : value.items()) {
      const bool is_named = named.contains(item.key());
      if (is_named == (key == "properties")) {
        check(is_named ? named[item.key()] : schema[key], item.value(), place + "/" + item.key());
      }
    }
  }

  void combined(const Json& schema, const std::string& key, const Json& rule, const Json& value,
                const std::string& place) {
    if (key == "if") {
      const char* branch = valid(rule, value) ? "then" : "else";
      if (schema.contains(branch)) check(schema[branch], value, place);
      return;
    }
    if (key == "allOf") {
      for (const Json& part : rule) check(part, value, place);
      return;
    }
    const auto count = std::count_if(rule.begin(), rule.end(), [&](const Json& part) { return valid(part, value); });
    if (count == 0 || (key == "oneOf" && count > 1)) complain(place, fmt::format("fits {} of {}", count, key));
  }

  void known(const std::string& key) {
    static const std::vector<std::string> all{
        "type",           "const",      "enum",  "minimum", "maximum",
        "pattern",        "$ref",       "items", "allOf",   "required",
        "oneOf",          "properties", "anyOf", "if",      "additionalProperties",
        "contentEncoding"};
    if (std::find(all.begin(), all.end(), key) == all.end()) complain("schema", "keyword not checked: " + key);
  }

  const Json& root_;
};

}  // namespace

std::vector<std::string> schema_violations(const Json& schema, const Json& value) {
  Validator validator{schema};
  validator.check(schema, value, "");
  return validator.found;
}

std::vector<std::string> event_violations(std::string_view line) {
  static const Json schema = parse_json(event_schema()).value();
  const Result<Json> event = parse_json(line);
  if (!event) return {event.error().message};
  std::vector<std::string> found = schema_violations(schema, *event);
  const std::string type = string_at(*event, "type").value_or("");
  if (!schema["$defs"].contains(type)) found.push_back("/type: unknown: " + type);
  for (const auto& item : event->items()) {
    const bool own = schema["$defs"].contains(type) && schema["$defs"][type]["properties"].contains(item.key());
    if (!own && !schema["properties"].contains(item.key())) found.push_back("/" + item.key() + ": not described");
  }
  return found;
}

std::vector<std::string> record_violations(const Json& records) {
  static const Json schema = parse_json(record_schema()).value();
  std::vector<std::string> found;
  const Json all = records.is_array() ? records : Json::array({records});
  for (const Json& record : all) {
    for (std::string& violation : schema_violations(schema, record)) found.push_back(std::move(violation));
    for (const auto& item : record.items()) {
      if (!schema["properties"].contains(item.key())) found.push_back("/" + item.key() + ": not described");
    }
  }
  return found;
}

}  // namespace optrack::test
