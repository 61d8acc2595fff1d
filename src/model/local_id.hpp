// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace optrack {

/// Characters of a local id: 50 random bits in Crockford base32.
inline constexpr std::size_t kLocalIdLength = 10;

/// The local id made from random bytes (50 of the 64 bits are used), lower case. No i, l, o, u:
/// ids are read aloud and typed.
std::string make_local_id(std::span<const std::uint8_t, 8> random);

/// Whether `text` has the form of a whole local id.
bool is_local_id(std::string_view text);

/// The first `length` characters of `id`, all of it when it is shorter.
std::string short_id(std::string_view id, std::size_t length);

}  // namespace optrack
