// SPDX-License-Identifier: MIT
#include "track/nested.hpp"

#include <string>

#include <nlohmann/json.hpp>

#include "model/json.hpp"

namespace optrack {
namespace {

std::optional<Remote> reference(const Protocol& protocol, const std::optional<std::string>& text) {
  if (!text || text->empty() || text->find("://") != std::string::npos) return std::nullopt;
  return protocol.remote_from(*text);
}

}  // namespace

std::optional<Remote> nested_operation(const Protocol& protocol, const Outcome& outcome) {
  if (outcome.value.empty()) return std::nullopt;
  const Result<Json> value = parse_json(outcome.value.text);
  if (!value) return std::nullopt;
  if (outcome.type == "Operation" || outcome.type == "operation") {
    for (const char* key : {"operation_id", "id"}) {
      if (auto remote = reference(protocol, string_at(*value, key))) return remote;
    }
  }
  if (const Json* nested = object_at(*value, "operation")) return reference(protocol, string_at(*nested, "id"));
  return reference(protocol, string_at(*value, "operation"));
}

}  // namespace optrack
