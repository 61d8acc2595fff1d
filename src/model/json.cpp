// SPDX-License-Identifier: MIT
#include "model/json.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "model/json_unseen.hpp"

namespace optrack {
namespace {

/// Builds the document while it is read. Members are appended without a search for equal keys:
/// nlohmann's own builder searches, which makes one huge object cost quadratic time.
class Builder final : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t value, const string_t& /*text*/) override { return put(value); }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*size*/) override { return open(Json::object()); }
  bool start_array(std::size_t /*size*/) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    key_ = std::move(value);
    return true;
  }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*why*/) override {
    error_position = position;
    return false;
  }

  Json root;
  std::size_t error_position = 0;  // Characters read when it failed.
  bool too_deep = false;

 private:
  bool put(Json value) {
    append(std::move(value));
    return true;
  }
  bool open(Json value) {
    too_deep = open_.size() >= static_cast<std::size_t>(kDeepestJson);
    if (too_deep) return false;
    open_.push_back(append(std::move(value)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }
  /// The place the value got; stays where it is while values are put into it.
  Json* append(Json value) {
    if (open_.empty()) {
      root = std::move(value);
      return &root;
    }
    Json& parent = *open_.back();
    if (parent.is_array()) {
      auto& items = parent.get_ref<Json::array_t&>();
      items.push_back(std::move(value));
      return &items.back();
    }
    auto& members = parent.get_ref<Json::object_t&>();
    members.emplace_back(std::move(key_), std::move(value));
    key_.clear();
    return &members.back().second;
  }

  std::vector<Json*> open_;
  std::string key_;
};

std::string place(std::string_view text, std::size_t position) {
  const std::string_view before = text.substr(0, position);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return fmt::format("line {}, column {}", line, position - line_start + 1);
}

std::string what_came(std::string_view text, std::size_t position) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return "there is nothing";
  if (position >= text.size()) return "it ends too early";
  const auto c = static_cast<unsigned char>(text[position]);
  if (c > 0x20 && c < 0x7f) return fmt::format("unexpected '{}'", text[position]);
  return fmt::format("unexpected byte 0x{:02x}", c);
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
  Builder builder;
  if (Json::sax_parse(text.begin(), text.end(), &builder)) return std::move(builder.root);
  if (builder.too_deep) {
    return fail(ErrorKind::protocol, fmt::format("JSON is nested deeper than {} levels", kDeepestJson));
  }
  const std::size_t position = builder.error_position == 0 ? 0 : builder.error_position - 1;
  return fail(ErrorKind::protocol,
              fmt::format("not valid JSON at {}: {}", place(text, position), what_came(text, position)));
}

std::string json_text(const Json& json) {
  return escape_unseen(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

const Json* member(const Json& json, std::string_view key) {
  if (!json.is_object()) return nullptr;
  for (const auto& [name, value] : json.get_ref<const Json::object_t&>()) {
    if (name == key) return &value;
  }
  return nullptr;
}

std::optional<std::string> string_at(const Json& json, std::string_view key) {
  const Json* value = member(json, key);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return value->get<std::string>();
}

std::optional<double> number_at(const Json& json, std::string_view key) {
  const Json* value = member(json, key);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  const auto number = value->get<double>();
  if (!std::isfinite(number)) return std::nullopt;
  return number;
}

std::optional<std::int64_t> integer_at(const Json& json, std::string_view key) {
  const Json* value = member(json, key);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  if (value->is_number_unsigned() && value->get<std::uint64_t>() > std::uint64_t{INT64_MAX}) return std::nullopt;
  if (value->is_number_integer()) return value->get<std::int64_t>();
  const auto number = value->get<double>();
  constexpr double kBeyond = 9223372036854775808.0;
  if (!(number >= -kBeyond && number < kBeyond) || number != std::floor(number)) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

std::optional<bool> bool_at(const Json& json, std::string_view key) {
  const Json* value = member(json, key);
  if (value == nullptr || !value->is_boolean()) return std::nullopt;
  return value->get<bool>();
}

std::optional<WallTime> time_at(const Json& json, std::string_view key) {
  const Json* value = member(json, key);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return parse_rfc3339(value->get_ref<const std::string&>());
}

const Json* object_at(const Json& json, std::string_view key) {
  const Json* value = member(json, key);
  return value != nullptr && value->is_object() ? value : nullptr;
}

const Json* array_at(const Json& json, std::string_view key) {
  const Json* value = member(json, key);
  return value != nullptr && value->is_array() ? value : nullptr;
}

const Json* value_at(const Json& json, std::string_view pointer) {
  try {
    const Json::json_pointer place{std::string{pointer}};
    return json.contains(place) ? &json.at(place) : nullptr;
  } catch (const Json::exception&) {
    return nullptr;
  }
}

}  // namespace optrack
