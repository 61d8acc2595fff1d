// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "cli/wait_options.hpp"
#include "support/doubles.hpp"

using namespace optrack;
using namespace optrack::cli;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace {

Result<void> give(WaitArgs& args, const std::string& name, const std::string& value) {
  for (const OptionSpec& option : wait_options(args)) {
    if (long_name(option) == name) return option.set(value);
  }
  return fail(ErrorKind::usage, "no option " + name);
}

}  // namespace

TEST_CASE("T-13 wait options: --fresh takes a duration or off, and says so otherwise") {
  WaitArgs args;
  CHECK_FALSE(args.fresh_given);
  REQUIRE(give(args, "--fresh", "750ms"));
  CHECK(args.fresh == 750ms);
  CHECK(args.fresh_given);
  REQUIRE(give(args, "--fresh", "off"));
  CHECK_FALSE(args.fresh);
  const Result<void> wrong = give(args, "--fresh", "soon");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().kind == ErrorKind::usage);
}

TEST_CASE("T-13 wait options: --poll-cost reaches the wait, and must not be next to nothing") {
  const VirtualClock clock;
  WaitArgs args;
  CHECK(to_wait_options(args, clock)->poll_cost == 500ms);
  REQUIRE(give(args, "--poll-cost", "2s"));
  CHECK(to_wait_options(args, clock)->poll_cost == 2s);
  REQUIRE(give(args, "--poll-cost", "9ms"));
  const Result<WaitOptions> wrong = to_wait_options(args, clock);
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().kind == ErrorKind::usage);
}
