// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "emulate/emulator.hpp"
#include "model/json.hpp"
#include "support/run_program.hpp"

namespace optrack::test {

/// Types of operations in a `Lab`, by what becomes of them.
inline const std::string kCompletes = "catlets.create";     ///< After 0.2 s; two tasks, five log entries, one result.
inline const std::string kFails = "catlets.expand-config";  ///< After 0.2 s: "The gene was not found."
inline const std::string kGoesOn = "catlets.populate-variables";  ///< For an hour, unless it is cancelled.

/// What a person has: the program, a provider `lab` in context `default`, and its (emulated) server in this process.
/// `OPTRACK_INTERVAL` is 50 ms.
class Lab {
 public:
  /// \param cancel what the server does when asked to cancel: honoured, ignored, refused
  /// \param faults see `optrack emulate --fault help`
  /// \param scenario what operations do instead, see docs/emulate.md
  explicit Lab(const std::string& cancel = "honoured", const std::vector<std::string>& faults = {},
               const std::string& scenario = {});

  [[nodiscard]] Ran operator()(std::vector<std::string> arguments, std::string input = {}) const {
    return optrack(std::move(arguments), std::move(input));
  }
  /// Runs `optrack start TYPE`, with parameters that fit and `more` arguments. \return The local id.
  [[nodiscard]] std::string start(const std::string& type, const std::vector<std::string>& more = {}) const;
  /// The record of an operation, as the registry has it.
  [[nodiscard]] Json record(const std::string& selector) const;
  /// How many operations the registry holds.
  [[nodiscard]] std::size_t records() const;
  /// Begins an operation on the server behind the back of the registry; its remote id.
  [[nodiscard]] std::string foreign(const std::string& type) const;
  /// Lets the time pass in which operations on the server end.
  static void settle() { std::this_thread::sleep_for(std::chrono::milliseconds{300}); }
  /// All requests the server has seen, in order.
  [[nodiscard]] std::size_t requests() const { return server->requests().size(); }

  std::unique_ptr<emulate::Emulator> server;
  Optrack optrack;
};

/// Runs of characters that differ from run to run are replaced: local ids and tags by ID, GUIDs by GUID, times of
/// day by TIME, dates by DATE, RFC 3339 times by STAMP, durations "0:01" by DUR, ports by PORT.
std::string normal(std::string text, const std::vector<std::string>& ids = {});

/// The lines of a text without their ends.
std::vector<std::string> lines_of(std::string_view text);

/// A shell's view of a program: `optrack arguments… | head -n lines`. `code` is that of optrack, not that of head.
Ran run_into_head(const Program& program, int lines);

}  // namespace optrack::test
