// SPDX-License-Identifier: MIT
// Work that can be cancelled at any step, and a cleanup that cannot.
// usage: shield
#include <cstdio>
#include <thread>

#include "optrack/tracker.hpp"

using namespace std::chrono_literals;

namespace {

int complain(const optrack::Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return 1;
}

void remove_files(optrack::OperationScope& scope) {
  for (const char* file : {"a.tmp", "b.tmp"}) {
    scope.check();  // does not throw while the shield is held
    std::printf("removed %s\n", file);
  }
}

void convert(optrack::Tracker& tracker, optrack::OperationScope& scope) {
  try {
    while (true) {
      scope.check();
      std::this_thread::sleep_for(10ms);  // a step of the work
    }
  } catch (const optrack::Cancelled& cancelled) {
    std::printf("%s\n", cancelled.what());
    const optrack::Shield shield = tracker.shield();
    (void)tracker.perform("cleanup", {}, remove_files);
    throw;
  }
}

}  // namespace

int main() {
  auto tracker = optrack::Tracker::open({});
  if (!tracker) return complain(tracker.error());
  if (const auto set = tracker->cancel_when(optrack::sources::timeout(100ms)); !set) return complain(set.error());
  try {
    const auto done =
        tracker->perform("convert", {}, [&](optrack::OperationScope& scope) { convert(*tracker, scope); });
    if (!done) return complain(done.error());
  } catch (const optrack::Cancelled&) {
    for (const char* name : {"convert", "cleanup"}) {
      const auto record = tracker->find(name);
      if (record && *record) std::printf("%s: %s\n", name, optrack::to_string((*record)->status).data());
    }
  }
  return 0;
}
