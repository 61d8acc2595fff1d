// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace optrack {

/// A random GUID (version 4) in lower case, 8-4-4-4-12, from 16 random bytes. Source: RFC 9562, section 5.4.
std::string make_guid(std::span<const std::uint8_t, 16> random);

/// `text` in lower case when it has the form 8-4-4-4-12 in hexadecimal digits, any version; else `nullopt`.
std::optional<std::string> parse_guid(std::string_view text);

}  // namespace optrack
