// SPDX-License-Identifier: MIT
#include "dispatch/parameter.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "model/nearest.hpp"
#include "model/text.hpp"

namespace optrack {
namespace {

std::string_view prefix_of(const Parameter& parameter) {
  return std::string_view{parameter.name}.substr(0, parameter.name.size() - 1);
}

/// One step of a JSON pointer, as it is written (RFC 6901, section 3).
std::string escaped(std::string_view step) {
  std::string out;
  for (const char c : step) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

std::string unescaped(std::string_view step) {
  std::string out;
  for (std::size_t i = 0; i < step.size(); ++i) {
    const bool escape = step[i] == '~' && i + 1 < step.size();
    out += escape ? (step[i + 1] == '1' ? '/' : '~') : step[i];
    if (escape) ++i;
  }
  return out;
}

std::vector<std::string> steps_of(std::string_view pointer) {
  std::vector<std::string> steps;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    steps.push_back(unescaped(pointer.substr(0, end)));
    pointer.remove_prefix(end);
  }
  return steps;
}

bool is_fingerprint(std::string_view text) {
  return text.size() >= 12 && text.size() <= 64 &&
         text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

template <typename Number>
std::optional<Number> whole_text(const std::string& text) {
  Number value{};
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || at != end) return std::nullopt;
  return value;
}

Result<Json> typed_boolean(const std::string& text) {
  for (const char* yes : {"true", "yes", "on", "1"}) {
    if (text == yes) return Json(true);
  }
  for (const char* no : {"false", "no", "off", "0"}) {
    if (text == no) return Json(false);
  }
  return fail(ErrorKind::usage, "must be true or false");
}

Result<Json> typed_string(const Parameter& parameter, const std::string& text) {
  if (!is_utf8(text)) return fail(ErrorKind::usage, "is no UTF-8 text");
  const auto& choices = parameter.choices;
  if (choices.empty() || std::find(choices.begin(), choices.end(), text) != choices.end()) return Json(text);
  const auto near = nearest(text, choices, 1);
  return fail(ErrorKind::usage, fmt::format("must be one of {}{}", fmt::join(choices, ", "),
                                            near.empty() ? "" : "; did you mean " + near.front() + "?"));
}

Result<Json> typed_number(const std::string& text) {
  const auto number = whole_text<double>(text);
  if (number && std::isfinite(*number)) return Json(*number);
  return fail(ErrorKind::usage, "must be a number");
}

Result<Json> typed_integer(const std::string& text) {
  if (const auto number = whole_text<std::int64_t>(text)) return Json(*number);
  return fail(ErrorKind::usage, "must be a whole number");
}

Result<Json> typed_json(const std::string& text) {
  Result<Json> value = parse_json(text);
  if (value) return value;
  return fail(ErrorKind::usage, "must be JSON: " + value.error().message);
}

}  // namespace

bool is_open(const Parameter& parameter) { return parameter.name.ends_with(".*"); }

const Parameter* declaration_of(const OperationType& type, std::string_view name, std::string& member) {
  const Parameter* open = nullptr;
  for (const Parameter& parameter : type.parameters) {
    if (is_open(parameter) && name.starts_with(prefix_of(parameter)) && name.size() > prefix_of(parameter).size()) {
      open = &parameter;
    } else if (parameter.name == name && !is_open(parameter)) {
      return &parameter;
    }
  }
  if (open != nullptr) member = name.substr(prefix_of(*open).size());
  return open;
}

Result<Json> typed_value(const Parameter& parameter, const std::string& text) {
  switch (parameter.type) {
    case Parameter::Type::string:
      return typed_string(parameter, text);
    case Parameter::Type::integer:
      return typed_integer(text);
    case Parameter::Type::number:
      return typed_number(text);
    case Parameter::Type::boolean:
      return typed_boolean(text);
    case Parameter::Type::json:
      return typed_json(text);
  }
  return fail(ErrorKind::usage, "has a type that is not known");
}

std::string body_pointer(const Given& given) {
  const Parameter& parameter = *given.parameter;
  if (!parameter.fingerprint_key.empty() && is_fingerprint(given.value)) return parameter.fingerprint_key;
  if (!is_open(parameter)) return parameter.key.empty() ? "/" + escaped(parameter.name) : parameter.key;
  const std::string_view prefix = prefix_of(parameter);
  const std::string base = parameter.key.empty() ? "/" + escaped(prefix.substr(0, prefix.size() - 1)) : parameter.key;
  return base + "/" + escaped(given.member);
}

std::string wire_name(const Parameter& parameter) { return parameter.key.empty() ? parameter.name : parameter.key; }

void merge(Json& into, Json more) {
  if (!into.is_object() || !more.is_object()) {
    into = std::move(more);
    return;
  }
  for (auto& [key, value] : more.items()) {
    if (into.contains(key)) {
      merge(into[key], std::move(value));
    } else {
      into[key] = std::move(value);
    }
  }
}

bool put_at(Json& document, std::string_view pointer, Json value) {
  Json* at = &document;
  for (const std::string& step : steps_of(pointer)) {
    if (at->is_null()) *at = Json::object();
    if (!at->is_object()) return false;
    at = &(*at)[step];
  }
  merge(*at, std::move(value));
  return true;
}

}  // namespace optrack
