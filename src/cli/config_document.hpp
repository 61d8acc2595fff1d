// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "model/json.hpp"
#include "optrack/error.hpp"

namespace optrack::cli {

/// Path to a value: member names, indices as text.
using JsonPath = std::vector<std::string>;

/// A JSON file with comments whose errors say where: "config.json:3:16: expected a string".
/// Not copied; the readers return `local` errors.
class ConfigDocument {
 public:
  /// \param name  As errors call it.
  /// \return The document, always an object (an empty or blank text counts as `{}`).
  [[nodiscard]] static Result<ConfigDocument> parse(std::string_view text, std::string name);

  ConfigDocument(ConfigDocument&&) noexcept;
  ConfigDocument& operator=(ConfigDocument&&) noexcept;
  ~ConfigDocument();

  [[nodiscard]] const Json& root() const;
  /// "config.json:3:16" of the value at `path`.
  [[nodiscard]] std::string place(const JsonPath& path) const;
  [[nodiscard]] Error error(const JsonPath& path, const std::string& sentence) const;

  /// The value at `path`; nullptr when it is not there.
  [[nodiscard]] const Json* find(const JsonPath& path) const;
  /// Absent, or a string; an error for another type.
  [[nodiscard]] Result<std::optional<std::string>> text(const JsonPath& path) const;
  /// Absent (nullptr), or an object; an error for another type.
  [[nodiscard]] Result<const Json*> object(const JsonPath& path) const;
  /// Fails for the first member of the object at `path` that is none of `allowed`, naming near ones.
  [[nodiscard]] Result<void> only(const JsonPath& path, const std::vector<std::string>& allowed) const;

 private:
  ConfigDocument(std::string text, std::string name, Json root);
  struct Content;
  std::unique_ptr<Content> content_;
};

/// Whether `text` holds a comment outside of strings.
bool has_comments(std::string_view text);

}  // namespace optrack::cli
