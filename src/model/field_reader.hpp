// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/json.hpp"
#include "optrack/event.hpp"

namespace optrack {

/// Takes the fields that `FieldWriter` wrote in the form `journal` out of a JSON object. An absent
/// member leaves the value as it is; one that cannot be read is remembered in `bad`.
class FieldReader {
 public:
  explicit FieldReader(const Json& object) : object_(object) {}

  template <typename T>
  void field(std::string_view key, std::optional<T>& value) {
    if (member(object_, key) == nullptr) return;
    field(key, value.emplace());
  }
  template <typename T>
  void field(std::string_view key, T& value) {
    const Json* found = member(object_, key);
    if (found != nullptr && !read(*found, value) && bad_.empty()) bad_ = key;
  }
  template <typename T>
  void always(std::string_view key, T& value) {
    field(key, value);
  }
  void bytes(std::string_view key, std::string_view key64, std::string& value);

  /// Name of the first field that could not be read; empty when all could.
  [[nodiscard]] const std::string& bad() const { return bad_; }

 private:
  static bool read(const Json& json, std::string& value);
  static bool read(const Json& json, JsonText& value);
  static bool read(const Json& json, Status& value);
  static bool read(const Json& json, CancelState& value);
  static bool read(const Json& json, ErrorKind& value);
  static bool read(const Json& json, WallTime& value);
  static bool read(const Json& json, Milliseconds& value);
  static bool read(const Json& json, double& value);
  static bool read(const Json& json, int& value);
  static bool read(const Json& json, std::vector<std::string>& value);
  static bool read(const Json& json, std::map<std::string, std::string>& value);
  static bool read(const Json& json, std::map<std::string, int>& value);

  const Json& object_;
  std::string bad_;
};

}  // namespace optrack
