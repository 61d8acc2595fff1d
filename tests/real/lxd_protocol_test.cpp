// SPDX-License-Identifier: MIT
#include <chrono>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "dispatch/catalogue.hpp"
#include "dispatch/start_call.hpp"
#include "net/curl_transport.hpp"
#include "protocol/protocols.hpp"
#include "support/exchange_driver.hpp"
#include "support/lxd_server.hpp"
#include "system/system_clock.hpp"

using namespace optrack;
using namespace std::chrono_literals;

namespace {

/// The LXD protocol over the real transport, one question at a time.
class RealLxd {
 public:
  explicit RealLxd(const std::string& url)
      : transport_(make_curl_transport({}, {make_endpoint("real", url).value()}, clock_)) {
    REQUIRE(catalogue_.add_built_in(protocols()).has_value());
  }

  template <typename T>
  test::Driven<T> drive(Exchange<T> exchange) {
    return test::drive(std::move(exchange), [this](const Request& request) { return send(request); });
  }

  Started start(const std::string& type, std::vector<std::string> parameters) {
    const auto found = catalogue_.find("lxd", type);
    REQUIRE(found);
    const auto call = make_start_call(**found, {std::move(parameters), {}, {}, "real"});
    CAPTURE((call ? std::string{} : call.error().message));
    REQUIRE(call);
    const auto started = drive(lxd().start(*call));
    CAPTURE(started.error().message);
    REQUIRE(started.ok());
    return started.value();
  }

  /// Polls every 300 ms to the end, for at most a minute; log lines are gathered.
  Observation finish(const Started& started, bool cancel_requested = false) {
    PollContext context{"real", started.observation.cursor, cancel_requested, false};
    for (const Instant end = clock_.now() + 60s; clock_.now() < end; pause(300ms)) {
      const auto seen = drive(lxd().poll(started.remote, context));
      CAPTURE(seen.error().message);
      REQUIRE(seen.ok());
      for (const LogEntry& entry : seen.value().logs) logs.push_back(entry);
      for (const std::string& warning : seen.value().warnings) warnings.push_back(warning);
      context.cursor = seen.value().cursor;
      if (is_final(*seen.value().status)) return seen.value();
      ++polls_running;
    }
    FAIL("the operation did not end within a minute");
    return {};
  }

  void pause(Milliseconds time) {
    for (const Instant until = clock_.now() + time; clock_.now() < until;) transport_->wait(until);
  }

  [[nodiscard]] static const Protocol& lxd() { return *find_protocol("lxd"); }

  std::vector<LogEntry> logs;
  std::vector<std::string> warnings;
  int polls_running = 0;

 private:
  Result<Response> send(const Request& request) {
    std::optional<Result<Response>> answer;
    transport_->send(request, [&](Result<Response> came) { answer = std::move(came); });
    while (!answer) transport_->wait(clock_.now() + 1s);
    return *answer;
  }

  SystemClock clock_;
  std::unique_ptr<Transport> transport_;
  Catalogue catalogue_;
};

Status finished(RealLxd& lxd, const std::string& type, std::vector<std::string> parameters) {
  const Observation seen = lxd.finish(lxd.start(type, std::move(parameters)));
  MESSAGE(type << ": " << to_string(*seen.status) << " " << seen.message);
  return *seen.status;
}

}  // namespace

