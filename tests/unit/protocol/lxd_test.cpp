// SPDX-License-Identifier: MIT
#include "protocol/lxd.hpp"

#include <doctest/doctest.h>

#include "support/doubles.hpp"
#include "support/exchange_driver.hpp"

using namespace optrack;

namespace lxd_test {
using test::drive;
using test::reply;

namespace {

const std::string kId = "1cc0530f-e949-4160-87a2-1bed8e1593de";
const Remote kRemote{kId, {}, {}};

PollContext context() {
  PollContext context;
  context.provider = "lxd";
  return context;
}

/// An operation in its envelope; `more` are members beginning with a comma.
std::string operation(int code, const std::string& word, const std::string& metadata, const std::string& more = {}) {
  return R"({"type":"sync","status":"Success","status_code":200,"operation":"","error_code":0,"error":"","metadata":{"id":")" +
         kId + R"(","class":"task","description":"Creating instance","created_at":"2026-11-20T23:23:04.383252229Z",
         "updated_at":"2026-11-20T23:23:04.383252229Z","status":")" +
         word + R"(","status_code":)" + std::to_string(code) + R"(,"metadata":)" + metadata + more + "}}";
}

test::Driven<Observation> poll(const std::string& body, const PollContext& with = context()) {
  return drive(lxd_protocol().poll(kRemote, with), {reply(200, body)});
}

StartCall call() { return {"instances.create", "lxd", "POST", "/1.0/instances", {}, "{}", {}, {}}; }

std::string refusal(int code, const std::string& words) {
  return R"({"type":"error","status":"","status_code":0,"operation":"","error_code":)" + std::to_string(code) +
         R"(,"error":")" + words + R"(","metadata":null})";
}

}  // namespace

TEST_CASE("lxd poll: the code of the operation counts, not that of the answer") {
  struct Row {
    const char* why;
    int code;
    const char* word;
    Status want;
  };
  const Row rows[] = {
      {"pending", 105, "Pending", Status::pending},
      {"running", 103, "Running", Status::running},
      {"success", 200, "Success", Status::completed},
      {"failure", 400, "Failure", Status::failed},
      {"cancelled", 401, "Cancelled", Status::cancelled},
      {"cancelling goes on", 104, "Cancelling", Status::running},
      {"unknown goes on", 999, "Dreaming", Status::running},
      {"the code wins over the word", 103, "Success", Status::running},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const auto seen = poll(operation(row.code, row.word, "null"));
    REQUIRE(seen.ok());
    CHECK(seen.line(0) == "GET /1.0/operations/" + kId);
    CHECK(seen.value().status == row.want);
    CHECK(seen.value().raw_status == row.word);
    CHECK(seen.value().started == parse_rfc3339("2026-11-20T23:23:04.383252229Z"));
    CHECK(!seen.value().ended);
    CHECK(seen.value().type == "Creating instance");
  }
}

TEST_CASE("lxd poll: progress in all its forms") {
  struct Row {
    const char* why;
    const char* metadata;
    std::optional<double> want;
    const char* want_message;
  };
  const Row rows[] = {
      {"a string", R"J({"create_image_from_container_pack_progress":"Image pack: 22% (26.40MB/s)",
        "progress":{"percent":"22","speed":"26404018"}})J",
       22, "Image pack: 22% (26.40MB/s)"},
      {"only in a text", R"J({"download_progress":"25% (124.87kB/s)"})J", 25, "25% (124.87kB/s)"},
      {"no percentage at all", R"J({"create_backup_progress":"27.56MB (27.55MB/s)"})J", std::nullopt,
       "27.56MB (27.55MB/s)"},
      {"a number", R"({"progress":{"percent":7.5}})", 7.5, ""},
      {"no number", R"({"progress":{"percent":"soon"}})", std::nullopt, ""},
      {"not finite", R"({"progress":{"percent":"inf"}})", std::nullopt, ""},
      {"absent", "null", std::nullopt, ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const auto seen = poll(operation(103, "Running", row.metadata));
    REQUIRE(seen.ok());
    CHECK(seen.value().progress == row.want);
    CHECK(seen.value().message == row.want_message);
    CHECK(!seen.value().outcome);
  }
}

TEST_CASE("lxd poll: progress that an operation leaves behind is no part of its result") {
  const auto image = poll(operation(200, "Success", R"J({"download_progress":"rootfs: 100% (3.1MB/s)",
      "progress":{"percent":"100"},"fingerprint":"0b96"})J"));
  REQUIRE(image.ok());
  REQUIRE(image.value().outcome);
  CHECK(image.value().outcome->value.text == R"({"fingerprint":"0b96"})");
  const auto instance =
      poll(operation(200, "Success", R"({"create_instance_from_image_unpack_progress":"Unpack: 100%"})"));
  REQUIRE(instance.ok());
  CHECK(!instance.value().outcome);
}

