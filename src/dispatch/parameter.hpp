// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "model/json.hpp"
#include "optrack/error.hpp"
#include "optrack/protocol.hpp"

namespace optrack {

/// One `name=value` matched to its declaration.
struct Given {
  const Parameter* parameter = nullptr;
  std::string member;  ///< For `config.*`: what stood in place of the star.
  std::string value;
};

/// Whether the parameter is declared as `prefix.*`.
bool is_open(const Parameter& parameter);

/// The declaration of the parameter a person called `name` (an exact one before an open one); nullptr
/// when there is none. `member` receives what stands for the star.
const Parameter* declaration_of(const OperationType& type, std::string_view name, std::string& member);

/// The value as JSON of the declared type. Error `usage` saying what is expected.
[[nodiscard]] Result<Json> typed_value(const Parameter& parameter, const std::string& text);

/// JSON pointer in the body where the value goes (RFC 6901). REQUIRES: place is `body`.
std::string body_pointer(const Given& given);

/// The member of a query or the header a value goes to. REQUIRES: place is `query` or `header`.
std::string wire_name(const Parameter& parameter);

/// Puts `value` at `pointer`, making objects on the way; two objects are merged. False when something
/// on the way is no object.
bool put_at(Json& document, std::string_view pointer, Json value);

/// Merges `more` into `into`: objects member by member, everything else is replaced.
void merge(Json& into, Json more);

}  // namespace optrack
