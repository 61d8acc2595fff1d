// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "optrack/transport.hpp"

namespace optrack {

/// Recognises an answer that need not be read, because reading the same one changed nothing last time. Nearly all polls
/// of a long operation get such an answer, and reading it is most of what a poll costs us.
///
/// It may be left unread because protocols are pure (optrack/protocol.hpp) and the delta takes everything it is shown
/// into its state: what made no event of a state makes none of the same state. So one poll must be like the other in
/// all that goes in: the question, the answer, whether cancellation was asked for, the journal's newest event. Of the
/// answer the status and the body are compared; header fields only tell when (`Date`) where no log entries came.
///
/// Keeps a hash of 64 bits, not the answer: of ten thousand operations that is what memory allows. A server that makes
/// two answers with the same hash could as well send the first one again.
class LastAnswer {
 public:
  /// Begins a poll. \param cancel_known  Whether the protocol is told that cancellation was asked for.
  void asked(std::string_view target, bool cancel_known);

  /// An answer of this poll has come. \param seq  Number of the newest event that is journalled.
  /// \return Whether it is the first one and known to bring nothing new.
  bool recognises(const Response& answer, std::uint64_t seq);

  /// The poll under way brought an observation without log entries or warnings, and no event came of it.
  /// \param seq  As above. Not remembered when the poll took more than one request.
  void brought_nothing(std::uint64_t seq);

  /// The poll under way brought something, or failed, or another process has written since.
  void forget() { quiet_.reset(); }

 private:
  struct Quiet {
    std::size_t print;
    std::uint64_t seq;
  };

  std::size_t print_ = 0;  ///< Of the poll under way.
  int answers_ = 0;        ///< Of the poll under way.
  std::optional<Quiet> quiet_;
};

}  // namespace optrack