TEST_CASE("lxd poll: containers and instances are one resource") {
  const auto seen = poll(operation(103, "Running", "null", R"(,"may_cancel":true,"resources":{
      "containers":["/1.0/containers/c1"],"instances":["/1.0/instances/c1?project=x"],
      "storage_volumes":["/1.0/storage-pools/default/volumes/custom/v%201"],"odd":"no list"})"));

  REQUIRE(seen.ok());
  REQUIRE(seen.value().resources.size() == 2);
  CHECK(seen.value().resources[0] == Resource{"instances/c1", "instance", "c1", "/1.0/instances/c1"});
  CHECK(seen.value().resources[1].type == "storage_volume");
  CHECK(seen.value().resources[1].name == "v 1");
  CHECK(seen.value().may_cancel == true);
}

TEST_CASE("lxd poll: failure has its words, and after our cancel it is a cancellation") {
  const std::string body = operation(400, "Failure", "null", R"(,"err":"context canceled")");
  PollContext asked = context();
  asked.cancel_requested = true;

  CHECK(poll(body).value().status == Status::failed);
  CHECK(poll(body).value().message == "context canceled");
  CHECK(poll(body, asked).value().status == Status::cancelled);
  CHECK(poll(operation(400, "Failure", "null", R"(,"err":"disk full")"), asked).value().status == Status::failed);
  CHECK(poll(operation(200, "Success", "null"), asked).value().status == Status::completed);
}

TEST_CASE("T-3 lxd poll: result and exit code") {
  const auto image = poll(operation(200, "Success", R"({"fingerprint":"0b96","size":"190576887"})"));
  REQUIRE(image.value().outcome);
  CHECK(image.value().outcome->type == "image");
  CHECK(image.value().outcome->value.text == R"({"fingerprint":"0b96","size":"190576887"})");
  CHECK(!image.value().outcome->exit_code);

  struct Row {
    const char* why;
    int code;
    const char* metadata;
    Status want;
    std::optional<int> exit_code;
    const char* message;
  };
  const Row rows[] = {
      {"ended well", 200, R"({"return":0})", Status::completed, 0, ""},
      {"ended badly although a success", 200, R"({"return":7})", Status::failed, 7, "exit code 7"},
      {"killed", 200, R"({"return":137})", Status::failed, 137, "exit code 137 (signal 9)"},
      {"never ran", 400, R"({"return":127})", Status::failed, 127, ""},
      {"no number", 200, R"({"return":"x"})", Status::completed, std::nullopt, ""},
      {"out of any range", 200, R"({"return":1e300})", Status::completed, std::nullopt, ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const auto seen = poll(operation(row.code, "x", row.metadata));
    REQUIRE(seen.ok());
    CHECK(seen.value().status == row.want);
    CHECK(seen.value().message == row.message);
    REQUIRE(seen.value().outcome);
    CHECK(seen.value().outcome->type == "exec");
    CHECK(seen.value().outcome->exit_code == row.exit_code);
  }
}

TEST_CASE("lxd poll: secrets in results are masked") {
  const auto seen = poll(operation(401, "Cancelled", R"({"secret":"s3cret","fds":{"0":"s3cret"},"fingerprint":"ab"})"));
  REQUIRE(seen.value().outcome);
  CHECK(seen.value().outcome->value.text == R"({"secret":"***","fds":"***","fingerprint":"ab"})");
}

TEST_CASE("T-1 lxd start: async, done at once, refused, and accepted with an unreadable body") {
  const auto start = [](Response answer) { return drive(lxd_protocol().start(call()), {std::move(answer)}); };
  const std::string path = "/1.0/operations/" + kId;

  const auto async =
      start(reply(202, R"({"type":"async","status_code":100,"operation":")" + path + R"(","metadata":{"id":")" + kId +
                           R"(","status":"Running","status_code":103}})"));
  REQUIRE(async.ok());
  CHECK(async.value().remote == Remote{kId, path, "instances.create"});
  CHECK(async.value().observation.status == Status::running);

  const auto at_once = start(reply(200, R"({"type":"sync","status_code":200,"metadata":{}})"));
  REQUIRE(at_once.ok());
  CHECK(at_once.value().remote.id.empty());
  CHECK(at_once.value().observation.status == Status::completed);

  const auto refused = start(reply(404, refusal(404, "Instance not found")));
  CHECK(refused.error().kind == ErrorKind::not_found);
  CHECK(refused.error().message == "start instances.create: HTTP 404: Instance not found");

  const auto cut = start(reply(202, "{\"type\":", {{"Location", path + "?project=x"}}));
  REQUIRE(cut.ok());
  CHECK(cut.value().remote.id == kId);
  CHECK(start(reply(202, R"({"type":"async","operation":"","metadata":null})")).error().kind == ErrorKind::protocol);
}

