// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "model/json.hpp"
#include "protocol/eryph.hpp"
#include "protocol/eryph_read.hpp"
#include "support/doubles.hpp"
#include "support/exchange_driver.hpp"

using namespace optrack;

namespace eryph_poll_test {
using test::drive;
using test::reply;

namespace {

const std::string kId = "5c1f6d0e-2f0b-4f0e-9a44-0d8c2a5b7e10";
const std::string kAll = "?expand=logs,tasks,resources,projects";
const std::string kDate = "Sun, 01 Mar 2026 08:00:20 GMT";

Remote remote(std::string type = {}) { return {kId, {}, std::move(type)}; }

PollContext context(std::string cursor = {}) {
  PollContext context;
  context.provider = "zero";
  context.cursor.text = std::move(cursor);
  return context;
}

std::string operation(const std::string& status, const std::string& more = {}) {
  return R"({"id":")" + kId + R"(","status":")" + status + R"(","status_message":")" + status + "\"" + more + "}";
}

std::string log_at(const std::string& id, const std::string& at) {
  return R"({"id":")" + id + R"(","task_id":"t1","message":"m )" + id + R"(","timestamp":")" + at + R"("})";
}

test::Driven<Observation> poll(const std::string& body, const PollContext& with = context(),
                               std::vector<Header> headers = {{"Date", kDate}}, std::string type = {}) {
  return drive(eryph_protocol().poll(remote(std::move(type)), with), {reply(200, body, std::move(headers))});
}

}  // namespace

TEST_CASE("eryph poll: asks for everything once, with the cursor as it was and percent-encoded") {
  const auto first = poll(operation("Running"));
  CHECK(first.line(0) == "GET /v1/operations/" + kId + kAll);
  CHECK(first.requests[0].provider == "zero");

  const auto next = poll(operation("Running"), context(R"({"logs_after":"2026-03-01T08:00:03.7654321Z"})"));
  CHECK(next.line(0) == "GET /v1/operations/" + kId + kAll + "&log_time_stamp=2026-03-01T08%3A00%3A03.7654321Z");

  PollContext quiet = context(R"({"logs_after":"2026-03-01T08:00:03.7654321Z"})");
  quiet.quiet = true;
  const auto silent = poll(operation("Running"), quiet);
  CHECK(silent.line(0) == "GET /v1/operations/" + kId + "?expand=tasks,resources,projects");
  REQUIRE(silent.ok());
  CHECK(silent.value().cursor == quiet.cursor);
}

TEST_CASE("eryph poll: every status word has its meaning, an unknown one runs on") {
  struct Row {
    const char* word;
    Status want;
  };
  const Row rows[] = {{"Queued", Status::pending},   {"Running", Status::running},     {"Completed", Status::completed},
                      {"Failed", Status::failed},    {"Cancelled", Status::cancelled}, {"Hibernating", Status::running},
                      {"completed", Status::running}};
  for (const Row& row : rows) {
    CAPTURE(row.word);
    const auto seen = poll(operation(row.word));
    REQUIRE(seen.ok());
    CHECK(seen.value().status == row.want);
    CHECK(seen.value().raw_status == row.word);
    CHECK(seen.value().message.empty());
  }
  const auto failed = poll(R"({"id":"x","status":"Failed","status_message":"Gene not found in any source."})");
  REQUIRE(failed.ok());
  CHECK(failed.value().message == "Gene not found in any source.");
}

