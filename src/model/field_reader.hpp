// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/field_form.hpp"
#include "model/json.hpp"
#include "optrack/event.hpp"

namespace optrack {

/// Takes the fields that `FieldWriter` wrote in the same form out of a JSON object. An absent
/// member leaves the value as it is; one that cannot be read is remembered in `bad`.
/// In the form `shown`, where the writer may be anybody, texts are made harmless as at the entrance to `track`.
class FieldReader {
 public:
  using Form = FieldForm;

  /// `object` must outlive the reader.
  FieldReader(const Json& object, Form form) : object_(object), form_(form) {}

  template <typename T>
  void field(std::string_view key, std::optional<T>& value) {
    if (member(object_, key) == nullptr) return;
    field(key, value.emplace());
  }
  template <typename T>
  void field(std::string_view key, T& value) {
    const Json* found = member(object_, key);
    if (found != nullptr && !read(*found, value)) note_bad(key);
  }
  template <typename T>
  void always(std::string_view key, T& value) {
    field(key, value);
  }
  void bytes(std::string_view key, std::string_view key64, std::string& value);

  /// Name of the first field that could not be read; empty when all could.
  [[nodiscard]] const std::string& bad() const { return bad_; }

 private:
  [[nodiscard]] std::string text(const std::string& written) const;
  bool read(const Json& json, std::string& value) const;
  bool read(const Json& json, JsonText& value) const;
  static bool read(const Json& json, Status& value);
  static bool read(const Json& json, CancelState& value);
  static bool read(const Json& json, ErrorKind& value);
  static bool read(const Json& json, WallTime& value);
  static bool read(const Json& json, Milliseconds& value);
  static bool read(const Json& json, double& value);
  static bool read(const Json& json, int& value);
  bool read(const Json& json, std::vector<std::string>& value) const;
  bool read(const Json& json, std::map<std::string, std::string>& value) const;
  bool read(const Json& json, std::map<std::string, int>& value) const;

  void note_bad(std::string_view key) {
    if (bad_.empty()) bad_ = key;
  }

  const Json& object_;
  Form form_;
  std::string bad_;
};

}  // namespace optrack
