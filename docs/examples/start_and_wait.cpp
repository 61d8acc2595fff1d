// SPDX-License-Identifier: MIT
// Starts an operation, waits for its end and prints its result.
// usage: start_and_wait URL TOKEN_FILE
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
  auto tracker = optrack::Tracker::open(options);
  if (!tracker) return complain(tracker.error());

  const auto operation = tracker->start("catlets.create", {{"name", "web"}});
  if (!operation) return complain(operation.error());

  optrack::WaitOptions patience;
  patience.timeout = 10min;
  const auto verdict = tracker->wait(operation->id, patience);
  if (!verdict) return complain(verdict.error());
  if (verdict->kind != optrack::Verdict::Kind::ended) {
    std::printf("still %s\n", optrack::to_string(verdict->operation.status).data());
    return 1;
  }
  const optrack::Operation& ended = verdict->operation;
  std::printf("%s: %s\n", ended.name.c_str(), optrack::to_string(ended.status).data());
  if (ended.outcome) {
    std::printf("%s %s\n", ended.outcome->type.c_str(), ended.outcome->value.text.c_str());
    const auto catlet = optrack::result_as<optrack::CatletView>(*ended.outcome);
    if (catlet) std::printf("the catlet is %s\n", catlet->id.c_str());
  }
  return ended.status == optrack::Status::completed ? 0 : 1;
}
