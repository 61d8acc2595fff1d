// SPDX-License-Identifier: MIT
#include "model/field_reader.hpp"

#include <nlohmann/json.hpp>

#include "model/text.hpp"

namespace optrack {
namespace {

/// The enumerator of `all` whose word is in `json`.
template <typename Enum, std::size_t Count>
bool read_word(const Json& json, const Enum (&all)[Count], Enum& value) {
  if (!json.is_string()) return false;
  for (const Enum candidate : all) {
    if (to_string(candidate) != json.get_ref<const std::string&>()) continue;
    value = candidate;
    return true;
  }
  return false;
}

}  // namespace

bool FieldReader::read(const Json& json, std::string& value) {
  if (!json.is_string()) return false;
  value = json.get<std::string>();
  return true;
}

bool FieldReader::read(const Json& json, JsonText& value) { return read(json, value.text); }

bool FieldReader::read(const Json& json, Status& value) {
  constexpr Status kAll[] = {Status::pending, Status::running,   Status::completed,
                             Status::failed,  Status::cancelled, Status::lost};
  return read_word(json, kAll, value);
}

bool FieldReader::read(const Json& json, CancelState& value) {
  constexpr CancelState kAll[] = {CancelState::requested, CancelState::accepted, CancelState::refused};
  return read_word(json, kAll, value);
}

bool FieldReader::read(const Json& json, ErrorKind& value) {
  constexpr ErrorKind kAll[] = {ErrorKind::usage,       ErrorKind::denied,   ErrorKind::not_found,
                                ErrorKind::unreachable, ErrorKind::protocol, ErrorKind::timeout,
                                ErrorKind::stopped,     ErrorKind::conflict, ErrorKind::local};
  return read_word(json, kAll, value);
}

bool FieldReader::read(const Json& json, WallTime& value) {
  if (!json.is_string()) return false;
  const auto time = parse_rfc3339(json.get_ref<const std::string&>());
  if (time) value = *time;
  return time.has_value();
}

bool FieldReader::read(const Json& json, Milliseconds& value) {
  if (!json.is_number_integer()) return false;
  value = Milliseconds{json.get<std::int64_t>()};
  return true;
}

bool FieldReader::read(const Json& json, double& value) {
  if (!json.is_number()) return false;
  value = json.get<double>();
  return true;
}

bool FieldReader::read(const Json& json, int& value) {
  if (!json.is_number_integer()) return false;
  value = json.get<int>();
  return true;
}

bool FieldReader::read(const Json& json, std::vector<std::string>& value) {
  if (!json.is_array()) return false;
  value.clear();
  for (const Json& item : json) {
    if (!item.is_string()) return false;
    value.push_back(item.get<std::string>());
  }
  return true;
}

bool FieldReader::read(const Json& json, std::map<std::string, std::string>& value) {
  if (!json.is_object()) return false;
  for (const auto& item : json.items()) {
    if (!read(item.value(), value[item.key()])) return false;
  }
  return true;
}

bool FieldReader::read(const Json& json, std::map<std::string, int>& value) {
  if (!json.is_object()) return false;
  for (const auto& item : json.items()) {
    if (!read(item.value(), value[item.key()])) return false;
  }
  return true;
}

void FieldReader::bytes(std::string_view key, std::string_view key64, std::string& value) {
  field(key, value);
  std::optional<std::string> encoded;
  field(key64, encoded);
  if (!encoded) return;
  auto decoded = base64_decode(*encoded);
  if (decoded) {
    value = *std::move(decoded);
  } else if (bad_.empty()) {
    bad_ = key64;
  }
}

}  // namespace optrack
