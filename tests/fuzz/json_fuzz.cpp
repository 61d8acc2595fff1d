// SPDX-License-Identifier: MIT
// JSON of a server or a person, and where in the text a value stands.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "answers.hpp"
#include "model/json.hpp"
#include "model/json_place.hpp"

extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
  using namespace optrack;
  const std::string_view text{data, size};
  const Result<Json> json = parse_json(text);
  if (!json) return 0;
  const std::string again = json_text(*json);
  const Result<Json> twice = parse_json(again);
  if (!twice || json_text(*twice) != again) fuzz::expect_none("what was written reads differently: " + again);
  std::vector<std::string> path;
  for (const Json* at = &*json; (at->is_object() || at->is_array()) && !at->empty();) {
    path.push_back(at->is_object() ? at->begin().key() : "0");
    at = &*at->begin();
    const JsonPlace place = place_of_value(text, path);
    const bool inside = place.line >= 1 && place.column >= 1 && place.line <= size + 1 && place.column <= size + 1;
    if (!inside) fuzz::expect_none("a place outside of the text");
  }
  return 0;
}
