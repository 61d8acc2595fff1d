// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "optrack/children.hpp"
#include "support/doubles.hpp"

namespace optrack::test {

/// What a child does that nobody really starts.
struct Behaviour {
  bool reads = true;                  ///< Else it takes 64 KiB, what a pipe holds, and no more.
  bool ends_with_input = true;        ///< Once its stdin has ended.
  std::optional<Milliseconds> lasts;  ///< Ends after this time whatever comes.
  int status = 0;                     ///< With which it ends by itself.
  bool heeds_asking = true;           ///< Ends when it is asked to.
  bool missing = false;               ///< There is no such program.
};

/// Children without processes, in virtual time.
class ScriptedChildren final : public Children {
 public:
  explicit ScriptedChildren(const VirtualClock& clock) : clock_(clock) {}

  struct Child {
    ChildProgram program;
    std::string input;  ///< What it has read.
    Instant begun;
    bool input_ended = false;
    std::vector<ChildStop> stops;
    std::optional<int> status;  ///< Once it has ended.
    bool collected = false;
  };

  /// What programs do, by their last argument; others read everything and end with their input.
  std::map<std::string, Behaviour> plays;
  /// All that were started, in order.
  std::deque<Child> all;
  /// Those that have not been collected.
  [[nodiscard]] std::size_t running() const;

  [[nodiscard]] Result<Id> start(const ChildProgram& program) override;
  std::optional<std::size_t> write(Id child, std::string_view bytes) override;
  void end_input(Id child) override;
  std::optional<int> ended(Id child) override;
  void stop(Id child, ChildStop how) override;

 private:
  Child* find(Id id);
  [[nodiscard]] Behaviour behaviour(const Child& child) const;
  void live(Child& child);

  const VirtualClock& clock_;
};

}  // namespace optrack::test
