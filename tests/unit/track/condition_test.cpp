// SPDX-License-Identifier: MIT
#include "optrack/condition.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "track/condition_progress.hpp"

using namespace optrack;
using namespace std::chrono_literals;

namespace condition_test {

namespace {

/// Stands for jq: the program is a word, and holds when the record contains it. "broken" breaks down.
class WordFilter final : public RecordFilter {
 public:
  explicit WordFilter(std::string word) : word_(std::move(word)) {}
  Result<bool> holds(std::string_view record) override {
    if (word_ == "broken") return fail(ErrorKind::timeout, "the jq program took too long");
    return record.find(word_) != std::string_view::npos;
  }

 private:
  std::string word_;
};

Result<std::shared_ptr<RecordFilter>> words(std::string_view program) {
  if (program == "((") return fail(ErrorKind::usage, "syntax error");
  return std::make_shared<WordFilter>(std::string{program});
}

std::string parse_error(std::string_view text, const FilterMaker& jq = words) {
  const Result<Condition> condition = Condition::parse(text, jq);
  return condition ? "" : condition.error().message;
}

EventBody status(Status from, Status to) { return StatusChanged{from, to, {}, {}, {}, {}}; }
EventBody task(std::string id, std::string name, Status at) {
  Task made;
  made.id = std::move(id);
  made.name = std::move(name);
  made.status = at;
  return TaskNew{made};
}
EventBody task_to(std::string id, Status from, Status to) {
  TaskUpdate update;
  update.task = std::move(id);
  update.from = from;
  update.to = to;
  return update;
}
EventBody line(std::string text) {
  LogEntry entry;
  entry.id = text;
  entry.message = std::move(text);
  return LogAdded{entry};
}
EventBody result(Status at) { return ResultReady{at, {}, {}, {}, {}}; }

using Run = std::vector<EventBody>;

/// Two tasks (the second one fails where the whole does), a log line, a resource, progress to 40, and an end.
Run run_to(Status end, bool ran = true) {
  Run run;
  OperationSeen seen;
  seen.status = Status::pending;
  run.emplace_back(seen);
  if (ran) {
    run.push_back(task("t1", "copy", Status::running));
    run.push_back(line("copied 10 MiB"));
    run.push_back(task_to("t1", Status::running, Status::completed));
    run.push_back(task("t2", "boot", Status::pending));
    run.emplace_back(ResourceNew{{"r1", "Catlet", "web", ""}});
    run.emplace_back(ProgressChanged{40.0, {2, 1, 0, 0}});
    run.push_back(status(Status::pending, Status::running));
    if (end == Status::failed) run.push_back(task_to("t2", Status::pending, Status::failed));
  }
  run.push_back(status(ran ? Status::running : Status::pending, end));
  run.push_back(result(end));
  return run;
}

struct Seen {
  ConditionState state;
  std::size_t after;  ///< Events told until then.
  std::string reason;
};

/// What becomes of a condition over a run, and when. Stops telling when it is decided.
Seen play(std::string_view text, const Run& run) {
  const Result<Condition> condition = Condition::parse(text, words);
  REQUIRE_MESSAGE(condition, condition.error().message);
  ConditionProgress progress{*condition};
  OperationFacts facts;
  for (std::size_t i = 0; i < run.size(); ++i) {
    facts.note(run[i]);
    progress.on(run[i], facts);
    if (progress.state() != ConditionState::open) return {progress.state(), i + 1, progress.reason()};
  }
  return {progress.state(), run.size(), {}};
}

char letter(std::string_view text, const Run& run) { return to_string(play(text, run).state)[0]; }

}  // namespace

TEST_CASE("condition: what each one makes of a run that completes, fails, is cancelled, is lost") {
  struct Row {
    const char* condition;
    const char* states;  ///< m(et), i(mpossible) or o(pen) for each of the four runs.
  };
  const Row rows[] = {
      {"done", "mmmm"},
      {"success", "miii"},
      {"!success", "immm"},
      {"status=running", "mmmi"},
      {"!status=running", "mmmm"},
      {"status=completed", "miii"},
      {"status=failed", "imii"},
      {"status=cancelled", "iimi"},
      {"status=lost", "iiim"},
      {"status=failed || status=cancelled", "immi"},
      {"!status=pending", "mmmm"},
      {"task:copy", "mmmi"},
      {"task:t1", "mmmi"},
      {"task:copy=completed", "mmmi"},
      {"task:boot=failed", "imii"},
      {"task:other", "iiii"},
      {"!task:other", "mmmm"},
      {"!task:copy", "iiim"},
      {"!!task:copy", "mmmi"},
      {"progress>=30", "mmmi"},
      {"progress>=50", "miii"},
      {"progress=40", "mmmi"},
      {"progress>100", "iiii"},
      {"log~copied [0-9]+ MiB", "mmmi"},
      {"log~(?i)COPIED", "mmmi"},
      {"log~panic", "iiii"},
      {"!log~panic", "mmmm"},
      {"resource:Catlet", "mmmi"},
      {"resource:Disk || success", "miii"},
      {"task:other || done", "mmmm"},
  };
  const Run runs[] = {run_to(Status::completed), run_to(Status::failed), run_to(Status::cancelled),
                      run_to(Status::lost, false)};
  for (const Row& row : rows) {
    CAPTURE(row.condition);
    std::string states;
    for (const Run& run : runs) states += letter(row.condition, run);
    CHECK(states == row.states);
  }
}

TEST_CASE("condition: it comes true with the event that makes it so, not later") {
  const Run run = run_to(Status::completed);
  CHECK(play("task:copy", run).after == 2);
  CHECK(play("log~MiB", run).after == 3);
  CHECK(play("task:copy=completed", run).after == 4);
  CHECK(play("progress>=40", run).after == 7);
  CHECK(play("!status=pending", run).after == 8);
  CHECK(play("status=completed", run).after == 9);
  CHECK(play("success", run).after == 10);  // with the result, not before
}

TEST_CASE("condition: what can no longer come true is impossible at once, with a sentence why") {
  const Run run = run_to(Status::completed);
  CHECK(play("progress<=30", run).after == 7);
  CHECK(play("progress=30", run).reason == "its progress is 40%");
  CHECK(play("!task:copy", run).after == 2);
  CHECK(play("task:other", run).reason == "ended completed; task:other never appeared");
  CHECK(play("task:boot=completed", run).reason ==
        "ended completed; task:boot was never completed, but pending at the end");
  CHECK(play("log~panic || resource:Disk", run).reason ==
        "ended completed; no log entry matched log~panic; no resource of type Disk appeared");
  CHECK(play("success", run_to(Status::failed)).reason == "ended failed");
}

TEST_CASE("condition: completed between two polls, it has been running") {
  CHECK(letter("status=running", {OperationSeen{}, status(Status::pending, Status::completed)}) == 'm');
  CHECK(letter("status=running", {OperationSeen{}, status(Status::pending, Status::cancelled)}) == 'i');
  CHECK(letter("progress>=50", {OperationSeen{}, status(Status::pending, Status::completed)}) == 'm');
}

TEST_CASE("condition: a JSON pointer reads the record, results included") {
  const Json record = Json::parse(R"({"id":"k3v9","progress":46.0,"labels":{"a/b":"x=y|z"},"cancel_requested":false,
      "result":{"id":9007199254740993,"list":[{"n":null},2.50],"who":"me"}})");
  struct Row {
    const char* condition;
    bool met;
  };
  const Row rows[] = {
      {"/id=k3v9", true},
      {"/id=k3v", false},
      {"/progress=46", true},
      {"/progress=46.5", false},
      {"/labels/a~1b=x\\=y\\|z", true},
      {"/cancel_requested=false", true},
      {"/result/id=9007199254740993", true},
      {"/result/id=9007199254740992", false},
      {"/result/list/0/n=null", true},
      {"/result/list/1=2.5", true},
      {"/result/list/2=2.5", false},
      {"/result/list/0={\"n\":null}", true},
      {"/result/nothing=null", false},
      {"/result/who/deeper=me", false},
      {"jq:k3v9", true},
      {"jq:\"id\":\"9007199254740993\"", true},
      {"jq:9007199254740993,", false},
      {"jq:a || b", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.condition);
    const Result<Condition> condition = Condition::parse(row.condition, words);
    REQUIRE(condition);
    CHECK(condition->reads_record());
    ConditionProgress progress{*condition};
    OperationFacts facts;
    progress.look(record, number_safe_text(record), facts);
    CHECK((progress.state() == ConditionState::met) == row.met);
    facts.ended = true;
    progress.look(record, number_safe_text(record), facts);
    CHECK(progress.state() == (row.met ? ConditionState::met : ConditionState::impossible));
  }
}

