// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "emulate/emulator.hpp"
#include "optrack/store.hpp"
#include "support/run_program.hpp"
#include "system/system_clock.hpp"

namespace optrack::test {

/// An emulated server in this process, and an optrack that is configured for it (provider "lab", with a token).
class EmulatedServer {
 public:
  /// \param scenario  See docs/emulate.md. \param faults  As `optrack emulate --fault` takes them.
  /// Throws std::runtime_error when it cannot be set up.
  /// \param speed  2: the scenario takes half its time.
  EmulatedServer(std::string_view scenario, const std::vector<std::string>& faults, double speed = 1);

  /// `optrack arguments…`, to be changed or run.
  [[nodiscard]] Program program(std::vector<std::string> arguments) const;
  [[nodiscard]] Ran run(std::vector<std::string> arguments) const { return test::run(program(std::move(arguments))); }
  /// Starts an operation through optrack and returns its local id; "" when that failed.
  [[nodiscard]] std::string start(const std::string& name) const;

  /// Looks into the registry until the journal of `op` has a log entry; false when there is none for 20 s.
  [[nodiscard]] bool wait_for_log(const std::string& op) const;
  /// The registry that `program` uses, opened anew; absent when there is none. \param folder  Its state folder.
  [[nodiscard]] std::unique_ptr<Store> store(const std::string& folder = "state") const;
  [[nodiscard]] std::filesystem::path state(const std::string& folder) const { return home().path() / folder; }
  [[nodiscard]] const TempFolder& home() const { return optrack_.home; }
  [[nodiscard]] emulate::Emulator& emulator() { return *emulator_; }

 private:
  SystemClock clock_;
  Optrack optrack_;
  std::unique_ptr<emulate::Emulator> emulator_;
};

/// A catlet creation of 2 s: nested tasks, resources, a result, 65 log entries: equal ones, one with control
/// characters. \param outcome "completed", "failed", "cancelled". \param epilogue One more entry is written 300 ms
/// after the end.
std::string busy_scenario(std::string_view outcome, bool epilogue = true);

/// The messages that optrack shows of `busy_scenario`.
std::multiset<std::string> busy_messages(bool epilogue = true);

/// `optrack run catlets.create …` for programs: NDJSON, a fixed interval.
std::vector<std::string> run_arguments();

/// Calls `work(0)` … `work(count - 1)`, up to `at_once` of them at a time, each on a thread.
void in_parallel(std::size_t count, std::size_t at_once, const std::function<void(std::size_t)>& work);

/// How many waits to run at a time: most of them sleep most of the time.
std::size_t waits_at_once();

/// False in builds that are many times slower (sanitizers): large tables are thinned out there.
bool is_quick_build();

}  // namespace optrack::test
