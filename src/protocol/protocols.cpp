// SPDX-License-Identifier: MIT
#include "protocol/protocols.hpp"

#include <algorithm>
#include <array>

#include "protocol/eryph.hpp"
#include "protocol/lxd.hpp"

namespace optrack {

std::span<const Protocol* const> protocols() {
  static const std::array<const Protocol*, 2> kAll{&eryph_protocol(), &lxd_protocol()};
  return kAll;
}

const Protocol* find_protocol(std::string_view name) {
  const auto all = protocols();
  const auto found = std::find_if(all.begin(), all.end(), [name](const Protocol* p) { return p->name() == name; });
  return found == all.end() ? nullptr : *found;
}

}  // namespace optrack
