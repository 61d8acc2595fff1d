// SPDX-License-Identifier: MIT
#include "model/field_writer.hpp"

#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "model/text.hpp"
#include "model/time_text.hpp"

namespace optrack {

void FieldWriter::put(std::string_view key, Json value) {
  if (written_ != nullptr) return written_->put(key, value);
  built_->get_ref<Json::object_t&>().emplace_back(std::string{key}, std::move(value));
}

void FieldWriter::field(std::string_view key, std::string_view value) {
  if (!value.empty()) always(key, value);
}

void FieldWriter::field(std::string_view key, const JsonText& value) {
  if (value.empty()) return;
  if (form_ == Form::journal) return always(key, value.text);
  if (auto json = parse_json(value.text)) put(key, *std::move(json));
}

void FieldWriter::field(std::string_view key, const std::map<std::string, std::string>& value) {
  if (!value.empty()) put(key, value);
}

void FieldWriter::always(std::string_view key, std::string_view value) {
  if (written_ != nullptr) return written_->put(key, value);
  put(key, Json(value));
}

void FieldWriter::always(std::string_view key, std::int64_t value) {
  if (written_ != nullptr) return written_->put(key, value);
  put(key, Json(value));
}

void FieldWriter::always(std::string_view key, Status value) { always(key, to_string(value)); }
void FieldWriter::always(std::string_view key, CancelState value) { always(key, to_string(value)); }
void FieldWriter::always(std::string_view key, ErrorKind value) { always(key, to_string(value)); }
void FieldWriter::always(std::string_view key, WallTime value) { always(key, TimeText::exact(value).view()); }
void FieldWriter::always(std::string_view key, Milliseconds value) { always(key, std::int64_t{value.count()}); }

void FieldWriter::field(std::string_view key, const std::vector<std::string>& value) {
  if (!value.empty()) always(key, value);
}

void FieldWriter::always(std::string_view key, const std::vector<std::string>& value) { put(key, value); }
void FieldWriter::always(std::string_view key, const std::map<std::string, int>& value) {
  Json counts = Json::object();
  for (const auto& [name, count] : value) counts[name] = count;
  put(key, std::move(counts));
}

void FieldWriter::always(std::string_view key, double value) {
  constexpr double kExact = 1e15;
  if (!std::isfinite(value)) return;
  if (value == std::floor(value) && std::fabs(value) < kExact) return always(key, static_cast<std::int64_t>(value));
  put(key, value);
}

void FieldWriter::bytes(std::string_view key, std::string_view key64, const std::string& value) {
  if (value.empty()) return;
  if (is_utf8(value)) return always(key, value);
  always(key64, base64(value));
}

}  // namespace optrack