TEST_CASE("lxd cancel: every answer has its meaning") {
  struct Row {
    const char* why;
    int status;
    std::string body;
    CancelReply::Kind want;
  };
  const Row rows[] = {
      {"taken", 200, R"({"type":"sync","status_code":200,"metadata":{}})", CancelReply::Kind::accepted},
      {"not possible", 400, refusal(400, "This operation can't be cancelled"), CancelReply::Kind::refused},
      {"over", 400, refusal(400, "Only running operations can be cancelled"), CancelReply::Kind::already_final},
      {"forgotten", 404, refusal(404, "Operation not found"), CancelReply::Kind::already_final},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const auto reply_seen = drive(lxd_protocol().cancel(kRemote, context()), {reply(row.status, row.body)});
    REQUIRE(reply_seen.ok());
    CHECK(reply_seen.line(0) == "DELETE /1.0/operations/" + kId);
    CHECK(reply_seen.value().kind == row.want);
  }
  CHECK(drive(lxd_protocol().cancel(kRemote, context()), {reply(403, "")}).error().kind == ErrorKind::denied);
}

TEST_CASE("T-10 lxd list: groups become one list, newest first") {
  const std::string other = "302039c0-0000-4000-8000-000000000000";
  const auto row = [](const std::string& id, const std::string& at) {
    return R"({"id":")" + id + R"(","status":"Running","status_code":103,"created_at":")" + at + R"("})";
  };
  const auto listed =
      drive(lxd_protocol().list(context(), 10),
            {reply(200, R"({"type":"sync","metadata":{"running":[)" + row(kId, "2026-11-20T23:00:00Z") +
                            R"(],"success":["/1.0/operations/x",)" + row(other, "2026-11-20T23:30:00Z") + "]}}")});

  REQUIRE(listed.ok());
  CHECK(listed.line(0) == "GET /1.0/operations?recursion=1");
  REQUIRE(listed.value().size() == 2);
  CHECK(listed.value()[0].remote.id == other);
  CHECK(drive(lxd_protocol().list(context(), 1), {reply(200, R"({"type":"sync","metadata":{}})")}).value().empty());
}

TEST_CASE("lxd probe: says who is there, and whether we are trusted") {
  const auto probe = [](const std::string& auth) {
    return drive(lxd_protocol().probe(context()),
                 {reply(200, R"({"type":"sync","metadata":{"api_version":"1.0","auth":")" + auth +
                                 R"(","environment":{"server":"lxd","server_version":"5.0.2"}}})")});
  };
  REQUIRE(probe("trusted").ok());
  CHECK(probe("trusted").value().version == "5.0.2");
  CHECK(probe("trusted").value().text == "LXD 5.0.2 (API 1.0)");
  CHECK(probe("untrusted").error().kind == ErrorKind::denied);
}

TEST_CASE("lxd: addresses a person may paste") {
  const std::string path = "/1.0/operations/" + kId;
  for (const std::string& text : {kId, path, path + "/wait?timeout=5", "https://h:8443" + path, path + "/"}) {
    CAPTURE(text);
    const auto remote = lxd_protocol().remote_from(text);
    REQUIRE(remote);
    CHECK(*remote == Remote{kId, path, ""});
  }
  for (const std::string& text :
       {std::string{"c1"}, "/1.0/instances/" + kId, std::string{"/1.0/operations/../instances"}}) {
    CAPTURE(text);
    CHECK(!lxd_protocol().remote_from(text));
  }
}

TEST_CASE("lxd: traits and lost starts") {
  CHECK(lxd_protocol().traits("").retention == Milliseconds{5000});
  CHECK(lxd_protocol().traits("").can_cancel);
  CHECK(!lxd_protocol().traits("instances.exec").key_is_id);
  CHECK(drive(lxd_protocol().find_by_key("k", context()), std::deque<Result<Response>>{}).error().kind ==
        ErrorKind::usage);
}

TEST_CASE("lxd poll: with a hold it asks the server to wait, for whole seconds, and has the time for the answer") {
  PollContext held = context();
  held.hold = Milliseconds{7'900};
  const auto seen = poll(operation(103, "Running", "null"), held);
  CHECK(seen.line(0) == "GET /1.0/operations/" + kId + "/wait?timeout=7");
  CHECK(seen.requests[0].timeout.value_or(Milliseconds{0}) > Milliseconds{10'000});
  REQUIRE(seen.ok());
  CHECK(seen.value().status == Status::running);

  held.hold = Milliseconds{10};
  CHECK(poll(operation(103, "Running", "null"), held).line(0) == "GET /1.0/operations/" + kId + "/wait?timeout=1");
  CHECK(!poll(operation(103, "Running", "null")).requests[0].timeout);
  CHECK(lxd_protocol().traits({}).long_poll == LongPoll::until_end);
  CHECK(lxd_protocol().traits("instances.exec").long_poll == LongPoll::none);
}

}  // namespace lxd_test
