// SPDX-License-Identifier: MIT
#include <chrono>
#include <csignal>
#include <filesystem>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "support/lab.hpp"

using namespace optrack;
using namespace optrack::test;

namespace {

/// A recording in the folder of `lab`, and what the wait that wrote it showed.
struct Recorded {
  Recorded(const Lab& lab, const std::string& type, const std::vector<std::string>& more = {}) {
    const std::string id = lab.start(type);
    std::vector<std::string> arguments{"wait", id, "-o", "plain", "-o", "json", "-o", "ndjson=" + file(lab)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    shown = lab(arguments);
    text = lab.optrack.home.read("run.ndjson");
  }
  static std::string file(const Lab& lab) { return (lab.optrack.home.path() / "run.ndjson").string(); }
  Ran shown;
  std::string text;
};

/// The program without registry, configuration or server.
Ran replay(std::vector<std::string> more, const std::string& input) {
  const Optrack nobody;
  more.insert(more.begin(), {"replay", "-"});
  Ran ran = nobody(std::move(more), input);
  CHECK_FALSE(std::filesystem::exists(nobody.home.path() / "state"));
  return ran;
}

}  // namespace

TEST_CASE("replay: shows in every mode what the wait showed, and ends as it ended") {
  const Lab lab;
  for (const std::string& type : {kCompletes, kFails}) {
    CAPTURE(type);
    const Recorded recorded{lab, type};
    CHECK(recorded.shown.code == (type == kFails ? 1 : 0));

    const Ran plain = replay({"-o", "plain"}, recorded.text);
    CHECK(plain.code == recorded.shown.code);
    CHECK(plain.err == recorded.shown.err);
    const Ran ndjson = replay({"-o", "ndjson"}, recorded.text);
    CHECK(ndjson.code == recorded.shown.code);
    CHECK(ndjson.out == recorded.text);
    const Json was = Json::parse(recorded.shown.out);
    const Json json = Json::parse(replay({"-o", "json"}, recorded.text).out);
    for (const char* field : {"id", "op_type", "context", "provider", "status", "raw_status", "ended"}) {
      CHECK(json.at(field) == was.at(field));
    }
    CHECK(json.value("result", Json{}) == was.value("result", Json{}));
    CHECK(replay({"-o", "id"}, recorded.text).out == was.at("id").get<std::string>() + "\n");
    CHECK(replay({"-q"}, recorded.text).code == recorded.shown.code);
  }
}

TEST_CASE("replay: reads a file too") {
  const Lab lab;
  const Recorded recorded{lab, kFails};
  const Ran ran = lab({"replay", Recorded::file(lab), "-o", "ndjson"});
  CHECK(ran.code == 1);
  CHECK(ran.out == recorded.text);
  const Ran missing = lab({"replay", Recorded::file(lab) + "x"});
  CHECK(missing.code == 7);
  CHECK(missing.err.find("run.ndjsonx") != std::string::npos);
}

TEST_CASE("replay: damaged lines are named and left out, the exit code stays") {
  const Lab lab;
  const Recorded recorded{lab, kFails};
  const std::size_t second = recorded.text.find('\n') + 1;
  const std::string damaged = recorded.text.substr(0, second) + "{\"v\":1,\n" + recorded.text.substr(second);
  const Ran ran = replay({"-o", "ndjson"}, damaged);
  CHECK(ran.code == 1);
  CHECK(ran.out == recorded.text);
  CHECK(ran.err.starts_with("optrack: warning: standard input:2: "));
  CHECK(lines_of(ran.err).size() == 1);

  std::string many = recorded.text;
  for (int i = 0; i < 30; ++i) many += "x\n";
  const std::vector<std::string> said = lines_of(replay({"-o", "ndjson"}, many).err);
  CHECK(said.size() == 21);
  CHECK(said.back() == "optrack: warning: and 10 more damaged lines");
}

TEST_CASE("replay: a recording that breaks off ends with 7 and says so") {
  const Lab lab;
  const Recorded recorded{lab, kFails};
  const std::string cut = recorded.text.substr(0, recorded.text.find("\"type\":\"result\""));
  const Ran ran = replay({"-o", "ndjson"}, cut);
  CHECK(ran.code == 7);
  CHECK(ran.err.find("breaks off: it has no stream_end") != std::string::npos);
  CHECK(Json::parse(lines_of(ran.out).back()).at("type") == "stream_end");

  for (const char* nothing : {"", "\n\n", "hello\n"}) {
    const Ran empty = replay({}, nothing);
    CHECK(empty.code == 7);
    CHECK(empty.err.find("there is no event in it") != std::string::npos);
  }
}

TEST_CASE("replay: several operations keep their short names apart") {
  std::string text =
      R"({"v":1,"ts":"2026-03-01T08:00:05.000Z","type":"stream_start","ops":["aaaaaaaaa1","aaaaaaaaa2"],"conditions":[]})"
      "\n";
  for (const char* id : {"aaaaaaaaa1", "aaaaaaaaa2"}) {
    text += std::string{R"({"v":1,"seq":1,"ts":"2026-03-01T08:00:05.000Z","type":"operation","op":")"} + id +
            R"(","op_type":"x","status":"running"})" + "\n";
  }
  text += R"({"v":1,"ts":"2026-03-01T08:00:06.000Z","type":"stream_end","exit_code":124,"exit_name":"timeout"})";
  const Ran ran = replay({"-o", "plain"}, text + "\n");
  CHECK(ran.code == 124);
  CHECK(ran.err.find("aaaaaaaaa1 x  running") != std::string::npos);
  CHECK(ran.err.find("aaaaaaaaa2 x  timeout after 0:01") != std::string::npos);
  CHECK(Json::parse(replay({"-o", "json"}, text).out).size() == 2);
}

