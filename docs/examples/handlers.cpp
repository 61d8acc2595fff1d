// SPDX-License-Identifier: MIT
// Calls functions by the type of event, and at the stages of an operation.
// usage: handlers URL TOKEN_FILE
#include <cstdio>
#include <stdexcept>

#include "optrack/tracker.hpp"

namespace {

int complain(const optrack::Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  optrack::TrackerOptions options;
  options.providers = {{.name = "lab", .protocol = "eryph", .url = argv[1], .token_file = argv[2]}};
  auto tracker = optrack::Tracker::open(options);
  if (!tracker) return complain(tracker.error());

  tracker
      ->on<optrack::LogEntry>([](const optrack::LogEntry& entry) { std::printf("log: %s\n", entry.message.c_str()); })
      .on<optrack::Task>([](const optrack::Task& task) { std::printf("task: %s\n", shown_name(task).c_str()); })
      .on<optrack::Resource>([](const optrack::Resource&) { throw std::runtime_error("not interested"); })
      .on_handler_trouble(
          [](const optrack::Event&, const std::string& what) { std::printf("handler: %s\n", what.c_str()); })
      .on(optrack::Stage::completed,
          [](const optrack::StageReport& report) { std::printf("completed: %s\n", report.outcome.type.c_str()); })
      .on(optrack::Stage::failed,
          [](const optrack::StageReport& report) { std::printf("failed: %s\n", report.message.c_str()); });

  const auto operation = tracker->start("catlets.create", {{"name", "web"}});
  if (!operation) return complain(operation.error());
  const auto verdict = tracker->wait(operation->id);
  return verdict ? 0 : complain(verdict.error());
}
