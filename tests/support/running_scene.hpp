// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "support/fake_protocol.hpp"

namespace optrack::test {

using namespace std::chrono_literals;

/// Conditions from their texts.
inline std::vector<Condition> conditions(const std::vector<std::string>& texts) {
  std::vector<Condition> all;
  for (const std::string& text : texts) all.push_back(*Condition::parse(text));
  return all;
}

/// A scene whose server says "busy" (task copy, 40 %, a line) for half a minute, then `end`.
struct Running : Scene {
  explicit Running(Status end = Status::completed) {
    add("op");
    transport.latency = 0ms;
    options.interval = 10s;
    Observation busy = saw(Status::running);
    busy.progress = 40;
    Task task;
    task.id = "t1";
    task.name = "copy";
    task.status = Status::running;
    busy.tasks = {task};
    LogEntry entry;
    entry.id = "1";
    entry.message = "copied 10 MiB";
    busy.logs = {entry};
    protocol.says("busy", busy);
    Observation last = saw(end);
    if (end == Status::completed) last.outcome = Outcome{"Catlet", {R"({"id":7})"}, {}};
    protocol.says("end", last);
    transport.otherwise([this](const Request& request) {
      if (request.method == "POST") {
        cancelled = cancelled || request.target == "/ops/op/cancel";
        return reply(202, "");
      }
      if (request.target != "/ops/op") return reply(200, other);
      if (cancelled) return reply(200, "cancelled");
      const auto age = clock.now() - begun;
      return reply(200, age < 10s ? "pending" : age < 40s ? "busy" : "end");
    });
  }

  Verdict wait_for_all(const std::vector<std::string>& texts) {
    options.conditions = conditions(texts);
    return wait({"op"}).verdicts.at(0);
  }
  [[nodiscard]] Milliseconds lasted() const { return std::chrono::floor<Milliseconds>(clock.now() - begun); }
  [[nodiscard]] std::string decided() const {
    std::string all;
    for (const ConditionChanged& change : sink.all<ConditionChanged>()) all += change.cond + " " + change.state + "; ";
    return all;
  }

  bool cancelled = false;
  std::string other = "running";
};

}  // namespace optrack::test
