// SPDX-License-Identifier: MIT
#include "model/field_writer.hpp"

#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "model/text.hpp"

namespace optrack {

void FieldWriter::put(std::string_view key, Json value) {
  object_.get_ref<Json::object_t&>().emplace_back(std::string{key}, std::move(value));
}

void FieldWriter::field(std::string_view key, const std::string& value) {
  if (!value.empty()) always(key, value);
}

void FieldWriter::field(std::string_view key, const JsonText& value) {
  if (value.empty()) return;
  if (form_ == Form::journal) return put(key, value.text);
  if (auto json = parse_json(value.text)) put(key, *std::move(json));
}

void FieldWriter::field(std::string_view key, const std::map<std::string, std::string>& value) {
  if (!value.empty()) put(key, value);
}

void FieldWriter::always(std::string_view key, const std::string& value) { put(key, value); }
void FieldWriter::always(std::string_view key, Status value) { put(key, to_string(value)); }
void FieldWriter::always(std::string_view key, CancelState value) { put(key, to_string(value)); }
void FieldWriter::always(std::string_view key, ErrorKind value) { put(key, to_string(value)); }
void FieldWriter::always(std::string_view key, WallTime value) { put(key, format_rfc3339_exact(value)); }
void FieldWriter::always(std::string_view key, Milliseconds value) { put(key, std::int64_t{value.count()}); }
void FieldWriter::always(std::string_view key, int value) { put(key, value); }
void FieldWriter::always(std::string_view key, const std::vector<std::string>& value) { put(key, value); }
void FieldWriter::always(std::string_view key, const std::map<std::string, int>& value) {
  Json counts = Json::object();
  for (const auto& [name, count] : value) counts[name] = count;
  put(key, std::move(counts));
}

void FieldWriter::always(std::string_view key, double value) {
  constexpr double kExact = 1e15;
  if (!std::isfinite(value)) return;
  if (value == std::floor(value) && std::fabs(value) < kExact) return put(key, static_cast<std::int64_t>(value));
  put(key, value);
}

void FieldWriter::bytes(std::string_view key, std::string_view key64, const std::string& value) {
  if (value.empty()) return;
  if (is_utf8(value)) return put(key, value);
  put(key64, base64(value));
}

}  // namespace optrack