TEST_CASE("eryph poll: the log cursor stays behind what may still become visible") {
  struct Row {
    const char* why;
    std::string newest;
    std::string date;
    std::string before;
    std::string want;
  };
  const Row rows[] = {
      {"newest is old enough", "2026-03-01T08:00:03.7654321+00:00", kDate, "", "2026-03-01T08:00:03.7654321Z"},
      {"newest is too fresh", "2026-03-01T08:00:15+00:00", kDate, "", "2026-03-01T08:00:10Z"},
      {"no Date header", "2026-03-01T08:00:15.5Z", "", "", "2026-03-01T08:00:05.5Z"},
      {"Date of another kind counts as none", "2026-03-01T08:00:15.5Z", "yesterday", "", "2026-03-01T08:00:05.5Z"},
      {"never back", "2026-03-01T08:00:15Z", kDate, "2026-03-01T08:00:12Z", "2026-03-01T08:00:12Z"},
      {"a clock in the future does not swallow later entries", "2199-01-01T00:00:00Z", kDate, "",
       "2026-03-01T08:00:10Z"},
      {"finer than the server's 100 ns is cut", "2026-03-01T08:00:01.123456789Z", kDate, "",
       "2026-03-01T08:00:01.1234567Z"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const std::string before = row.before.empty() ? "" : R"({"logs_after":")" + row.before + R"("})";
    std::vector<Header> headers;
    if (!row.date.empty()) headers.push_back({"Date", row.date});
    const auto seen =
        poll(operation("Running", R"(,"log_entries":[)" + log_at("a", row.newest) + "]"), context(before), headers);
    REQUIRE(seen.ok());
    CHECK(seen.value().cursor.text == R"({"logs_after":")" + row.want + R"("})");
    CHECK(seen.value().logs_until == parse_rfc3339(row.want));
  }
  const auto ancient = poll(operation("Running", R"(,"log_entries":[)" + log_at("a", "1013-03-01T08:00:02Z") + "]"));
  REQUIRE(ancient.ok());
  CHECK(ancient.value().cursor.text.empty());
  const auto nothing_new = poll(operation("Running"), context(R"({"logs_after":"2026-03-01T08:00:03.5Z"})"));
  REQUIRE(nothing_new.ok());
  CHECK(nothing_new.value().cursor.text == R"({"logs_after":"2026-03-01T08:00:03.5Z"})");
}

TEST_CASE("eryph poll: log entries come sorted by time, then id") {
  const auto seen = poll(operation("Running", R"(,"log_entries":[)" + log_at("c", "2026-03-01T08:00:02Z") + "," +
                                                  log_at("b", "2026-03-01T08:00:01.5Z") + "," +
                                                  log_at("a", "2026-03-01T08:00:02+00:00") + R"(,{"no":"id"},7])"));

  REQUIRE(seen.ok());
  REQUIRE(seen.value().logs.size() == 3);
  CHECK(seen.value().logs[0].id == "b");
  CHECK(seen.value().logs[1].id == "a");
  CHECK(seen.value().logs[2].id == "c");
  CHECK(seen.value().logs[0].message == "m b");
  CHECK(seen.value().logs[0].task == "t1");
  CHECK(seen.value().logs[0].level == "info");
}

TEST_CASE("T-5 eryph poll: tasks, their parents, names and progress") {
  const auto seen = poll(operation("Running", R"(,"created":"2026-03-01T08:00:00.1000001+00:00",
      "started_at":"2026-03-01T08:00:00.5+00:00","tasks":[
      {"id":"a1","parent_task_id":")" + kId + R"(","name":"CreateCatletCommand","display_name":"Create catlet web1",
       "progress":0,"status":"Running","started_at":"2026-03-01T08:00:00.5+00:00",
       "reference":{"id":"p","type":"Project","project_name":"default"}},
      {"id":"a2","parent_task_id":"a1","name":"PrepareGeneCommand","progress":42,"status":"Running"},
      {"id":"a3","parent_task_id":"gone","name":"X","progress":900,"status":"Dreaming"},
      {"id":"a4","parent_task_id":"a1","progress":0,"status":"Completed"},{"name":"no id"},null])"));

  REQUIRE(seen.ok());
  const auto& tasks = seen.value().tasks;
  REQUIRE(tasks.size() == 4);
  CHECK(tasks[0].parent.empty());
  CHECK(tasks[0].display_name == "Create catlet web1");
  CHECK(!tasks[0].progress);
  CHECK(tasks[0].started == parse_rfc3339("2026-03-01T08:00:00.5Z"));
  CHECK(tasks[0].reference.text == R"({"id":"p","type":"Project","project_name":"default"})");
  CHECK(tasks[1].parent == "a1");
  CHECK(tasks[1].display_name == "PrepareGene");
  CHECK(tasks[1].progress == 42);
  CHECK(tasks[2].parent == "gone");
  CHECK(tasks[2].progress == 100);
  CHECK(tasks[2].status == Status::running);
  CHECK(tasks[2].raw_status == "Dreaming");
  CHECK(tasks[3].display_name == "Create catlet web1");
  CHECK(tasks[3].progress == 100);
  CHECK(seen.value().type == "Create catlet web1");
  CHECK(seen.value().started == parse_rfc3339("2026-03-01T08:00:00.5Z"));
}

TEST_CASE("eryph poll: resources are known by their own id") {
  const auto seen = poll(operation("Running", R"(,"resources":[
      {"id":"link1","resource_id":"9d2e","resource_type":"Catlet"},
      {"id":"link2","resource_id":"77","resource_type":"CatletSpecification"}])"));

  REQUIRE(seen.ok());
  REQUIRE(seen.value().resources.size() == 2);
  CHECK(seen.value().resources[0] == Resource{"9d2e", "Catlet", "", "/v1/catlets/9d2e"});
  CHECK(seen.value().resources[1].type == "CatletSpecification");
  CHECK(!seen.value().resources_whole);
}

TEST_CASE("T-3 eryph poll: results of every type, secrets masked") {
  struct Row {
    const char* result;
    const char* want_type;
    const char* want;
  };
  const Row rows[] = {
      {R"({"result_type":"CatletConfig","configuration":{"parent":"acme/x","name":"web1"}})", "CatletConfig",
       R"({"name":"web1","parent":"acme/x","configuration":{"parent":"acme/x","name":"web1"}})"},
      {R"({"result_type":"CatletSpecification","configuration":{"name":"s"},"genes":{"a":"b"}})", "CatletSpecification",
       R"({"name":"s","configuration":{"name":"s"},"genes":{"a":"b"}})"},
      {R"({"result_type":"SshChannel","token":"s3cret","expires_at":"2026-03-01T09:00:00Z"})", "SshChannel",
       R"({"token":"***","expires_at":"2026-03-01T09:00:00Z"})"},
      {R"({"result_type":"GuestServicesStatus","shell":"sh"})", "GuestServicesStatus", R"({"shell":"sh"})"},
      {R"({"result_type":"Novelty","x":[1]})", "Novelty", R"({"x":[1]})"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.want_type);
    const auto seen = poll(operation("Completed", std::string{R"(,"result":)"} + row.result));
    REQUIRE(seen.ok());
    REQUIRE(seen.value().outcome);
    CHECK(seen.value().outcome->type == row.want_type);
    CHECK(seen.value().outcome->value.text == row.want);
  }
  CHECK(!poll(operation("Completed")).value().outcome);
}

TEST_CASE("T-3 eryph poll: the catlet that was made is read too, and its trouble spoils nothing") {
  const std::string body =
      operation("Completed", R"(,"resources":[{"id":"l","resource_id":"9d2e","resource_type":"Catlet"}])");
  const std::string catlet = R"({"vm_id":"v","id":"9d2e","name":"web1","status":"Stopped"})";

  const auto whole =
      drive(eryph_protocol().poll(remote("catlets.create"), context()), {reply(200, body), reply(200, catlet)});
  REQUIRE(whole.ok());
  CHECK(whole.line(1) == "GET /v1/catlets/9d2e");
  CHECK(whole.requests[1].provider == "zero");
  CHECK(whole.value().outcome->type == "Catlet");
  CHECK(whole.value().outcome->value.text == R"({"id":"9d2e","name":"web1","status":"Stopped","vm_id":"v"})");
  CHECK(whole.value().resources[0].name == "web1");

  const auto denied =
      drive(eryph_protocol().poll(remote("catlets.create"), context()), {reply(200, body), reply(403, "")});
  REQUIRE(denied.ok());
  CHECK(denied.value().status == Status::completed);
  CHECK(denied.value().warnings.size() == 1);

  CHECK(drive(eryph_protocol().poll(remote("catlets.start"), context()), {reply(200, body)}).ok());
}

TEST_CASE("T-3 eryph poll: a Catlet result leads to the catlet") {
  const std::string body = operation("Completed", R"(,"result":{"result_type":"Catlet","catlet_id":"../x"})");

  const auto seen = drive(eryph_protocol().poll(remote(), context()), {reply(200, body), reply(404, "{}")});

  REQUIRE(seen.ok());
  CHECK(seen.line(1) == "GET /v1/catlets/..%2Fx");
  CHECK(seen.value().outcome->value.text == R"({"id":"../x"})");
}

TEST_CASE("eryph poll: what is no operation is a protocol error that says what came") {
  CHECK(poll("{}").error().kind == ErrorKind::protocol);
  CHECK(poll(R"({"id":"x"})").error().kind == ErrorKind::protocol);
  const Error html = poll("<html>Bad gateway</html>").error();
  CHECK(html.kind == ErrorKind::protocol);
  CHECK(html.message.find("<html>Bad gateway") != std::string::npos);

  Response cut = reply(200, "{\"id\":");
  cut.complete = false;
  CHECK(drive(eryph_protocol().poll(remote(), context()), {cut}).error().kind == ErrorKind::unreachable);
}

}  // namespace eryph_poll_test
