// SPDX-License-Identifier: MIT
// Operations of a real server that are refused, cancelled, found by their remote id, or forgotten.
#include <future>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "support/http_server.hpp"
#include "support/lxd_box.hpp"

using namespace optrack;
using namespace optrack::test;

namespace lxd_lifecycle_test {

namespace {

/// An image server whose download begins and never ends.
class SlowImages {
 public:
  SlowImages() : server_([this](const HttpServer::Seen& seen) { return reply(seen); }) {}
  [[nodiscard]] std::string url() const { return server_.url() + "/i"; }

 private:
  [[nodiscard]] HttpServer::Reply reply(const HttpServer::Seen& seen) const {
    if (seen.method == "HEAD") {
      return http_reply(200, "",
                        {{"LXD-Image-Hash", std::string(64, 'a')}, {"LXD-Image-URL", server_.url() + "/file"}});
    }
    return {"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 1000000\r\n\r\n" +
                std::string(300'000, 'i'),
            HttpServer::Reply::Then::keep};
  }

  HttpServer server_;
};

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string remote_id_in(const std::string& reply) {
  const std::string mark = "\"operation\":\"/1.0/operations/";
  const auto begin = reply.find(mark);
  return begin == std::string::npos ? std::string{} : reply.substr(begin + mark.size(), 36);
}

std::string exec_by_somebody_else(const LxdBox& box, const std::string& script) {
  const Json body{{"command", {"sh", "-c", script}},
                  {"wait-for-websocket", false},
                  {"record-output", true},
                  {"interactive", false}};
  return remote_id_in(box.server.ask("POST", "/1.0/instances/web/exec", body.dump()));
}

/// Until the download of the newest operation has begun: only then LXD can take it back.
void wait_until_it_may_be_cancelled(const LxdBox& box) {
  const Ran until = box({"wait", "@last", "--timeout", "2s", "-q"});
  CHECK(until.code == 124);
}

}  // namespace

TEST_CASE("R-5 real lxd: a download is cancelled, and everybody who waits for it learns that") {
  const LxdBox box;
  if (!box.usable()) return;
  const SlowImages images;
  const Ran started = box({"start", "images.import", "url=" + images.url(), "--name", "slow"});
  REQUIRE(started.code == 0);
  wait_until_it_may_be_cancelled(box);
  auto watching = std::async(std::launch::async, [&box] { return box({"wait", "slow", "-o", "ndjson"}); });
  wait_until_it_may_be_cancelled(box);

  const Ran cancelled = box({"cancel", "slow", "--wait", "--message", "wrong image"});

  CHECK(cancelled.code == 3);
  CHECK(has(cancelled.out, "requested"));
  const Ran watched = watching.get();
  CHECK(watched.code == 3);
  const std::vector<Json> events = checked_events(watched.out);
  REQUIRE(of_type(events, "result").size() == 1);
  CHECK(of_type(events, "result").front()["status"] == "cancelled");
  CHECK(of_type(events, "progress").size() == 1);
  const Json record = box.record("slow");
  CHECK(record["status"] == "cancelled");
  // A plain poll finds "Failure"; a poll that the server holds may see it on the way there.
  CHECK((record["raw_status"] == "Failure" || record["raw_status"] == "Cancelled"));
  CHECK(record["cancel_message"] == "wrong image");
  CHECK(box({"cancel", "slow"}).code == 0);
}

TEST_CASE("R-4 real lxd: what the server refuses is told apart by exit code, in its own words") {
  const LxdBox box;
  if (!box.usable()) return;
  box.server.launch("web");
  struct Row {
    const char* why;
    std::vector<std::string> arguments;
    int code;
    const char* words;
  };
  const Row rows[] = {
      {"accepted, then failed", {"run", "instances.create", "name=web"}, 1, "This \"instances\" entry already exists"},
      {"a running one", {"run", "instances.start", "instance=web"}, 1, "already running"},
      {"an image nobody has", {"run", "instances.create", "name=two", "image=" + std::string(64, 'b')}, 1, "FAILED"},
      {"unknown instance", {"run", "instances.start", "instance=nope"}, 5, "HTTP 404: Instance not found"},
      {"bad name", {"start", "instances.create", "name=not_a_name"}, 9, "HTTP 400"},
      {"wrong parameters", {"start", "instances.start", "instance=web", "force=1"}, 2, "force"},
      {"unknown type", {"start", "instances.stat", "instance=web"}, 2, "instances.start"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const Ran ran = box(row.arguments);
    CHECK(ran.code == row.code);
    CAPTURE(ran.err);
    CHECK(has(ran.err, row.words));
    CHECK(!has(ran.err, "start instances.start: start"));
  }
}

TEST_CASE("R-4 real lxd: a command cannot be cancelled, which is no end of it") {
  const LxdBox box;
  if (!box.usable()) return;
  box.server.launch("web");
  REQUIRE(box(exec_arguments("start", "web", "sleep 4; exit 3", {"--name", "job"})).code == 0);

  const Ran refused = box({"cancel", "job"});

  CHECK(refused.code == 9);
  CHECK(has(refused.out, "refused"));
  CHECK(has(refused.out, "This operation can't be cancelled"));
  const Ran ended = box({"wait", "job", "-o", "ndjson", "--exit-code-from-result"});
  CHECK(ended.code == 3);
  const std::vector<Json> cancels = of_type(checked_events(ended.out), "cancel");
  REQUIRE(cancels.size() == 2);
  CHECK(cancels[0]["state"] == "requested");
  CHECK(cancels[1]["state"] == "refused");
  CHECK(box.record("job")["status"] == "failed");
}

TEST_CASE("R-1 real lxd: an operation of somebody else is followed by its remote id, once") {
  const LxdBox box;
  if (!box.usable()) return;
  box.server.launch("web");
  const std::string remote = exec_by_somebody_else(box, "sleep 2; echo done; exit 4");
  REQUIRE(remote.size() == 36);

  const Ran tracked = box({"track", "box:" + remote, "--name", "theirs"});
  CHECK(tracked.code == 0);
  CHECK(tracked.out.size() == 11);
  const Ran waited = box({"wait", "box:" + remote, "-o", "ndjson", "--exit-code-from-result"});
  CHECK(waited.code == 4);
  CHECK(log_text(checked_events(waited.out)) == "stdout done|");
  CHECK(box.record("theirs")["id"] == tracked.out.substr(0, 10));
  CHECK(parse_json(box({"list", "-o", "json"}).out).value().size() == 1);

  const std::string other = exec_by_somebody_else(box, "echo hi");
  CHECK(box({"wait", "box:" + other}).code == 0);
  const std::string third = exec_by_somebody_else(box, "sleep 1");
  CHECK(box({"--no-registry", "wait", "box:" + third}).code == 0);
  CHECK(parse_json(box({"list", "-o", "json"}).out).value().size() == 2);
}

TEST_CASE("R-4 real lxd: an operation that ended while nobody looked is lost, an unknown one is not remembered") {
  const LxdBox box;
  if (!box.usable()) return;
  box.server.launch("web");
  REQUIRE(box(exec_arguments("start", "web", "echo nobody hears", {"--name", "unseen"})).code == 0);
  // Not by `show`, which would look at it.
  const std::string remote = parse_json(box({"list", "-o", "json"}).out).value().at(0)["remote_id"];
  box.wait_until_forgotten(remote);

  const Ran waited = box({"wait", "unseen"});

  CHECK(waited.code == 5);
  CHECK(has(waited.err, "LOST"));
  CHECK(has(waited.err, "how it ended cannot be learned"));
  CHECK(box.record("unseen")["status"] == "lost");
  CHECK(box({"status", "unseen"}).code == 5);

  const Ran unknown = box({"wait", "box:11111111-2222-3333-4444-555555555555", "--not-found-grace", "1s"});
  CHECK(unknown.code == 5);
  CHECK(has(unknown.err, "Operation not found"));
  CHECK(box({"track", "box:" + remote}).code == 5);
  CHECK(parse_json(box({"list", "-o", "json"}).out).value().size() == 1);
}

TEST_CASE("real lxd: who waits in silence holds one request instead of asking again and again") {
  const LxdBox box;
  if (!box.usable()) return;
  box.server.launch("web");
  const std::string id = exec_by_somebody_else(box, "sleep 12; exit 4");
  REQUIRE(!id.empty());

  const Ran waited = box({"wait", "box:" + id, "-q"});

  CHECK(waited.code == 1);
  const Json record = box.record("@last");
  CAPTURE(record.dump());
  // Polls would be 2.5 s apart. One question when it is tracked, one when the wait begins, one that is held.
  const Json* polls = object_at(record, "polls");
  REQUIRE(polls != nullptr);
  CHECK(integer_at(*polls, "polls").value_or(99) <= 4);
}

}  // namespace lxd_lifecycle_test
