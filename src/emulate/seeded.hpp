// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace optrack::emulate {

/// A well mixed number made of `seed` and `text`: the same for the same input on every machine.
/// Everything that looks random in an emulated server comes from here, so that runs can be repeated.
std::uint64_t mix(std::uint64_t seed, std::string_view text);

/// A GUID in 8-4-4-4-12 lower-case form made of `seed` and `text`.
std::string guid(std::uint64_t seed, std::string_view text);

/// True for a GUID in 8-4-4-4-12 form, either case.
bool is_guid(std::string_view text);

/// Puts the items of `list` (anything with size and operator[]) in an order that depends on `seed` alone.
template <typename List>
void shuffle(List& list, std::uint64_t seed) {
  for (std::size_t left = list.size(); left > 1; --left) {
    seed = mix(seed, "shuffle");
    std::swap(list[left - 1], list[seed % left]);
  }
}

}  // namespace optrack::emulate
