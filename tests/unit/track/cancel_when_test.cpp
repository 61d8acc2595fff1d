// SPDX-License-Identifier: MIT
#include "optrack/cancel_when.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "track/cancel_progress.hpp"

using namespace optrack;
using namespace optrack::sources;
using namespace std::chrono_literals;

namespace cancel_when_test {

namespace {

EventBody line(std::string text) {
  LogEntry entry;
  entry.message = std::move(text);
  return LogAdded{entry};
}

std::string said(const std::optional<CancelFiring>& firing) {
  return firing ? firing->reason + ": " + firing->message : "";
}

std::string wrong(const std::vector<std::string>& lists) {
  const Result<CancelWhen> when = parse_cancel_when(lists);
  return when ? "" : when.error().message;
}

}  // namespace

TEST_CASE("R-6 cancel_when: any_of fires with the first source, all_of with the last") {
  CancelHandle handle;
  CancelProgress any{*cancel_when(any_of(timeout(5min), signal(SIGINT), condition("log~panic"), manual(handle)))};
  CancelProgress all{*cancel_when(all_of(timeout(5min), signal(SIGINT), condition("log~panic"), manual(handle)))};
  OperationFacts facts;
  CancelFacts outside;
  CHECK_FALSE(any.fired(outside));

  for (CancelProgress* progress : {&any, &all}) progress->on(line("kernel panic"), facts);
  CHECK(said(any.fired(outside)) == "condition: came true: log~panic");
  CHECK_FALSE(all.fired(outside));
  outside.waited = 5min;
  CHECK_FALSE(all.fired(outside));
  handle.request("enough");
  handle.request("again");
  CHECK_FALSE(all.fired(outside));
  outside.signals.insert(Signal::interrupt);
  CHECK(said(any.fired(outside)) == "condition: came true: log~panic");
  CHECK(said(all.fired(outside)) == "signal: signal INT");
}

TEST_CASE("R-6 cancel_when: each source alone, with reason and message") {
  CancelHandle handle;
  CancelFacts outside;
  outside.waited = 90s;
  outside.signals = {Signal::hangup};
  handle.request("enough");
  const auto alone = [&outside](CancelSource source) {
    return said(CancelProgress{*cancel_when(std::move(source))}.fired(outside));
  };
  CHECK(alone(timeout(90s)) == "timeout: waited for 1m30s");
  CHECK(alone(timeout(91s)).empty());
  CHECK(alone(signal(Signal::hangup)) == "signal: signal HUP");
  CHECK(alone(signal(SIGTERM)).empty());
  CHECK(alone(manual(handle)) == "manual: enough");
  CHECK(alone(condition("done")).empty());
}

TEST_CASE("R-6 cancel_when: combinations nest, and say what the wait must look after") {
  const CancelSource tree = any_of(all_of(timeout(1min), condition("!/x=1")), signal(SIGTERM));
  CHECK(listens_to(tree, Signal::terminate));
  CHECK_FALSE(listens_to(tree, Signal::interrupt));
  CHECK_FALSE(has_handle(tree));
  CHECK(has_handle(all_of(tree, manual({}))));
  CHECK(reads_record(tree));
  CHECK(next_timeout(tree, 0ms) == 1min);
  CHECK_FALSE(next_timeout(tree, 1min));
}

TEST_CASE("R-6 cancel_when: what cannot work is refused") {
  CHECK(cancel_when(timeout(-1s)).error().message == "a timeout is never negative");
  CHECK(cancel_when(signal(SIGKILL)).error().kind == ErrorKind::usage);
  CHECK(cancel_when(any_of(timeout(1s), condition("dome"))).error().message.find("'dome' is no condition") !=
        std::string::npos);
  CHECK(cancel_when(all_of(std::vector<CancelSource>{})).error().message == "nothing to combine");
}

TEST_CASE("R-6 --cancel-on: a comma is any, a plus is all and binds closer, a backslash takes them as they are") {
  const Result<CancelWhen> read = parse_cancel_when({"timeout:5m, signal:SIGINT+log~a\\+b\\,c", "success"});
  REQUIRE(read);
  const CancelSource& any = read->source();
  REQUIRE(any.parts.size() == 3);
  CHECK(any.kind == CancelSource::Kind::any_of);
  CHECK(any.parts[0].after == 5min);
  CHECK(any.parts[1].kind == CancelSource::Kind::all_of);
  CHECK(any.parts[1].parts.at(0).signal == Signal::interrupt);
  CHECK(any.parts[1].parts.at(1).conditions.at(0).text() == "log~a+b,c");
  CHECK(any.parts[2].conditions.at(0).text() == "success");
  CHECK(parse_cancel_when({"log~\\d{2}"})->source().conditions.at(0).text() == "log~\\d{2}");

  CHECK(wrong({"timeout:soon"}).starts_with("timeout: "));
  CHECK(wrong({"signal:KILL"}) == "signal 'KILL': there are INT, TERM and HUP");
  CHECK(wrong({"timeout:5m,"}).find("neither timeout:DURATION nor signal:NAME") != std::string::npos);
  CHECK(wrong({}) == "nothing to combine");
}

}  // namespace cancel_when_test
