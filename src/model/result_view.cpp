// SPDX-License-Identifier: MIT
#include "optrack/result_view.hpp"

#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "model/json.hpp"

namespace optrack {
namespace {

/// The document of `outcome` when it is of this type.
std::optional<Json> document_of(const Outcome& outcome, std::string_view type) {
  if (outcome.type != type) return std::nullopt;
  Result<Json> document = parse_json(outcome.value.text);
  if (!document || !document->is_object()) return std::nullopt;
  return std::move(*document);
}

std::string text_at(const Json& json, std::string_view key) { return string_at(json, key).value_or(""); }

/// A number, or the member `inner` of an object: `"cpu": 2` and `"cpu": {"count": 2}`.
std::optional<std::int64_t> count_at(const Json& json, std::string_view key, std::string_view inner) {
  const Json* nested = object_at(json, key);
  return nested == nullptr ? integer_at(json, key) : integer_at(*nested, inner);
}

}  // namespace

template <>
std::optional<CatletView> result_as<CatletView>(const Outcome& outcome) {
  const std::optional<Json> json = document_of(outcome, "Catlet");
  if (!json) return std::nullopt;
  CatletView view{text_at(*json, "id"), text_at(*json, "name"), text_at(*json, "status"), {}, {}};
  view.cpu_count = integer_at(*json, "cpu_count");
  if (!view.cpu_count) view.cpu_count = count_at(*json, "cpu", "count");
  view.memory_mib = count_at(*json, "memory", "startup");
  return view;
}

template <>
std::optional<CatletConfigView> result_as<CatletConfigView>(const Outcome& outcome) {
  const std::optional<Json> json = document_of(outcome, "CatletConfig");
  if (!json) return std::nullopt;
  return CatletConfigView{text_at(*json, "name"), text_at(*json, "parent"),
                          object_at(*json, "configuration") != nullptr};
}

template <>
std::optional<VirtualDiskView> result_as<VirtualDiskView>(const Outcome& outcome) {
  const std::optional<Json> json = document_of(outcome, "VirtualDisk");
  if (!json) return std::nullopt;
  return VirtualDiskView{text_at(*json, "id"), text_at(*json, "name"), integer_at(*json, "size")};
}

}  // namespace optrack
