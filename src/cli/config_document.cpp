// SPDX-License-Identifier: MIT
#include "cli/config_document.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/parse.hpp"
#include "model/json_place.hpp"

namespace optrack::cli {

struct ConfigDocument::Content {
  std::string text, name;
  Json root;
};

namespace {

/// "config.json:3:16"
std::string located(const std::string& name, const JsonPlace& place) {
  return fmt::format("{}:{}:{}", name, place.line, place.column);
}

/// What the library says is wrong, without its own numbers and prefixes.
std::string reason(const nlohmann::json::parse_error& problem) {
  const std::string text = problem.what();
  const auto at = text.find("syntax error");
  return at == std::string::npos ? "no JSON" : text.substr(at);
}

std::string describe(const Json& value) {
  if (value.is_string()) return "a string";
  if (value.is_number()) return "a number";
  if (value.is_boolean()) return "true or false";
  if (value.is_array()) return "an array";
  return value.is_object() ? "an object" : "null";
}

}  // namespace

ConfigDocument::ConfigDocument(std::string text, std::string name, Json root)
    : content_(std::make_unique<Content>(Content{std::move(text), std::move(name), std::move(root)})) {}
ConfigDocument::ConfigDocument(ConfigDocument&&) noexcept = default;
ConfigDocument& ConfigDocument::operator=(ConfigDocument&&) noexcept = default;
ConfigDocument::~ConfigDocument() = default;

Result<ConfigDocument> ConfigDocument::parse(std::string_view text, std::string name) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) text = "{}";
  try {
    Json root = Json::parse(text, nullptr, true, true);
    if (root.is_object()) return ConfigDocument{std::string{text}, std::move(name), std::move(root)};
    return fail(ErrorKind::local, fmt::format("{}: expected an object {{…}}, found {}",
                                              located(name, place_of_value(text, {})), describe(root)));
  } catch (const nlohmann::json::parse_error& problem) {
    const std::size_t offset = problem.byte > 0 ? problem.byte - 1 : 0;
    return fail(ErrorKind::local, fmt::format("{}: {}", located(name, place_of(text, offset)), reason(problem)));
  }
}

const Json& ConfigDocument::root() const { return content_->root; }

std::string ConfigDocument::place(const JsonPath& path) const {
  return located(content_->name, place_of_value(content_->text, path));
}

Error ConfigDocument::error(const JsonPath& path, const std::string& sentence) const {
  return {ErrorKind::local, place(path) + ": " + sentence, std::nullopt};
}

const Json* ConfigDocument::find(const JsonPath& path) const {
  const Json* value = &content_->root;
  for (const std::string& name : path) {
    if (!value->is_object()) return nullptr;
    const auto member = value->find(name);
    if (member == value->end()) return nullptr;
    value = &*member;
  }
  return value;
}

Result<std::optional<std::string>> ConfigDocument::text(const JsonPath& path) const {
  const Json* value = find(path);
  if (value == nullptr) return std::optional<std::string>{};
  if (value->is_string()) return std::optional<std::string>{value->get<std::string>()};
  return fail(error(path, fmt::format("{}: expected a string, found {}", path.back(), describe(*value))));
}

Result<const Json*> ConfigDocument::object(const JsonPath& path) const {
  const Json* value = find(path);
  if (value == nullptr || value->is_object()) return value;
  return fail(error(path, fmt::format("{}: expected an object, found {}", path.back(), describe(*value))));
}

Result<void> ConfigDocument::only(const JsonPath& path, const std::vector<std::string>& allowed) const {
  const Json* value = find(path);
  if (value == nullptr || !value->is_object()) return {};
  for (const auto& [key, ignored] : value->items()) {
    if (std::find(allowed.begin(), allowed.end(), key) != allowed.end()) continue;
    JsonPath at = path;
    at.push_back(key);
    return fail(error(at, fmt::format("unknown key '{}'{}", key, did_you_mean(key, allowed))));
  }
  return {};
}

bool has_comments(std::string_view text) {
  bool in_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (in_string && text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      in_string = !in_string;
    } else if (!in_string && text[at] == '/') {
      return true;  // outside of strings JSON has no other slash
    }
  }
  return false;
}

}  // namespace optrack::cli
