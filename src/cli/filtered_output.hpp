// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>
#include <vector>

#include "optrack/output.hpp"
#include "system/jq_filter.hpp"

namespace optrack::cli {

/// What --jq makes of JSON on its way to stdout: strings as they are and other outputs as JSON, one line each. On a
/// terminal strings are harmless (line breaks stay). A program that fails on one document is told of, and the next one
/// is given to it; one that was ended prints nothing more.
class FilteredOutput final : public Output {
 public:
  enum class Unit {
    write,  ///< Each `write` brings one document.
    line,   ///< Each `write` brings whole lines, each of them a document.
  };

  /// \param to      Where it goes; must outlive this, as `filter` must.
  /// \param people  Whether `to` is a terminal.
  FilteredOutput(Output& to, JqProgram& filter, Unit unit, bool people)
      : to_(to), filter_(filter), unit_(unit), people_(people) {}

  void write(std::string_view json) override;
  [[nodiscard]] bool gone() const override { return to_.gone(); }
  [[nodiscard]] bool reader_left() const override { return to_.reader_left(); }
  void may_wait(bool may) override { to_.may_wait(may); }
  bool drain() override { return to_.drain(); }
  void finish() override { to_.finish(); }
  /// That of the filter, else that of what it goes to.
  [[nodiscard]] std::optional<Error> trouble() const override;

  /// What went wrong since the last call, harmless; no sentence twice, and not more than 20 of them.
  [[nodiscard]] std::vector<std::string> take_complaints();

 private:
  void filter(std::string_view document, std::string& lines);
  void complain(std::string_view sentence);

  Output& to_;
  JqProgram& filter_;
  Unit unit_;
  bool people_;
  bool ended_ = false;  ///< The program was.
  std::size_t failures_ = 0;
  std::set<std::string> told_;
  std::vector<std::string> complaints_;
};

}  // namespace optrack::cli
