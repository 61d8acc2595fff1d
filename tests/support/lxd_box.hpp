// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/json.hpp"
#include "support/lxd_server.hpp"
#include "support/run_program.hpp"

namespace optrack::test {

/// The program under test, with a throw-away LXD daemon as its provider "box".
class LxdBox {
 public:
  LxdBox();

  /// False, after a message that says why, where LXD cannot run.
  [[nodiscard]] bool usable() const;
  /// Runs `optrack arguments…`, for at most a minute.
  [[nodiscard]] Ran operator()(std::vector<std::string> arguments) const;
  /// What `operator()` would run, to be changed.
  [[nodiscard]] Program program(std::vector<std::string> arguments) const;
  /// The JSON record of `show`; an object without fields when there is none.
  [[nodiscard]] Json record(const std::string& selector) const;
  /// Returns once the server no longer knows the operation; throws after 20 s.
  void wait_until_forgotten(const std::string& remote_id) const;

  LxdServer server;
  Optrack optrack;
};

/// Arguments of `optrack COMMAND instances.exec …` that run `script` in `instance`.
std::vector<std::string> exec_arguments(const std::string& command, const std::string& instance,
                                        const std::string& script, std::vector<std::string> more = {});

/// The events of an NDJSON stream. Fails the test for a line (of the first 300) that breaks the schema of events, and
/// for a gap in the numbers of journalled ones (one operation only).
std::vector<Json> checked_events(std::string_view stream);

/// Those of one type.
std::vector<Json> of_type(const std::vector<Json>& events, std::string_view type);

/// "stdout line 1|stderr oops|": task and message of all log entries; parts of one message are joined.
std::string log_text(const std::vector<Json>& events);

}  // namespace optrack::test
