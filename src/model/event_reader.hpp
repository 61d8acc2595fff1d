// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "model/json.hpp"
#include "optrack/event.hpp"

namespace optrack {

/// Reads an event stream (docs/formats.md) line by line: the reverse of `event_line`. Unknown types and fields are
/// passed over. The stream may have been written by anybody: texts come out harmless, as at the entrance to `track`;
/// time and memory grow with the line (and with the message it is a part of).
class EventReader {
 public:
  /// What one line brought. Both may be absent: an empty line, a type of a later version, one part of several.
  struct Line {
    std::optional<Event> event = {};
    bool result_omitted = false;  ///< It is a `result` that was too long for the stream.
    std::string damage = {};      ///< What is wrong with the line, or with the message that broke off before it.
  };

  EventReader();
  ~EventReader();
  EventReader(const EventReader&) = delete;
  EventReader& operator=(const EventReader&) = delete;

  /// \param line  With or without its line break.
  [[nodiscard]] Line read(std::string_view line);

  /// Whether parts of a message are missing: damage when nothing more comes.
  [[nodiscard]] bool in_message() const { return message_ != nullptr; }

  /// `ctx` of the last event that had one.
  [[nodiscard]] const std::string& context() const { return context_; }

 private:
  Line read_part(Json line, std::int64_t part, std::int64_t parts);
  Line read_event(const Json& json);

  std::unique_ptr<Json> message_;  ///< The parts so far, as one line; null outside of a message.
  std::int64_t next_part_ = 0;
  std::int64_t parts_ = 0;
  std::string context_;
};

}  // namespace optrack
