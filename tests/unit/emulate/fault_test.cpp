// SPDX-License-Identifier: MIT
#include "emulate/fault.hpp"

#include <algorithm>
#include <set>

#include <doctest/doctest.h>

namespace fault_test {

using namespace optrack;
using namespace optrack::emulate;
using namespace std::chrono_literals;

namespace {

/// Which of the first ten polls of one operation meet the faults: "..xx......".
std::string hits(const std::vector<std::string>& texts) {
  std::vector<Fault> list;
  for (const auto& text : texts) list.push_back(parse_fault(text).value());
  FaultPlan plan(list);
  std::string shown;
  for (int i = 0; i < 10; ++i) shown += static_cast<char>('0' + plan.meet(RequestKind::poll, "a").size());
  return shown;
}

}  // namespace

TEST_CASE("fault: every name is read back and described") {
  std::set<std::string_view> names;
  for (const auto& info : faults()) {
    CAPTURE(info.name);
    const auto fault = parse_fault(info.name);
    REQUIRE(fault);
    CHECK(fault->kind == info.kind);
    CHECK(fault->concerns(RequestKind::poll));
    CHECK_FALSE(fault->concerns(RequestKind::start));
    CHECK(names.insert(info.name).second);
    CHECK(fault_help().find(info.summary) != std::string::npos);
    // What spoils answers must end by itself.
    CHECK((!spoils_answer(info.kind) || info.count > 0));
  }
}

TEST_CASE("fault: values and keys are read") {
  const auto latency = parse_fault("latency=1.5s,on=start+cancel,every=3");
  REQUIRE(latency);
  CHECK(latency->duration == 1500ms);
  CHECK(latency->every == 3);
  CHECK(latency->concerns(RequestKind::cancel));
  CHECK_FALSE(latency->concerns(RequestKind::poll));
  const auto busy = parse_fault("429=5,from=7,retry-after=2,on=any");
  REQUIRE(busy);
  CHECK(busy->count == 5);
  CHECK(busy->from == 7);
  CHECK(busy->retry_after == 2);
  CHECK(busy->concerns(RequestKind::other));
  CHECK(parse_fault("late-logs=5s,tail=10s")->tail == 10s);
  CHECK(parse_fault("token-expiry,file=/tmp/x")->file == "/tmp/x");
}

TEST_CASE("fault: errors name the nearest word") {
  struct Row {
    const char* text;
    const char* error;
  };
  const Row rows[] = {
      {"", "no such fault"},
      {"latncy", "no such fault: latncy; did you mean latency"},
      {"resett", "did you mean reset"},
      {"429=x", "count: a whole number from 0 is expected, not \"x\""},
      {"429=-1", "a whole number from 0"},
      {"429=99999999999999999999", "a whole number from 0"},
      {"latency=soon", "time: "},
      {"500,form=2", "no such key: form; did you mean from"},
      {"500,from=0", "from: a whole number from 1"},
      {"500,every", "KEY=VALUE is expected"},
      {"500,", "KEY=VALUE is expected"},
      {"500,on=pol", "on: no such kind of request: pol; did you mean poll"},
      {"500,on=poll+", "no such kind of request"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto fault = parse_fault(row.text);
    REQUIRE_FALSE(fault);
    CHECK(fault.error().kind == ErrorKind::usage);
    CAPTURE(fault.error().message);
    CHECK(fault.error().message.find(row.error) != std::string::npos);
  }
}

TEST_CASE("fault: from, count and every choose the requests") {
  CHECK(hits({"500"}) == "0111000000");
  CHECK(hits({"500=0"}) == "0111111111");
  CHECK(hits({"500=2,from=4"}) == "0001100000");
  CHECK(hits({"500=3,from=1,every=3"}) == "1001001000");
  CHECK(hits({"unknown-members"}) == "1111111111");
}

TEST_CASE("fault: faults that exclude each other take turns, none is lost") {
  CHECK(hits({"500=2", "reset=2"}) == "0111100000");
  CHECK(hits({"latency", "500=2"}) == "1221111111");
}

TEST_CASE("fault: every operation meets the fault") {
  FaultPlan plan({parse_fault("404=1").value()});
  CHECK(plan.meet(RequestKind::poll, "a").size() == 1);
  CHECK(plan.meet(RequestKind::poll, "b").size() == 1);
  CHECK(plan.meet(RequestKind::poll, "a").empty());
  plan.forget("a");
  CHECK(plan.meet(RequestKind::poll, "a").size() == 1);
}

}  // namespace fault_test
