// SPDX-License-Identifier: MIT
#include "optrack/handlers.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <vector>

using namespace optrack;

namespace {

Event event(std::uint64_t seq, EventBody body) { return {seq, {}, "op", std::move(body)}; }

LogAdded line(const std::string& text) {
  LogAdded added;
  added.entry.message = text;
  return added;
}

}  // namespace

TEST_CASE("T-4 handlers: each gets its type, in the order they were added; the rest is ignored") {
  Handlers handlers;
  std::string said;
  handlers.add<LogEntry>([&](const LogEntry& entry) { said += "1:" + entry.message + ' '; });
  handlers.add<LogAdded>(
      [&](const Event& of, const LogAdded& added) { said += of.op + ":" + added.entry.message + ' '; });
  handlers.add<Task>([&](const Task& task) { said += "task " + task.id + ' '; });
  handlers.add<Resource>([&](const Resource& resource) { said += "resource " + resource.id + ' '; });
  handlers.add<Event>([&](const Event& any) { said += std::string{type_of(any.body)} + ' '; });

  handlers.on(event(1, line("hello")));
  handlers.on(event(2, TaskNew{{"t1", {}, {}, {}, Status::running, {}, {}, {}, {}, {}, {}}}));
  handlers.on(event(3, ResourceNew{{"r1", {}, {}, {}}}));
  handlers.on(event(0, Heartbeat{}));
  CHECK(said == "1:hello op:hello log_entry task t1 task_new resource r1 resource_new heartbeat ");
}

TEST_CASE("T-4 handlers: a journalled event arrives once, however often its journal is read") {
  Handlers handlers;
  int lines = 0;
  int notices = 0;
  handlers.add<LogEntry>([&](const LogEntry& /*entry*/) { ++lines; });
  handlers.add<Notice>([&](const Notice& /*notice*/) { ++notices; });
  for (int round = 0; round < 2; ++round) {
    handlers.on(event(1, line("a")));
    handlers.on(event(2, line("b")));
    handlers.on(event(0, Notice{"n"}));
  }
  CHECK(lines == 2);
  CHECK(notices == 2);
}

TEST_CASE("T-4 handlers: one that throws is reported and ignored") {
  Handlers handlers;
  int after = 0;
  std::vector<std::string> notices;
  handlers.add<LogEntry>([](const LogEntry& /*entry*/) { throw std::runtime_error("out of paper"); });
  handlers.add<LogEntry>([](const LogEntry& /*entry*/) { throw 7; });
  handlers.add<LogEntry>([&](const LogEntry& /*entry*/) { ++after; });
  handlers.add<Notice>([&](const Notice& notice) { notices.push_back(notice.text); });
  handlers.on(event(1, line("a")));
  CHECK(after == 1);
  CHECK(handlers.failures() == 2);
  REQUIRE(notices.size() == 2);
  CHECK(notices[0] == "a handler for log_entry threw: out of paper");

  std::string told;
  handlers.report_to([&](const Event& of, const std::string& what) { told += of.op + " " + what + ";"; });
  handlers.on(event(2, line("b")));
  CHECK(told == "op out of paper;op an exception of unknown type;");
  CHECK(notices.size() == 2);
}

TEST_CASE("T-4 handlers: a handler for notices that throws itself is not reported to itself") {
  Handlers handlers;
  handlers.add<Notice>([](const Notice& /*notice*/) { throw std::runtime_error("no"); });
  handlers.on(event(0, Notice{"n"}));
  CHECK(handlers.failures() == 2);
}

TEST_CASE("T-4 handlers: one that is added by a handler begins with the next event") {
  Handlers handlers;
  int late = 0;
  handlers.add<LogEntry>(
      [&](const LogEntry& /*entry*/) { handlers.add<LogEntry>([&](const LogEntry& /*entry*/) { ++late; }); });
  handlers.on(event(1, line("a")));
  CHECK(late == 0);
  handlers.on(event(2, line("b")));
  CHECK(late == 1);
}

TEST_CASE("R-19 status callbacks: start, progress, and the way it ended") {
  std::string said;
  Handlers handlers;
  for (const Stage stage :
       {Stage::start, Stage::progress, Stage::completed, Stage::failed, Stage::cancelled, Stage::lost}) {
    handlers.add(stage, [&said](const StageReport& report) {
      said += std::string{to_string(report.stage)} + (report.message.empty() ? " " : "=" + report.message + ' ');
    });
  }
  handlers.on(event(1, OperationSeen{}));
  handlers.on(event(2, StatusChanged{}));
  handlers.on(event(3, ProgressChanged{40.0, {}}));
  handlers.on(event(4, ResultReady{Status::failed, {}, "disk full", {}, {}}));
  CHECK(said == "start progress failed=disk full ");

  said.clear();
  std::uint64_t seq = 4;
  for (const Status status : {Status::completed, Status::cancelled, Status::lost}) {
    handlers.on(event(++seq, ResultReady{status, {}, {}, {}, {}}));
  }
  CHECK(said == "completed cancelled lost ");
}
