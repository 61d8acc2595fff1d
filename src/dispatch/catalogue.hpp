// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "optrack/error.hpp"
#include "optrack/protocol.hpp"

namespace optrack {

/// One entry of the catalogue.
struct CatalogueEntry {
  std::string scope;                    ///< Name of the protocol or provider the type belongs to.
  std::string origin;                   ///< Where it was declared: "built in", a file's path.
  const OperationType* type = nullptr;  ///< Not owned; never null in a catalogue.
};

/// What can be started, by scope (a protocol or a provider) and name (D-1, D-2). Types are borrowed
/// and must live longer. Safe to read from several threads once filled.
class Catalogue {
 public:
  /// Adds one type. Error `usage` naming both origins when `scope` has a type of this name.
  [[nodiscard]] Result<void> add(std::string_view scope, const OperationType& type, std::string_view origin);

  /// Adds the built-in types of every protocol, each under the protocol's name; stops at the first duplicate.
  [[nodiscard]] Result<void> add_built_in(std::span<const Protocol* const> protocols);

  /// The type `name` of `scope`. Error `usage` with the nearest names when there is none.
  [[nodiscard]] Result<const OperationType*> find(std::string_view scope, std::string_view name) const;

  /// Entries sorted by name, then scope; only those of `scope` unless it is empty.
  [[nodiscard]] std::vector<CatalogueEntry> entries(std::string_view scope = {}) const;

  /// Number of types in all scopes.
  [[nodiscard]] std::size_t count() const { return entries_.size(); }

 private:
  std::map<std::string, CatalogueEntry, std::less<>> entries_;  ///< By "name\nscope".
};

}  // namespace optrack