TEST_CASE("condition: a jq program that breaks down decides nothing but itself") {
  const Json record = Json::object();
  const auto after_look = [&record](const char* text) {
    ConditionProgress progress{*Condition::parse(text, words)};
    progress.look(record, "{}", {});
    return std::string{to_string(progress.state())} + " " + progress.reason();
  };
  CHECK(after_look("jq:broken") == "impossible the jq program took too long");
  CHECK(after_look("!jq:broken") == "impossible the jq program took too long");
  CHECK(after_look("log~x || jq:broken") == "open ");
}

TEST_CASE("condition: what is written wrongly is named with its place") {
  struct Row {
    const char* text;
    const char* says;
  };
  const Row rows[] = {
      {"", "condition '', character 1: a condition is missing here"},
      {"done ||", "character 8: a condition is missing here"},
      {"!", "character 2: a condition is missing here"},
      {"dome", "character 1: 'dome' is no condition; there are: done, success"},
      {"done || status=runing", "character 16: 'runing' is no status, did you mean running?; there are: pending"},
      {"task:=completed", "character 6: the name of a task is missing"},
      {"task:copy=done", "character 11: 'done' is no status"},
      {"progress", "character 9: expected >=, >, =, < or <= and a number"},
      {"progress>=101", "character 11: '101' is no number from 0 to 100"},
      {"progress>=nan", "'nan' is no number from 0 to 100"},
      {"progress>=5 0", "'5 0' is no number"},
      {"log~", "character 5: a regular expression is missing"},
      {"log~ab(c", "character 5: the regular expression is wrong: missing ): ab(c"},
      {"log~a[z-a]", "character 7: the regular expression is wrong: invalid character class range: z-a"},
      {"resource:", "character 10: the type of a resource is missing"},
      {"/status", "character 8: expected =VALUE"},
      {"/a~2b=1", "character 3: in a JSON pointer '~' stands only in ~0 (~) and ~1 (/)"},
      {"jq:", "character 4: a jq program is missing"},
      {"done || jq:((", "character 12: syntax error"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const std::string error = parse_error(row.text);
    CAPTURE(error);
    CHECK(error.find(row.says) != std::string::npos);
  }
  CHECK(parse_error("jq:.x", {}).find("jq programs cannot be run here") != std::string::npos);
}

TEST_CASE("condition: is kept as it was written; only a lone 'done' is the default") {
  CHECK(Condition::parse("  log~a  ||  !done ")->text() == "log~a  ||  !done");
  CHECK(Condition::parse("done")->is_done());
  CHECK_FALSE(Condition::parse("!!done")->is_done());
  CHECK_FALSE(Condition::parse("done || success")->is_done());
  CHECK(letter("task:a\\=b", {task("1", "a=b", Status::running)}) == 'm');
  CHECK(letter("log~a\\|\\|b", {line("a||b")}) == 'm');
}

}  // namespace condition_test
