// SPDX-License-Identifier: MIT
// Cancellation that meets faults while another process waits: the real program against an emulated server.
#include <doctest/doctest.h>

#include <exception>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "support/emulated_server.hpp"
#include "support/event_stream.hpp"

using namespace optrack;
using namespace optrack::test;

namespace {

void add(Complaints& all, const Complaints& more) { all.insert(all.end(), more.begin(), more.end()); }

/// The entries before the end are all there: numbered parts without a gap.
Complaints missing_parts(const EventStream& stream) {
  std::set<std::string> messages;
  for (const Json& line : stream.of_type("log_entry")) messages.insert(string_at(line, "message").value_or(""));
  int parts = 0;
  while (messages.count(fmt::format("part {} of 60", parts + 1)) != 0) ++parts;
  for (int n = parts + 1; n <= 60; ++n) {
    if (messages.count(fmt::format("part {} of 60", n)) != 0) return {fmt::format("part {} is missing", parts + 1)};
  }
  return parts == 0 ? Complaints{"no parts at all"} : Complaints{};
}

/// Somebody waits; somebody else cancels and meets `fault`.
Complaints try_cancel(const std::string& fault) {
  // Not found, and yet the operation is there: that is how this server refuses.
  const bool refused = fault.starts_with("404");
  // Slow enough not to end by itself before it is cancelled, also on a busy machine.
  EmulatedServer server{busy_scenario("completed"), {fault}, refused ? 0.2 : 0.03};
  const std::string op = server.start("web");
  Ran waited;
  std::thread waiting([&] { waited = server.run({"wait", op, "--interval", "100ms", "-o", "ndjson"}); });
  const bool running = server.wait_for_log(op);
  const Ran cancelled = server.run({"cancel", op, "-m", "no longer needed"});
  waiting.join();
  if (!running) return {"the wait showed nothing"};

  const EventStream stream{waited.out};
  Complaints found = stream.invalid_lines();
  if (cancelled.code != (refused ? 9 : 0))
    found.push_back(fmt::format("cancel: exit code {}: {}", cancelled.code, cancelled.err));
  if (waited.code != (refused ? 0 : 3)) found.push_back(fmt::format("exit code {}: {}", waited.code, waited.err));
  add(found, stream.wrong_frame(waited.code));
  add(found, broken_rules(stream, op));
  add(found, missing_parts(stream));
  std::vector<std::string> states;
  for (const Json& line : stream.of_type("cancel")) states.push_back(string_at(line, "state").value_or(""));
  // Where the answer is long in coming, the end of the operation is seen first.
  if (fault.starts_with("silence") && states.size() == 1) states.emplace_back("accepted");
  if (states != std::vector<std::string>{"requested", refused ? "refused" : "accepted"}) {
    found.push_back(fmt::format("cancel events: {}", fmt::join(states, ", ")));
  }
  if (stream.of_type("result").size() != 1) found.emplace_back("not exactly one result");
  const auto store = server.store();
  add(found, differs_from_journal(stream, op, *store, true));
  if (store->find(op).value()->cancel->message != "no longer needed") found.emplace_back("the reason is not recorded");
  return found;
}

}  // namespace

TEST_CASE("R-5 faults: a cancellation that meets a fault is recorded once and ends the wait of another process") {
  std::vector<std::string> faults;
  for (const emulate::FaultInfo& info : emulate::faults()) {
    faults.push_back(std::string{info.name} + ",on=cancel,from=1");
    // An operation that was seen and then is not found is lost: that is no fault that passes.
    if (info.kind != emulate::FaultKind::not_found) faults.push_back(std::string{info.name} + ",on=cancel+poll,from=3");
  }
  std::vector<Complaints> found(faults.size());
  in_parallel(faults.size(), waits_at_once(), [&](std::size_t i) {
    try {
      found[i] = try_cancel(faults[i]);
    } catch (const std::exception& trouble) {
      found[i] = {trouble.what()};
    }
  });
  for (std::size_t i = 0; i < faults.size(); ++i) {
    CHECK_MESSAGE(found[i].empty(), fmt::format("{}:\n  {}", faults[i], fmt::join(found[i], "\n  ")));
  }
}