TEST_CASE("T-5 replay: --order task keeps together, in any mode, what a task had to say; time turns groups off") {
  const std::string recording = std::string{OPTRACK_SOURCE_DIR} + "/tests/cli/recordings/several.ndjson";
  const Optrack nobody;
  const auto shown = [&](const char* mode, const char* order) {
    const Ran ran = nobody({"replay", recording, "--utc", "-o", mode, "--order", order});
    CHECK(ran.code == 130);
    return lines_of(mode == std::string{"plain"} ? ran.err : ran.out);
  };
  const auto starting = [](const std::vector<std::string>& lines, std::string_view with) {
    return std::count_if(lines.begin(), lines.end(), [&](const auto& line) { return line.starts_with(with); });
  };
  CHECK(starting(shown("github", "task"), "::group::") > 3);
  CHECK(starting(shown("github", "time"), "::group::") == 0);
  CHECK(starting(shown("gitlab", "task"), "\x1b[0Ksection_start") > 3);
  CHECK(starting(shown("gitlab", "time"), "\x1b[0Ksection_start") == 0);

  std::vector<std::string> by_time = shown("plain", "time");
  std::vector<std::string> by_task = shown("plain", "task");
  CHECK(by_task != by_time);
  // Beside the titles of tasks that had not ended there are the same lines.
  by_task.erase(
      std::remove_if(by_task.begin(), by_task.end(), [](const auto& line) { return line.ends_with("    running"); }),
      by_task.end());
  std::sort(by_time.begin(), by_time.end());
  std::sort(by_task.begin(), by_task.end());
  CHECK(by_task == by_time);
}

TEST_CASE("replay: --speed waits as long as the recording did, and Ctrl-C ends it") {
  const std::string text =
      R"({"v":1,"ts":"2026-03-01T08:00:05.000Z","type":"notice","message":"one"})"
      "\n"
      R"({"v":1,"ts":"2026-03-01T08:00:15.000Z","type":"notice","message":"two"})"
      "\n"
      R"({"v":1,"ts":"2026-03-01T08:00:15.000Z","type":"stream_end","exit_code":0,"exit_name":"ok"})"
      "\n";
  const auto begin = std::chrono::steady_clock::now();
  CHECK(replay({"--speed", "50"}, text).code == 0);
  CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds{200});

  const Optrack nobody;
  Program program = nobody.program({"replay", "-", "--speed", "1", "-o", "ndjson"});
  program.input = text;
  program.send_signal = SIGINT;
  program.signal_after = "one";
  const Ran left = run(program);
  CHECK(left.code == 130);
  CHECK(Json::parse(lines_of(left.out).back()).at("exit_code") == 130);

  for (const char* speed : {"0", "-1", "fast", "1x", "nan", "inf", ""}) {
    CHECK(replay({"--speed", speed}, text).code == 2);
  }
}

TEST_CASE("replay: a reader that goes away ends it silently with 141") {
  const Lab lab;
  const Recorded recorded{lab, kCompletes};
  const Ran ran =
      run_into_head(lab.optrack.program({"replay", Recorded::file(lab), "--speed", "10", "-o", "ndjson"}), 1);
  CHECK(ran.code == 141);
  CHECK(ran.err.empty());
}
