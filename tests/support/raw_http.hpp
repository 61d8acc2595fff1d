// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace optrack::test {

/// What came back over a socket, byte for byte, and how it ended.
struct RawReply {
  std::string bytes;
  std::string end;  ///< "closed", "reset", or "silent" when nothing more came in time.

  [[nodiscard]] std::string head() const { return bytes.substr(0, bytes.find("\r\n\r\n")); }
  [[nodiscard]] std::string body() const;
  /// The Content-Length announced, 0 without one.
  [[nodiscard]] std::size_t announced() const;
};

/// Sends `request` as it is to 127.0.0.1:`port` and reads until the end, or `patience_ms` of silence.
RawReply raw_exchange(int port, const std::string& request, int patience_ms = 5000);

/// A GET on a connection to be closed after the answer.
std::string raw_get(const std::string& target);

}  // namespace optrack::test
