// SPDX-License-Identifier: MIT
// Cancels what it waits for after five minutes, on Ctrl-C, or when the log says so.
// usage: cancel_when URL TOKEN_FILE
#include <csignal>
#include <cstdio>

#include "optrack/tracker.hpp"

using namespace std::chrono_literals;

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
  options.take_signals = true;
  auto tracker = optrack::Tracker::open(options);
  if (!tracker) return complain(tracker.error());

  using namespace optrack::sources;
  const auto set = tracker->cancel_when(any_of(timeout(5min), signal(SIGINT), condition("log~panic")));
  if (!set) return complain(set.error());
  tracker->on<optrack::LogEntry>([](const optrack::LogEntry& entry) {
    std::printf("log: %s\n", entry.message.c_str());
    std::fflush(stdout);
  });

  const auto operation = tracker->start("catlets.populate-variables", {{"name", "web"}});
  if (!operation) return complain(operation.error());
  const auto verdict = tracker->wait(operation->id);
  if (!verdict) return complain(verdict.error());
  const auto ended = tracker->find(operation->id);
  if (!ended || !*ended) return 1;
  std::printf("%s", optrack::to_string((*ended)->status).data());
  if ((*ended)->cancel)
    std::printf(", because of a %s: %s", (*ended)->cancel->reason.c_str(), (*ended)->cancel->message.c_str());
  std::printf("\n");
  return 0;
}
