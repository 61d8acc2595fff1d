// SPDX-License-Identifier: MIT
#include "support/printed_events.hpp"

#include <string>

#include <doctest/doctest.h>

#include "support/schema.hpp"

namespace optrack::test {

void check_printed_events(std::string_view out) {
  // Enough to see every kind of event; a hundred thousand would take longer than what is tested.
  constexpr int kEnough = 200;
  int events = 0;
  for (auto end = out.find('\n'); end != std::string_view::npos && events < kEnough; end = out.find('\n')) {
    const std::string_view line = out.substr(0, end);
    out.remove_prefix(end + 1);
    if (!line.starts_with(R"({"v":1,)")) continue;
    ++events;
    for (const std::string& violation : event_violations(line)) {
      const std::string told = violation + " in " + std::string{line};
      FAIL_CHECK(told);
    }
  }
}

}  // namespace optrack::test
