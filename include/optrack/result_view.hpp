// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "optrack/operation.hpp"

namespace optrack {

/// A result of type `Catlet`: a machine (T-3). Texts are empty and numbers absent where the server does not tell.
struct CatletView {
  std::string id;
  std::string name;
  std::string status;                      ///< The server's word: "Running".
  std::optional<std::int64_t> cpu_count;   ///< Virtual processors.
  std::optional<std::int64_t> memory_mib;  ///< Memory at the start, as the server counts it: MiB.
};

/// A result of type `CatletConfig`: the configuration of a machine.
struct CatletConfigView {
  std::string name;
  std::string parent;
  bool has_configuration = false;  ///< Whether the configuration itself is in the document.
};

/// A result of type `VirtualDisk`.
struct VirtualDiskView {
  std::string id;
  std::string name;
  std::optional<std::int64_t> size;  ///< As the server counts it.
};

/// The result as a `View`: `CatletView`, `CatletConfigView` or `VirtualDiskView`. `nullopt` when it is of another type
/// or no JSON object; what the server left out or wrote in another type is absent. `Outcome::value` has everything.
template <typename View>
std::optional<View> result_as(const Outcome& outcome);

/// For `Catlet`.
template <>
std::optional<CatletView> result_as<CatletView>(const Outcome& outcome);
/// For `CatletConfig`.
template <>
std::optional<CatletConfigView> result_as<CatletConfigView>(const Outcome& outcome);
/// For `VirtualDisk`.
template <>
std::optional<VirtualDiskView> result_as<VirtualDiskView>(const Outcome& outcome);

}  // namespace optrack
