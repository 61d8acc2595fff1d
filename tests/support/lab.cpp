// SPDX-License-Identifier: MIT
#include "support/lab.hpp"

#include <regex>
#include <sstream>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace optrack::test {

namespace {

emulate::EmulatorOptions options_for(std::string_view scenario, const std::vector<std::string>& faults) {
  emulate::EmulatorOptions options;
  auto parsed = emulate::parse_scenario(scenario, "lab");
  if (!parsed) throw std::runtime_error(parsed.error().message);
  options.scenario = *std::move(parsed);
  for (const std::string& text : faults) {
    auto fault = emulate::parse_fault(text);
    if (!fault) throw std::runtime_error(fault.error().message);
    options.faults.push_back(*std::move(fault));
  }
  options.token = "the-secret-token";
  options.seed = 1;
  return options;
}

std::string replaced(const std::string& text, const char* pattern, const char* by) {
  return std::regex_replace(text, std::regex{pattern}, by);
}

std::string next_name() {
  static int number = 0;
  return "name=c" + std::to_string(++number);
}

std::string scenario_text(const std::string& cancel) {
  return R"json({"operations": {
    "catlets.create": {"queued": "10ms", "duration": "200ms",
      "tasks": [{"key": "create", "name": "CreateCatletCommand", "display_name": "Create catlet {name}", "start": 0},
                {"key": "disk", "parent": "create", "name": "CopyVolumeCommand", "display_name": "Copy volume",
                 "start": "20ms", "end": "150ms"}],
      "log": [{"task": "create", "at": "10ms", "message": "Creating {name}"},
              {"task": "disk", "at": "30ms", "count": 3, "every": "20ms", "message": "Part {n} of {count}"},
              {"task": "create", "at": "180ms", "message": "Created {name}"}],
      "resources": [{"type": "Catlet", "at": "20ms"}],
      "result": {"result_type": "Catlet", "catlet_id": "{catlet}"}},
    "catlets.config.expand": {"duration": "200ms", "outcome": "failed", "message": "The gene was not found.",
      "tasks": [{"key": "expand", "name": "ExpandNewCatletConfigCommand", "display_name": "Expand", "start": 0}],
      "log": [{"task": "expand", "at": "20ms", "message": "Looking for genes"}]},
    "catlets.config.populate-variables": {"duration": "1h", "cancel_after": "10ms", "cancel": ")json" +
         cancel + R"json(",
      "tasks": [{"key": "go", "name": "PopulateCommand", "display_name": "Populate", "start": 0}],
      "log": [{"task": "go", "at": "10ms", "message": "Collecting"}]}
  }})json";
}

}  // namespace

Lab::Lab(const std::string& cancel, const std::vector<std::string>& faults, const std::string& scenario) {
  auto started = emulate::Emulator::start(options_for(scenario.empty() ? scenario_text(cancel) : scenario, faults));
  if (!started) throw std::runtime_error(started.error().message);
  server = *std::move(started);
  optrack.home.write("token", server->token() + "\n");
  Json provider{
      {"protocol", "eryph"}, {"url", server->base_url()}, {"token_file", (optrack.home.path() / "token").string()}};
  const Json document{{"providers", {{"lab", provider}}}, {"default_provider", "lab"}};
  optrack.home.write("config/optrack/contexts/default.json", document.dump());
  optrack.environment["OPTRACK_INTERVAL"] = "50ms";
}

std::string Lab::start(const std::string& type, const std::vector<std::string>& more) const {
  std::vector<std::string> words{"start", type, next_name()};
  words.insert(words.end(), more.begin(), more.end());
  const Ran ran = optrack(words);
  if (ran.code != 0 || ran.out.size() != 11) throw std::runtime_error("start failed: " + ran.err);
  return ran.out.substr(0, 10);
}

Json Lab::record(const std::string& selector) const {
  const Ran ran = optrack({"show", selector, "--offline", "--json", "all"});
  if (ran.code != 0) throw std::runtime_error("show failed: " + ran.err);
  return Json::parse(ran.out);
}

std::size_t Lab::records() const { return Json::parse(optrack({"list", "--json", "id"}).out).size(); }

std::string Lab::foreign(const std::string& type) const {
  const Ran ran = optrack({"start", type, next_name(), "--no-registry"});
  if (ran.code != 0 || !ran.out.starts_with("lab:")) throw std::runtime_error("start failed: " + ran.err);
  return ran.out.substr(4, ran.out.size() - 5);
}

std::string normal(std::string text, const std::vector<std::string>& ids) {
  for (const std::string& id : ids) text = replaced(text, (id.substr(0, 4) + "[0-9a-z]{0,6}").c_str(), "ID");
  text = replaced(text, "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z", "STAMP");
  text = replaced(text, "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "GUID");
  text = replaced(text, "[0-9]{4}-[0-9]{2}-[0-9]{2} ", "DATE ");
  text = replaced(text, "\\b[0-9]{2}:[0-9]{2}:[0-9]{2}\\b", "TIME");
  text = replaced(text, "\\b[0-9]+:[0-9]{2}\\b", "DUR");
  return replaced(text, "127\\.0\\.0\\.1:[0-9]+", "127.0.0.1:PORT");
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  std::istringstream stream{std::string{text}};
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

Ran run_into_head(const Program& program, int lines) {
  Program shell = program;
  shell.arguments = {"/bin/bash", "-c", R"(n=$1; shift; "$@" | head -n "$n"; exit "${PIPESTATUS[0]}")", "sh",
                     std::to_string(lines)};
  shell.arguments.insert(shell.arguments.end(), program.arguments.begin(), program.arguments.end());
  return run(shell);
}

}  // namespace optrack::test
