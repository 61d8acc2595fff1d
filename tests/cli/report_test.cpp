// SPDX-License-Identifier: MIT
#include <algorithm>
#include <csignal>
#include <filesystem>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "support/lab.hpp"

using namespace optrack;
using namespace optrack::test;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// `-o html=… -o junit=…` into the folder of `lab`.
std::vector<std::string> to_files(const Lab& lab, std::vector<std::string> words) {
  for (const char* mode : {"html", "junit"}) {
    words.insert(words.end(), {"-o", std::string{mode} + "=" + (lab.optrack.home.path() / mode).string()});
  }
  return words;
}

std::vector<std::string> files_of(const Lab& lab) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator{lab.optrack.home.path()}) {
    if (entry.is_regular_file()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

TEST_CASE("report: a wait writes both reports at its end, privately, and nothing else") {
  const Lab lab;
  const std::string id = lab.start(kFails);
  const std::vector<std::string> before = files_of(lab);
  const Ran ran = lab(to_files(lab, {"wait", id}));
  CHECK(ran.code == 1);
  CHECK(ran.out.empty());
  CHECK(ran.err.empty());
  CHECK(files_of(lab).size() == before.size() + 2);
  for (const char* name : {"html", "junit"}) {
    const auto mode = std::filesystem::status(lab.optrack.home.path() / name).permissions();
    CHECK((mode & std::filesystem::perms::all) == std::filesystem::perms{0600});
    CHECK(has(lab.optrack.home.read(name), "The gene was not found."));
    CHECK(has(lab.optrack.home.read(name), id));
  }
}

TEST_CASE("report: the command makes from the journal what the wait made from the events") {
  const Lab lab;
  for (const std::string& type : {kFails, kCompletes}) {
    const std::string id = lab.start(type);
    const Ran waited = lab(to_files(lab, {"wait", id}));
    const auto folder = lab.optrack.home.path();
    const Ran made = lab({"report", id, "--html", folder / "html2", "--junit", folder / "junit2"});
    CHECK(made.code == 0);
    CHECK(made.out.empty());
    CHECK(made.err.empty());
    CHECK(lab.optrack.home.read("junit2") == lab.optrack.home.read("junit"));
    // The state in the last line is that of another moment, and what is typical was no event of the journal.
    const auto body = [](const std::string& html) { return html.substr(0, html.find("<footer>")); };
    CHECK(body(lab.optrack.home.read("html2")) == body(lab.optrack.home.read("html")));
  }
}

TEST_CASE("report: a wait that is interrupted, or loses its reader, leaves what was seen until then") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  Program program = lab.optrack.program(to_files(lab, {"wait", id, "-o", "ndjson"}));
  program.send_signal = SIGINT;
  program.signal_after = "running";
  CHECK(run(program).code == 130);
  CHECK(has(lab.optrack.home.read("html"), "The wait ended with 130 (signal)."));
  CHECK(has(lab.optrack.home.read("html"), "Go on with: optrack wait "));
  CHECK(has(lab.optrack.home.read("junit"), "the wait ended with 130"));

  std::filesystem::remove(lab.optrack.home.path() / "html");
  Program headed = lab.optrack.program(to_files(lab, {"wait", id, "-o", "ndjson"}));
  headed.environment["OPTRACK_HEARTBEAT"] = "100ms";
  CHECK(run_into_head(headed, 1).code == 141);
  CHECK(has(lab.optrack.home.read("html"), "Still running when this was written."));
}

TEST_CASE("report: several operations, and one that goes on, in one file") {
  const Lab lab;
  const std::string one = lab.start(kGoesOn), other = lab.start(kFails);
  REQUIRE(lab({"wait", other, "-q"}).code == 1);
  const auto file = lab.optrack.home.path() / "all.xml";
  const std::size_t before = lab.requests();
  CHECK(lab({"report", one, other, "--junit", file}).code == 0);
  CHECK(lab.requests() == before);
  const std::string junit = lab.optrack.home.read("all.xml");
  CHECK(has(junit, one));
  CHECK(has(junit, other));
  CHECK(has(junit, "still "));
}

TEST_CASE("report: what cannot work is told before the server is asked") {
  const Lab lab;
  const std::string id = lab.start(kFails);
  const std::size_t before = lab.requests();
  const Ran no_file = lab({"wait", id, "-o", "html"});
  CHECK(no_file.code == 2);
  CHECK(no_file.err == "optrack: -o html needs a file to write to: -o html=FILE\n");
  CHECK(lab({"wait", id, "-o", "junit="}).code == 2);
  CHECK(lab({"wait", id, "-o", "junit=/no/such/folder/f"}).code == 7);
  CHECK(lab({"wait", id, "-o", "html=/tmp"}).code == 7);
  CHECK(lab.requests() == before);
  CHECK(lab({"report", id}).code == 2);
  CHECK(lab({"report", id, "--html", "x", "--junit", "x"}).code == 2);
  CHECK(lab({"report", "nothing", "--html", "x"}).code == 5);
  CHECK(lab({"report", id, "--html", "/no/such/folder/f"}).code == 7);
  REQUIRE(lab({"wait", id, "-q"}).code == 1);
  CHECK(lab({"wait", id, "-o", "html=/dev/full"}).code == 7);
}
