// SPDX-License-Identifier: MIT
#include "model/record_json.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "support/samples.hpp"
#include "support/schema.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

TEST_CASE("R-3 record: every field under its name") {
  CHECK(json_text(record_json(sample_operation(), "dev", sample_time() + 1h)) ==
        R"({"id":"k3v9abcdef","name":"web","op_type":"catlets.create","context":"dev","provider":"lab",)"
        R"("remote_id":"1f0c","status":"failed","raw_status":"Failed","message":"Operation could not be completed",)"
        R"("progress":46.5,"parent":"0000000000","labels":{"env":"dev","team":"a"},)"
        R"("created":"2026-03-01T08:00:05.123Z","started":"2026-03-01T08:00:06.1234567Z",)"
        R"("ended":"2026-03-01T08:00:57.1234567Z","elapsed_ms":51000,"cancel_requested":true,)"
        R"("cancel_reason":"manual","cancel_message":"not needed","cancel_by":"ann@host","result_type":"exec",)"
        R"("result":{"return":7},"remote_exit_code":7,"owner":{"user":"ann","host":"host","pid":4711}})");
}

TEST_CASE("R-3 record: the schema describes it with every field and with as few as possible") {
  Known known;
  known.tasks.emplace("t2", sample_task());
  known.resources.emplace("r1", sample_resource());
  known.status = Status::running;
  known.outcome = Outcome{"rows", {"{}"}, {}};
  known.polls = {9, 2, "HTTP 502", sample_time()};
  const LogEntry tail[] = {sample_log()};
  const std::vector<std::string> none;
  CHECK(record_violations(full_record_json(sample_operation(), known, tail, "dev", sample_time())) == none);
  Operation least;
  least.id = "k3v9abcdef";
  CHECK(record_violations(record_json(least, "", sample_time())) == none);
  Json wrong = record_json(least, "", sample_time());
  wrong["status"] = "perhaps";
  wrong["colour"] = "red";
  CHECK(record_violations(wrong).size() == 2);
}

TEST_CASE("R-3 record: what is not known is absent") {
  Operation operation;
  operation.id = "k3v9abcdef";
  operation.created = sample_time();
  CHECK(json_text(record_json(operation, "", sample_time() + 1500ms)) ==
        R"({"id":"k3v9abcdef","status":"pending","created":"2026-03-01T08:00:05.123Z","elapsed_ms":1500,)"
        R"("cancel_requested":false})");
}

TEST_CASE("T-15 record: show adds tasks, resources, the end of the log and the polls") {
  Known known;
  known.tasks.emplace("t2", sample_task());
  known.resources.emplace("r1", sample_resource());
  known.polls = {9, 2, "HTTP 502", sample_time()};
  const LogEntry tail[] = {sample_log()};
  const Json json = full_record_json(sample_operation(), known, tail, "dev", sample_time());

  CHECK(json["id"] == "k3v9abcdef");
  CHECK(json["tasks"][0]["parent_task"] == "t1");
  CHECK(json["tasks"][0]["reference"]["id"] == "sda");
  CHECK(json["resources"][0]["resource_type"] == "Catlet");
  CHECK(json["log_tail"][0]["message"] == "disk is slow");
  CHECK(json["polls"]["polls"] == 9);
  CHECK(json["polls"]["last_error"] == "HTTP 502");
  CHECK_FALSE(json.contains("partial_result"));
  known.status = Status::running;
  known.outcome = Outcome{"rows", {"{\"count\":3}"}, {}};
  CHECK(full_record_json(sample_operation(), known, tail, "dev", sample_time())["partial_result"]["count"] == 3);
}
