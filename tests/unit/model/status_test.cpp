// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "optrack/operation.hpp"

using namespace optrack;

TEST_CASE("R-4 status: final is final, running never goes back to pending") {
  const Status all[] = {Status::pending, Status::running,   Status::completed,
                        Status::failed,  Status::cancelled, Status::lost};
  for (const Status from : all) {
    CHECK(parse_status(to_string(from)) == from);
    for (const Status to : all) {
      CAPTURE(to_string(from));
      CAPTURE(to_string(to));
      const bool want = from == to || (!is_final(from) && to != Status::pending);
      CHECK(may_change(from, to) == want);
    }
  }
  CHECK(!parse_status("Succeeded"));
}
