// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "model/field_form.hpp"
#include "model/json.hpp"
#include "model/json_object_text.hpp"
#include "optrack/event.hpp"

namespace optrack {

/// Puts fields into a JSON object, built or written, as `describe` (event_fields.hpp) names them.
class FieldWriter {
 public:
  using Form = FieldForm;

  /// Appends to `object`, which must be an object without the keys to come, and outlive the writer.
  FieldWriter(Json& object, Form form) : built_(&object), form_(form) {}
  FieldWriter(JsonObjectText& object, Form form) : written_(&object), form_(form) {}

  void field(std::string_view key, std::string_view value);
  void field(std::string_view key, const std::string& value) { field(key, std::string_view{value}); }
  void field(std::string_view key, const JsonText& value);
  void field(std::string_view key, const std::map<std::string, std::string>& value);
  void field(std::string_view key, const std::vector<std::string>& value);
  template <typename T>
  void field(std::string_view key, const std::optional<T>& value) {
    if (value) always(key, *value);
  }
  template <typename T>
  void field(std::string_view key, const T& value) {
    always(key, value);
  }

  void always(std::string_view key, std::string_view value);
  void always(std::string_view key, Status value);
  void always(std::string_view key, CancelState value);
  void always(std::string_view key, ErrorKind value);
  /// With all digits: time stamps of servers are echoed without loss.
  void always(std::string_view key, WallTime value);
  void always(std::string_view key, Milliseconds value);
  /// Whole numbers without a point; NaN and infinity not at all.
  void always(std::string_view key, double value);
  void always(std::string_view key, std::int64_t value);
  void always(std::string_view key, int value) { always(key, std::int64_t{value}); }
  void always(std::string_view key, const std::vector<std::string>& value);
  void always(std::string_view key, const std::map<std::string, int>& value);

  /// Bytes as text under `key`, or in base64 under `key64` where they are no UTF-8.
  void bytes(std::string_view key, std::string_view key64, const std::string& value);

 private:
  void put(std::string_view key, Json value);

  Json* built_ = nullptr;
  JsonObjectText* written_ = nullptr;  ///< Exactly one of the two.
  Form form_;
};

}  // namespace optrack
