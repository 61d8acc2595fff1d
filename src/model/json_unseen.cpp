// SPDX-License-Identifier: MIT
#include "model/json_unseen.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace optrack {
namespace {

struct Unseen {
  unsigned code;
  std::size_t size;
};

unsigned byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

bool is_within(unsigned value, unsigned first, unsigned last) { return value >= first && value <= last; }

std::optional<Unseen> unseen_at(std::string_view text, std::size_t at) {
  const unsigned first = byte_at(text, at);
  if (first == 0x7f) return Unseen{first, 1};
  const unsigned second = byte_at(text, at + 1);
  if (first == 0xc2 && is_within(second, 0x80, 0x9f)) return Unseen{second, 2};
  if (first == 0xd8 && second == 0x9c) return Unseen{0x061c, 2};
  if (first != 0xe2 || !is_within(second, 0x80, 0x81)) return std::nullopt;
  const unsigned third = byte_at(text, at + 2);
  const unsigned code = 0x2000U + ((second - 0x80U) << 6U) + (third - 0x80U);
  const bool hit =
      is_within(code, 0x200e, 0x200f) || is_within(code, 0x2028, 0x202e) || is_within(code, 0x2066, 0x2069);
  return hit && third >= 0x80 ? std::optional{Unseen{code, 3}} : std::nullopt;
}

}  // namespace

std::string escape_unseen(std::string json) {
  constexpr std::string_view kFirstBytes = "\x7f\xc2\xd8\xe2";
  std::size_t at = json.find_first_of(kFirstBytes);
  if (at == std::string::npos) return json;
  std::string out;
  std::size_t kept = 0;
  while (at != std::string::npos) {
    const auto unseen = unseen_at(json, at);
    if (unseen) {
      out.append(json, kept, at - kept);
      out += fmt::format("\\u{:04x}", unseen->code);
      kept = at + unseen->size;
    }
    at = json.find_first_of(kFirstBytes, at + (unseen ? unseen->size : 1));
  }
  return out.append(json, kept);
}

std::string pretty_json(const Json& json) {
  return escape_unseen(json.dump(2, ' ', false, Json::error_handler_t::replace));
}

}  // namespace optrack
