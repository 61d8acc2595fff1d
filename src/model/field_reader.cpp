// SPDX-License-Identifier: MIT
#include "model/field_reader.hpp"

#include <limits>

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

std::string FieldReader::text(const std::string& written) const {
  return form_ == Form::journal || is_plainly_harmless(written) ? written : harmless(written);
}

bool FieldReader::read(const Json& json, std::string& value) const {
  if (!json.is_string()) return false;
  value = text(json.get_ref<const std::string&>());
  return true;
}

bool FieldReader::read(const Json& json, JsonText& value) const {
  if (form_ == Form::journal) return read(json, value.text);
  value.text = json_text(json);
  return true;
}

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
  constexpr std::int64_t kLongest = 10'000'000'000'000;  // More than lies between any two times: 317 years.
  if (!json.is_number_integer()) return false;
  const auto count = json.get<std::int64_t>();
  if (count < -kLongest || count > kLongest) return false;
  value = Milliseconds{count};
  return true;
}

bool FieldReader::read(const Json& json, double& value) {
  if (!json.is_number()) return false;
  value = json.get<double>();
  return true;
}

bool FieldReader::read(const Json& json, int& value) {
  if (!json.is_number_integer()) return false;
  const auto wide = json.get<std::int64_t>();
  if (wide < std::numeric_limits<int>::min() || wide > std::numeric_limits<int>::max()) return false;
  value = static_cast<int>(wide);
  return true;
}

bool FieldReader::read(const Json& json, std::vector<std::string>& value) const {
  if (!json.is_array()) return false;
  value.clear();
  for (const Json& item : json) {
    if (!read(item, value.emplace_back())) return false;
  }
  return true;
}

bool FieldReader::read(const Json& json, std::map<std::string, std::string>& value) const {
  if (!json.is_object()) return false;
  for (const auto& item : json.items()) {
    if (!read(item.value(), value[text(item.key())])) return false;
  }
  return true;
}

bool FieldReader::read(const Json& json, std::map<std::string, int>& value) const {
  if (!json.is_object()) return false;
  for (const auto& item : json.items()) {
    if (!read(item.value(), value[text(item.key())])) return false;
  }
  return true;
}

void FieldReader::bytes(std::string_view key, std::string_view key64, std::string& value) {
  if (const Json* text = member(object_, key)) {
    if (text->is_string()) {
      value = text->get<std::string>();
    } else {
      note_bad(key);
    }
  }
  const Json* encoded = member(object_, key64);
  if (encoded == nullptr) return;
  auto decoded = encoded->is_string() ? base64_decode(encoded->get_ref<const std::string&>()) : std::nullopt;
  if (!decoded) return note_bad(key64);
  value = *std::move(decoded);
}

}  // namespace optrack
