// SPDX-License-Identifier: MIT
#include <array>

#include <doctest/doctest.h>

#include "model/local_id.hpp"
#include "model/nearest.hpp"
#include "optrack/event.hpp"
#include "optrack/transport.hpp"

using namespace optrack;
using namespace std::chrono_literals;

TEST_CASE("local ids: ten characters of Crockford base32") {
  const std::array<std::uint8_t, 8> zeros{};
  const std::array<std::uint8_t, 8> ones{255, 255, 255, 255, 255, 255, 255, 255};
  const std::array<std::uint8_t, 8> some{1, 2, 3, 4, 5, 6, 7, 8};
  CHECK(make_local_id(zeros) == "0000000000");
  CHECK(make_local_id(ones) == "zzzzzzzzzz");
  CHECK(is_local_id(make_local_id(some)));
  CHECK(make_local_id(some) != make_local_id(zeros));
  CHECK(!is_local_id("000000000"));
  CHECK(!is_local_id("00000000000"));
  CHECK(!is_local_id("000000000l"));
  CHECK(!is_local_id("000000000A"));
  CHECK(short_id("k3v9abcdef", 4) == "k3v9");
  CHECK(short_id("k3", 4) == "k3");
}

TEST_CASE("D-1 nearest: slips of the finger and parts of names") {
  const std::vector<std::string> types{"catlets.create", "catlets.delete", "catlets.start", "instances.create",
                                       "images.import"};
  CHECK(nearest("catlets.craete", types).front() == "catlets.create");
  CHECK(nearest("create", types) == std::vector<std::string>{"catlets.create", "instances.create"});
  CHECK(nearest("xyz", types).empty());
  CHECK(nearest("", types).empty());
  CHECK(nearest("catlets.star", types, 1) == std::vector<std::string>{"catlets.start"});
  CHECK(nearest("wiat", std::vector<std::string>{"wait", "start"}) == std::vector<std::string>{"wait"});
}

TEST_CASE("headers: found in any case, first one wins") {
  const Response response{200, {{"Retry-After", "5"}, {"retry-after", "7"}}, {}, true, {}};
  CHECK(response.header("RETRY-after") == "5");
  CHECK(!response.header("Location"));
}

TEST_CASE("T-5 task: shows display name, else name, else id") {
  Task task;
  task.id = "7";
  CHECK(shown_name(task) == "7");
  task.name = "copy";
  CHECK(shown_name(task) == "copy");
  task.display_name = "copy volume sda";
  CHECK(shown_name(task) == "copy volume sda");
}

TEST_CASE("R-3 elapsed: live while active, frozen at the end, never negative") {
  Operation operation;
  operation.created = WallTime{100s};
  CHECK((elapsed(operation, WallTime{107s}) == 7s));
  operation.started = WallTime{102s};
  CHECK((elapsed(operation, WallTime{107s}) == 5s));
  CHECK((elapsed(operation, WallTime{101s}) == 0s));
  operation.ended = WallTime{105s};
  CHECK((elapsed(operation, WallTime{999s}) == 3s));
  operation.started = WallTime::min();
  operation.ended = WallTime::max();
  CHECK((elapsed(operation, WallTime{}) > 24h * 365 * 290));
}

TEST_CASE("events: type words and what is journalled") {
  CHECK(type_of(OperationSeen{}) == "operation");
  CHECK(type_of(LogAdded{}) == "log_entry");
  CHECK(type_of(PollRecovered{}) == "poll_ok");
  CHECK(type_of(StreamEnd{}) == "stream_end");
  CHECK(is_journalled(OperationSeen{}));
  CHECK(is_journalled(ResultReady{}));
  CHECK(!is_journalled(StreamStart{}));
  CHECK(!is_journalled(Notice{}));
  CHECK(to_string(ErrorKind::not_found) == "not_found");
}
