// SPDX-License-Identifier: MIT
#include "track/last_answer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/fake_protocol.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view kTarget = "/ops/1?expand=logs";

Response said(const std::string& body, int status = 200) {
  Response response;
  response.status = status;
  response.body = body;
  return response;
}

/// Remembers `body` as an answer that brought nothing after event 7.
LastAnswer after_nothing(const std::string& body) {
  LastAnswer last;
  last.asked(kTarget, false);
  CHECK_FALSE(last.recognises(said(body), 7));
  last.brought_nothing(7);
  return last;
}

/// A scene whose polls, a second apart, get these answers.
struct Answering : Scene {
  explicit Answering(const std::vector<std::string>& words) {
    add("op");
    options.interval = 1s;
    for (const std::string& word : words) answer("op", word);
  }
  [[nodiscard]] std::size_t reads(const std::string& word) const {
    return static_cast<std::size_t>(std::count(protocol.has_read.begin(), protocol.has_read.end(), word));
  }
};

}  // namespace

TEST_CASE("last answer: the same answer to the same question is recognised while nothing else has happened") {
  LastAnswer last = after_nothing("busy");
  last.asked(kTarget, false);
  CHECK(last.recognises(said("busy"), 7));
  last.asked(kTarget, false);
  CHECK(last.recognises(said("busy"), 7));
}

TEST_CASE("last answer: another body, status, question, event or cancellation is not the same") {
  LastAnswer last = after_nothing("busy");
  last.asked(kTarget, false);
  CHECK_FALSE(last.recognises(said("busy "), 7));
  last.asked(kTarget, false);
  CHECK_FALSE(last.recognises(said("busy", 206), 7));
  last.asked("/ops/2?expand=logs", false);
  CHECK_FALSE(last.recognises(said("busy"), 7));
  last.asked(kTarget, false);
  CHECK_FALSE(last.recognises(said("busy"), 8));
  last.asked(kTarget, true);
  CHECK_FALSE(last.recognises(said("busy"), 7));
}

TEST_CASE("last answer: a body that was cut off is not the same as the whole one") {
  LastAnswer last = after_nothing("busy");
  Response cut = said("busy");
  cut.complete = false;
  last.asked(kTarget, false);
  CHECK_FALSE(last.recognises(cut, 7));
}

TEST_CASE("last answer: only polls of one request are remembered, and only a first answer is recognised") {
  LastAnswer last;
  last.asked(kTarget, false);
  (void)last.recognises(said("busy"), 7);
  (void)last.recognises(said("its logs"), 7);
  last.brought_nothing(7);
  last.asked(kTarget, false);
  CHECK_FALSE(last.recognises(said("busy"), 7));

  LastAnswer other = after_nothing("busy");
  other.asked(kTarget, false);
  (void)other.recognises(said("something else"), 7);
  CHECK_FALSE(other.recognises(said("busy"), 7));
}

TEST_CASE("last answer: what was forgotten is read again") {
  LastAnswer last = after_nothing("busy");
  last.forget();
  last.asked(kTarget, false);
  CHECK_FALSE(last.recognises(said("busy"), 7));
}

TEST_CASE("wait: an answer that equals the last one is read twice at most, and counted as a poll all the same") {
  Answering scene{{"running", "running", "running", "running", "completed"}};
  const WaitReport report = scene.wait({"op"});
  CHECK(report.verdicts.at(0).operation.status == Status::completed);
  CHECK(scene.reads("running") == 2);  // the first brings the status, the second shows that it brings nothing more
  CHECK(scene.store->known("op")->polls.polls == 5);
}

TEST_CASE("wait: what a recognised answer leaves out does not hide what comes after it") {
  Answering scene{{"running", "running", "running", "busy", "running", "running", "completed"}};
  Observation busy = saw(Status::running);
  busy.progress = 40;
  scene.protocol.says("busy", busy);
  scene.wait({"op"});
  CHECK(scene.journal("op") == "operation status progress progress status result");
  CHECK(scene.reads("busy") == 1);
  CHECK(scene.reads("running") == 3);
}

TEST_CASE("wait: answers with log entries or warnings are always read") {
  Answering scene{{"warned", "warned", "warned", "completed"}};
  Observation warned = saw(Status::running);
  warned.warnings = {"the log cannot be read"};
  scene.protocol.says("warned", warned);
  scene.wait({"op"});
  CHECK(scene.reads("warned") == 3);

  Answering other{{"told", "told", "told", "completed"}};
  Observation told = saw(Status::running);
  LogEntry entry;
  entry.id = "1";
  told.logs = {entry};
  other.protocol.says("told", told);
  other.wait({"op"});
  CHECK(other.reads("told") == 3);
}