TEST_CASE("real lxd: an instance is made, runs a command and is taken away again") {
  const test::LxdServer server;
  if (!server.running()) {
    MESSAGE("skipped: " << server.why_not());
    return;
  }
  RealLxd lxd{server.url()};
  CHECK(lxd.drive(RealLxd::lxd().probe({"real", {}, false, false})).value().text.starts_with("LXD "));

  CHECK(finished(lxd, "instances.create", {"name=c1", "image=" + server.image(), "config.security.privileged=true"}) ==
        Status::completed);
  CHECK(finished(lxd, "instances.start", {"instance=c1"}) == Status::completed);

  const Started exec = lxd.start(
      "instances.exec",
      {"instance=c1",
       R"(command=["sh","-c","for i in 1 2 3; do echo line $i; sleep 1; done; echo oops >&2; printf tail; exit 7"])"});
  const Observation end = lxd.finish(exec);
  CHECK(end.status == Status::failed);
  CHECK(end.outcome->exit_code == 7);
  std::string text;
  for (const LogEntry& entry : lxd.logs) text += entry.id + " " + entry.message + "|";
  CHECK(text == "stdout:0 line 1|stdout:7 line 2|stdout:14 line 3|stdout:21 tail|stderr:0 oops|");
  CHECK(lxd.polls_running >= 5);
  CHECK(lxd.warnings.empty());

  CHECK(finished(lxd, "instances.snapshot", {"instance=c1", "name=s1"}) == Status::completed);
  CHECK(finished(lxd, "instances.copy", {"instance=c1", "name=c2"}) == Status::completed);
  CHECK(finished(lxd, "instances.start", {"instance=c1"}) == Status::failed);
  CHECK(finished(lxd, "instances.freeze", {"instance=c1"}) == Status::completed);
  CHECK(finished(lxd, "instances.unfreeze", {"instance=c1"}) == Status::completed);
  CHECK(finished(lxd, "instances.stop", {"instance=c1", "force=true"}) == Status::completed);
  CHECK(finished(lxd, "instances.restore", {"instance=c1", "snapshot=s1"}) == Status::completed);
  CHECK(finished(lxd, "instances.publish", {"instance=c1", "compression=none"}) == Status::completed);
  CHECK(finished(lxd, "instances.backup", {"instance=c1", "name=b1"}) == Status::completed);
  CHECK(finished(lxd, "instances.rename", {"instance=c2", "name=c3"}) == Status::completed);
  CHECK(finished(lxd, "instances.snapshot-delete", {"instance=c1", "snapshot=s1"}) == Status::completed);
  CHECK(finished(lxd, "instances.delete", {"instance=c3"}) == Status::completed);
  CHECK(finished(lxd, "instances.delete", {"instance=c1"}) == Status::completed);
  CHECK(finished(lxd, "images.delete", {"image=" + server.image()}) == Status::completed);
}

TEST_CASE("real lxd: an unfinished command cannot be cancelled, a finished one is already over") {
  const test::LxdServer server;
  if (!server.running()) {
    MESSAGE("skipped: " << server.why_not());
    return;
  }
  RealLxd lxd{server.url()};
  server.launch("c1");
  const Started exec = lxd.start("instances.exec", {"instance=c1", R"(command=["sleep","2"])"});
  const PollContext context{"real", {}, false, false};

  CHECK(lxd.drive(RealLxd::lxd().cancel(exec.remote, context)).value().kind == CancelReply::Kind::refused);
  CHECK(!lxd.drive(RealLxd::lxd().list(context, 100)).value().empty());
  CHECK(lxd.finish(exec).outcome->exit_code == 0);
  CHECK(lxd.drive(RealLxd::lxd().cancel(exec.remote, context)).value().kind == CancelReply::Kind::already_final);
}

TEST_CASE("real lxd: volumes are copied, kept and saved") {
  const test::LxdServer server;
  if (!server.running()) {
    MESSAGE("skipped: " << server.why_not());
    return;
  }
  RealLxd lxd{server.url()};
  REQUIRE(server.ask("POST", "/1.0/storage-pools/default/volumes/custom", R"({"name":"v1"})").find("error\":\"\"") !=
          std::string::npos);

  CHECK(finished(lxd, "volumes.copy", {"pool=default", "source_pool=default", "volume=v1", "name=v2"}) ==
        Status::completed);
  CHECK(finished(lxd, "volumes.snapshot", {"pool=default", "volume=v2", "name=s1"}) == Status::completed);
  CHECK(finished(lxd, "volumes.backup", {"pool=default", "volume=v2", "name=b1"}) == Status::completed);
}

TEST_CASE("real lxd: a held poll is answered when its time is over, and at once when the operation ends") {
  const test::LxdServer server;
  if (!server.running()) {
    MESSAGE("skipped: " << server.why_not());
    return;
  }
  RealLxd lxd{server.url()};
  server.launch("c1");
  const Started exec =
      lxd.start("instances.exec", {"instance=c1", R"(command=["sh","-c","echo begun; sleep 6; echo done; exit 3"])"});
  PollContext held{"real", {}, false, false, Milliseconds{2'000}};
  const auto before = std::chrono::steady_clock::now();

  const auto running = lxd.drive(RealLxd::lxd().poll(exec.remote, held));
  REQUIRE(running.ok());
  CHECK(running.value().status == Status::running);
  CHECK(std::chrono::steady_clock::now() - before >= 1'900ms);

  held.hold = Milliseconds{60'000};
  held.cursor = running.value().cursor;
  const auto ended = lxd.drive(RealLxd::lxd().poll(exec.remote, held));
  REQUIRE(ended.ok());
  CHECK(std::chrono::steady_clock::now() - before < 40s);
  CHECK(ended.value().status == Status::failed);
  CHECK(ended.value().outcome->exit_code == 3);
  REQUIRE(ended.value().logs.size() == 1);
  CHECK(ended.value().logs[0].message == "done");
}
