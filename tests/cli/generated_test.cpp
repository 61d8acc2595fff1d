// SPDX-License-Identifier: MIT
#include <filesystem>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

#include "cli/generate_command.hpp"
#include "support/run_program.hpp"

using namespace optrack::test;
namespace fs = std::filesystem;

namespace {

std::string content(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream{file, std::ios::binary}.rdbuf();
  return text.str();
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator{folder}) {
    if (!entry.path().filename().string().starts_with('.')) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Files in the source tree against what the definitions give; made current with `optrack __generate`.
void check_current(const std::map<std::string, std::string>& want, const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& [file, text] : want) {
    const std::string& name = file;
    CAPTURE(name);
    names.push_back(name);
    CHECK_MESSAGE(content(folder / name) == text, "not current: run optrack __generate in the source folder");
  }
  CHECK((names_in(folder) == names));
}

/// Path of a program, empty when it is not installed.
std::string installed(const std::string& name) {
  for (const char* folder : {"/usr/bin/", "/bin/", "/usr/local/bin/"}) {
    if (fs::exists(folder + name)) return folder + name;
  }
  return "";
}

Ran run_tool(std::vector<std::string> arguments, std::string input = {}) {
  Program program;
  program.arguments = std::move(arguments);
  program.environment = {{"PATH", "/usr/bin:/bin"}, {"LANG", "C.UTF-8"}, {"MANWIDTH", "80"}};
  program.input = std::move(input);
  return run(program);
}

}  // namespace

TEST_CASE("generated: man pages are current") {
  check_current(optrack::cli::man_files(), fs::path{OPTRACK_SOURCE_DIR} / "man");
}

TEST_CASE("generated: completions are current") {
  check_current(optrack::cli::completion_files(), fs::path{OPTRACK_SOURCE_DIR} / "completions");
}

TEST_CASE("generated: the command writes what the tests compare") {
  const Optrack optrack;
  const fs::path folder = optrack.home.path() / "man";
  REQUIRE(optrack({"__generate", "man", folder.string()}).code == 0);
  check_current(optrack::cli::man_files(), folder);
}

TEST_CASE("generated: man pages have no warnings") {
  if (installed("groff").empty()) {
    MESSAGE("skipped: groff is not installed");
    return;
  }
  for (const auto& [file, text] : optrack::cli::man_files()) {
    const std::string& name = file;
    CAPTURE(name);
    const Ran ran = run_tool({installed("groff"), "-man", "-ww", "-Tutf8", "-z"}, text);
    CHECK(ran.code == 0);
    CHECK(ran.err == "");
  }
}

TEST_CASE("generated: shells accept their completion scripts") {
  const auto scripts = optrack::cli::completion_files();
  const std::pair<const char*, const char*> shells[] = {
      {"bash", "optrack.bash"}, {"zsh", "_optrack"}, {"fish", "optrack.fish"}};
  const TempFolder folder;
  for (const auto& [program, script] : shells) {
    const std::string shell = program;
    CAPTURE(shell);
    if (installed(shell).empty()) continue;
    const Ran ran = run_tool({installed(shell), "-n", folder.write(script, scripts.at(script)).string()});
    CHECK(ran.code == 0);
    CHECK(ran.err == "");
  }
}

TEST_CASE("completion: bash offers commands, options and values") {
  if (installed("bash").empty()) {
    MESSAGE("skipped: bash is not installed");
    return;
  }
  const Optrack optrack;
  REQUIRE(optrack({"context", "create", "dev"}).code == 0);
  const std::string script = optrack({"completion", "bash"}).out;
  const auto complete = [&](const std::string& words) {
    const std::string code = script + "\nCOMP_WORDS=(" + words +
                             ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_optrack\n" +
                             "printf '%s ' \"${COMPREPLY[@]}\"\n";
    Program program = optrack.program({});
    program.arguments = {installed("bash"), "--norc", "-s"};
    program.input = code;
    return run(program).out;
  };
  const std::string binary = OPTRACK_BINARY;
  CHECK(complete(binary + " cont") == "context ");
  CHECK(complete(binary + " -C dev context u") == "use ");
  CHECK(complete(binary + " context use --cr") == "--create ");
  CHECK(complete(binary + " --color a") == "auto always ");
  CHECK(complete(binary + " context use d") == "default dev ");
  CHECK(complete(binary + " completion z") == "zsh ");
  CHECK(complete(binary + " wait -o h") == "html= ");
  CHECK(complete(binary + " wait -o t") == "tty ");
}

TEST_CASE("completion: questions are silent in trouble") {
  const Optrack optrack;
  optrack.home.write("config/optrack/config.json", "{ broken");
  for (const char* kind : {"selector", "type", "provider", "context", "nonsense"}) {
    const Ran ran = optrack({"__complete", kind, ""});
    CHECK(ran.code == 0);
    CHECK(ran.out.empty());
    CHECK(ran.err.empty());
  }
}
