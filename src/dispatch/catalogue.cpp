// SPDX-License-Identifier: MIT
#include "dispatch/catalogue.hpp"

#include <fmt/format.h>

#include "model/nearest.hpp"

namespace optrack {
namespace {

std::string key_of(std::string_view scope, std::string_view name) { return fmt::format("{}\n{}", name, scope); }

}  // namespace

Result<void> Catalogue::add(std::string_view scope, const OperationType& type, std::string_view origin) {
  const auto [place, fresh] =
      entries_.try_emplace(key_of(scope, type.name), CatalogueEntry{std::string{scope}, std::string{origin}, &type});
  if (fresh) return {};
  return fail(ErrorKind::usage, fmt::format("operation type {} of {} is declared twice: {} and {}", type.name, scope,
                                            place->second.origin, origin));
}

Result<void> Catalogue::add_built_in(std::span<const Protocol* const> protocols) {
  for (const Protocol* protocol : protocols) {
    for (const OperationType& type : protocol->types()) {
      if (auto added = add(protocol->name(), type, "built in"); !added) return added;
    }
  }
  return {};
}

Result<const OperationType*> Catalogue::find(std::string_view scope, std::string_view name) const {
  if (const auto found = entries_.find(key_of(scope, name)); found != entries_.end()) return found->second.type;
  std::vector<std::string> names;
  for (const CatalogueEntry& entry : entries(scope)) names.push_back(entry.type->name);
  const std::vector<std::string> near = nearest(name, names);
  const std::string hint =
      near.empty() ? std::string{"see `optrack ops list`"} : fmt::format("did you mean {}?", fmt::join(near, ", "));
  return fail(ErrorKind::usage, fmt::format("{} has no operation type {}; {}", scope, name, hint));
}

std::vector<CatalogueEntry> Catalogue::entries(std::string_view scope) const {
  std::vector<CatalogueEntry> found;
  for (const auto& [key, entry] : entries_) {
    if (scope.empty() || entry.scope == scope) found.push_back(entry);
  }
  return found;
}

}  // namespace optrack
