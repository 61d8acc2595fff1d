// SPDX-License-Identifier: MIT
#include "support/emulated_server.hpp"

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "model/text.hpp"
#include "registry/sqlite_store.hpp"

namespace optrack::test {
namespace {

constexpr int kParts = 60;
constexpr const char* kEpilogue = R"(, {"task": "create", "at": "2.3s", "message": "written after the end"})";

template <typename T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}

emulate::EmulatorOptions options_for(std::string_view scenario, const std::vector<std::string>& faults, double speed,
                                     const TempFolder& home) {
  emulate::EmulatorOptions options;
  options.speed = speed;
  options.scenario = must(emulate::parse_scenario(scenario, "scenario"));
  for (const std::string& fault : faults) options.faults.push_back(must(emulate::parse_fault(fault)));
  options.token_file = home.path() / "token";
  options.seed = 42;
  return options;
}

}  // namespace

EmulatedServer::EmulatedServer(std::string_view scenario, const std::vector<std::string>& faults, double speed)
    : emulator_(must(emulate::Emulator::start(options_for(scenario, faults, speed, optrack_.home)))) {
  optrack_.environment["OPTRACK_CONFIG"] = (home().path() / "config").string();
  optrack_.environment["OPTRACK_STATE_DIR"] = state("state").string();
  const Ran added = run({"provider", "add", "lab", "--protocol", "eryph", "--url", emulator_->base_url(),
                         "--token-file", (home().path() / "token").string(), "--default"});
  if (added.code != 0) throw std::runtime_error("provider add: " + added.err);
}

Program EmulatedServer::program(std::vector<std::string> arguments) const {
  Program program = optrack_.program(std::move(arguments));
  program.limit = std::chrono::seconds{120};
  return program;
}

std::string EmulatedServer::start(const std::string& name) const {
  std::string id = run({"start", "catlets.create", "name=" + name, "parent=acme/ubuntu/starter"}).out;
  if (!id.empty()) id.pop_back();
  return id;
}

bool EmulatedServer::wait_for_log(const std::string& op) const {
  const auto registry = store();
  EventRange range;
  range.types = {"log_entry"};
  range.limit = 1;
  for (int i = 0; i < 1000; ++i) {
    const auto logs = registry->events(op, range);
    if (logs && !logs->empty()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
  return false;
}

std::unique_ptr<Store> EmulatedServer::store(const std::string& folder) const {
  const auto file = state(folder) / "default.db";
  if (!std::filesystem::exists(file)) return nullptr;
  return must(open_sqlite_store(file, "default", clock_));
}

std::string busy_scenario(std::string_view outcome, bool epilogue) {
  return fmt::format(R"json({{"operations": {{"catlets.create": {{
  "queued": "100ms", "duration": "2s", "outcome": "{}",
  "tasks": [
    {{"key": "create", "name": "CreateCatletCommand", "display_name": "Create catlet {{name}}", "start": "50ms"}},
    {{"key": "disk", "parent": "create", "name": "CreateDiskCommand", "start": "200ms", "end": "1.6s",
     "progress": [["300ms", 5], ["1.5s", 95]]}},
    {{"key": "copy", "parent": "disk", "name": "CopyVolumeCommand", "start": "400ms", "queued": "50ms", "end": "1.5s"}},
    {{"key": "net", "parent": "create", "name": "ConnectCommand", "start": "900ms"}}
  ],
  "log": [
    {{"task": "create", "at": "60ms", "message": "same words"}},
    {{"task": "create", "at": "60ms", "message": "same words"}},
    {{"task": "disk", "at": "250ms", "count": {}, "every": "25ms", "message": "part {{n}} of {{count}}"}},
    {{"task": "copy", "at": "700ms", "count": 2, "every": "0s", "message": "\u001b[31mred\r\u202e"}},
    {{"task": "net", "at": "1.99s", "message": "last words"}}{}
  ],
  "resources": [{{"type": "Catlet", "at": "300ms"}}, {{"type": "VirtualDisk", "at": "1.2s"}}],
  "result": {{"result_type": "Catlet", "catlet_id": "{{catlet}}"}}
}}}}}})json",
                     outcome, kParts, epilogue ? kEpilogue : "");
}

std::multiset<std::string> busy_messages(bool epilogue) {
  std::multiset<std::string> all{"same words", "same words", "last words"};
  if (epilogue) all.insert("written after the end");
  const std::string red = harmless("\x1b[31mred\r\u202e");
  all.insert({red, red});
  for (int n = 1; n <= kParts; ++n) all.insert(fmt::format("part {} of {}", n, kParts));
  return all;
}

std::vector<std::string> run_arguments() {
  return {"run", "catlets.create", "name=web", "parent=acme/ubuntu/starter", "--interval", "200ms", "-o", "ndjson"};
}

void in_parallel(std::size_t count, std::size_t at_once, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < std::min(count, at_once); ++t) {
    threads.emplace_back([&] {
      for (std::size_t index = next++; index < count; index = next++) work(index);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

std::size_t waits_at_once() { return is_quick_build() ? 64 : 8; }

bool is_quick_build() {
#ifdef OPTRACK_SANITIZED
  return false;
#else
  return true;
#endif
}

}  // namespace optrack::test
