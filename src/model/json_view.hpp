// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/json.hpp"
#include "optrack/error.hpp"
#include "optrack/time.hpp"

namespace optrack {

/// A value of a document that `read_json` read; valid as long as that document. Cheap to copy.
struct JsonView {
  const void* value = nullptr;
};

/// A JSON document that is only looked at: read several times faster than into a `Json`, for what is read thousands
/// of times a second. Moved, not copied.
class JsonDocument {
 public:
  struct Parser;
  struct GiveBack {
    void operator()(Parser* parser) const;
  };

  explicit JsonDocument(std::unique_ptr<Parser, GiveBack> parser) : parser_(std::move(parser)) {}

  [[nodiscard]] JsonView root() const;

 private:
  std::unique_ptr<Parser, GiveBack> parser_;
};

/// Reads what `parse_json` reads, and fails with the same words.
[[nodiscard]] Result<JsonDocument> read_json(const std::string& text);

/// The value by itself, for what is kept or changed.
Json json_of(JsonView view);

// Readers as in model/json.hpp.

std::optional<std::string> string_at(JsonView view, std::string_view key);
std::optional<double> number_at(JsonView view, std::string_view key);
std::optional<WallTime> time_at(JsonView view, std::string_view key);
std::optional<JsonView> object_at(JsonView view, std::string_view key);
/// The items of an array.
std::optional<std::vector<JsonView>> items_at(JsonView view, std::string_view key);

}  // namespace optrack
