// SPDX-License-Identifier: MIT
#include <filesystem>

#include <doctest/doctest.h>

#include "support/lab.hpp"

using namespace optrack::test;

namespace {

/// A lab inside a job of GitHub Actions.
struct Job {
  Job() {
    lab.optrack.environment["GITHUB_ACTIONS"] = "true";
    lab.optrack.environment["GITHUB_STEP_SUMMARY"] = (lab.optrack.home.path() / "summary").string();
    lab.optrack.environment["GITHUB_OUTPUT"] = (lab.optrack.home.path() / "outputs").string();
  }
  [[nodiscard]] std::string summary() const { return lab.optrack.home.read("summary"); }
  [[nodiscard]] std::string outputs() const { return lab.optrack.home.read("outputs"); }
  Lab lab;
};

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// The value of an output, as GitHub reads the file.
std::string output_named(const std::string& file, const std::string& name) {
  const std::vector<std::string> lines = lines_of(file);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].starts_with(name + "<<")) continue;
    const std::string end = lines[i].substr(name.size() + 2);
    std::string value;
    for (++i; i < lines.size() && lines[i] != end; ++i) value += (value.empty() ? "" : "\n") + lines[i];
    return value;
  }
  return "(none)";
}

}  // namespace

TEST_CASE("auto: a job of GitHub Actions gets groups, a summary and outputs behind what the files hold") {
  const Job job;
  const std::string id = job.lab.start(kCompletes);
  job.lab.optrack.home.write("summary", "before\n");
  job.lab.optrack.home.write("outputs", "mine=1\n");
  const Ran ran = job.lab({"wait", id});
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "::group::"));
  CHECK(contains(ran.out, " completed"));
  CHECK_FALSE(contains(ran.out, "::error"));
  CHECK(ran.err.empty());
  CHECK(job.summary().starts_with("before\n### optrack: ok, 1 of 1 completed\n"));
  CHECK(job.outputs().starts_with("mine=1\nexit_code<<optrack_"));
  CHECK(output_named(job.outputs(), "id") == id);
  CHECK(output_named(job.outputs(), "status") == "completed");
  CHECK(output_named(job.outputs(), "exit_code") == "0");
}

TEST_CASE("auto: a failed operation is annotated in a job of GitHub Actions") {
  const Job job;
  const std::string id = job.lab.start(kFails);
  const Ran ran = job.lab({"wait", id});
  CHECK(ran.code == 1);
  CHECK(contains(ran.out, "::error title="));
  CHECK(contains(ran.out, "::The gene was not found."));
  CHECK(output_named(job.outputs(), "message") == "The gene was not found.");
  CHECK(contains(job.summary(), "The gene was not found&#46;"));
}

TEST_CASE("auto: ends of outputs are different each time") {
  const Job job;
  const std::string id = job.lab.start(kCompletes);
  REQUIRE(job.lab({"wait", id}).code == 0);
  REQUIRE(job.lab({"wait", id}).code == 0);
  const std::vector<std::string> lines = lines_of(job.outputs());
  REQUIRE(lines.size() > 20);
  CHECK(lines.at(0) != lines.at(lines.size() / 2));
  CHECK(lines.at(0).substr(0, 19) == lines.at(lines.size() / 2).substr(0, 19));
}

TEST_CASE("auto: an id on stdout stays alone there, also in a job") {
  const Job job;
  const Ran started = job.lab({"start", kCompletes, "name=ci1", "--wait"});
  CHECK(started.code == 0);
  CHECK(started.out.size() == 11);
  CHECK(contains(started.err, "::group::"));
  CHECK(job.lab({"start", kCompletes, "name=ci2"}).out.size() == 11);
}

TEST_CASE("auto: a summary that cannot be opened is a warning, the wait goes on") {
  Job job;
  job.lab.optrack.environment["GITHUB_STEP_SUMMARY"] = "/nonexistent/summary";
  job.lab.optrack.environment["GITHUB_OUTPUT"] = "";
  const std::string id = job.lab.start(kCompletes);
  const Ran ran = job.lab({"wait", id});
  CHECK(ran.code == 0);
  CHECK(ran.err == "optrack: warning: GITHUB_STEP_SUMMARY: open /nonexistent/summary: no such file or directory\n");
}

TEST_CASE("auto: what the options say comes before the environment") {
  const Job job;
  const std::string id = job.lab.start(kCompletes);
  for (const auto& options : std::vector<std::vector<std::string>>{{"-o", "plain"}, {"--progress", "plain"}}) {
    std::vector<std::string> words{"wait", id};
    words.insert(words.end(), options.begin(), options.end());
    const Ran ran = job.lab(words);
    CHECK(ran.out.empty());
    CHECK(contains(ran.err, "completed"));
  }
  const Ran quiet = job.lab({"wait", id, "-q"});
  CHECK(quiet.out + quiet.err == "");
  CHECK(job.summary().empty());
}

TEST_CASE("auto: a job of GitLab gets sections") {
  Lab lab;
  lab.optrack.environment["GITLAB_CI"] = "true";
  // Started by the wait itself: a task that has ended before the first poll has no section.
  const Ran ran = lab({"run", kCompletes, "name=ci"});
  CHECK(ran.code == 0);
  CHECK_MESSAGE(contains(ran.out, "section_start:"), ran.out);
  CHECK(contains(ran.out, "_1[collapsed=true]\r\x1b[0K"));
  CHECK(contains(ran.out, "_1\r\x1b[0K\n"));
}
