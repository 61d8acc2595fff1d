// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "optrack/event.hpp"
#include "optrack/output.hpp"
#include "optrack/store.hpp"
#include "print/show.hpp"
#include "track/pattern.hpp"

namespace optrack::cli {

/// Writes log entries and nothing else.
class LogLines final : public EventSink {
 public:
  struct Choice {
    std::string task;             ///< Id, or glob over the shown name; empty: all.
    std::string level;            ///< Least level; empty: all.
    std::optional<Pattern> grep;  ///< What must be in the message; absent: anything.
    std::optional<WallTime> since;
  };

  /// What is written for one entry. \param task  The shown name of its task; empty: it belongs to none.
  using Form = std::function<std::string(const Event& event, const LogEntry& entry, const std::string& task)>;

  LogLines(Output& output, Form form, Choice choice, const Known& known);

  /// Whether `event` is a log entry that is shown, as far as the tasks told so far say.
  [[nodiscard]] bool wants(const Event& event) const;

  void on(const Event& event) override;
  void flush() override;
  [[nodiscard]] bool gone() const override { return output_.reader_left(); }

 private:
  [[nodiscard]] std::string name_of(const std::string& task) const;

  Output& output_;
  Form form_;
  Choice choice_;
  std::map<std::string, std::string> names_;  ///< Shown names by task id.
  std::string text_;                          ///< Gathered until `flush`.
};

/// "10:00:03 disk-1 | copying", a line each.
LogLines::Form lines_for_people(TimeView times);

}  // namespace optrack::cli
