// SPDX-License-Identifier: MIT
// Counts the items of a range into an operation while they flow.
// usage: stream
#include <cstdio>
#include <string>
#include <vector>

#include "optrack/tracker.hpp"

namespace {

int complain(const optrack::Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return 1;
}

}  // namespace

int main() {
  auto tracker = optrack::Tracker::open({});
  if (!tracker) return complain(tracker.error());
  const std::vector<int> amounts{12, 30, 7, 51};

  int sum = 0;
  auto rows = tracker->stream("sum-amounts", amounts, {.items = "rows", .partial = [&](std::uint64_t) {
                                                         return optrack::JsonText{std::to_string(sum)};
                                                       }});
  if (!rows) return complain(rows.error());
  for (const int amount : *rows) sum += amount;

  const auto record = tracker->find("sum-amounts");
  if (!record || !*record) return 1;
  std::printf("%s: %s, result %s\n", optrack::to_string((*record)->status).data(), (*record)->message.c_str(),
              (*record)->outcome->value.text.c_str());
  return 0;
}
