// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "optrack/error.hpp"
#include "optrack/time.hpp"

namespace optrack {

/// One header field. Names are compared without regard to case.
struct Header {
  std::string name, value;
  friend bool operator==(const Header&, const Header&) = default;
};

/// One HTTP request to a provider. Holds no secret: credentials are added by the transport,
/// for the provider's own origin only.
struct Request {
  std::string provider = {};         ///< Name of the endpoint that base address and credentials come from.
  std::string method = "GET";        ///< GET, POST, PUT, PATCH, DELETE, HEAD.
  std::string target = {};           ///< Absolute URL, or a path appended to the provider's base address.
  std::vector<Header> headers = {};  ///< Beyond those the transport sets itself.
  std::string body = {};
  std::optional<Milliseconds> timeout = {};  ///< For the whole exchange of bytes; default of the transport if absent.
  bool leave_origin = false;                 ///< A redirect to another origin may be followed, without credentials.

  friend bool operator==(const Request&, const Request&) = default;
};

/// One answer. An answer with an error status is still an answer.
struct Response {
  int status = 0;
  std::vector<Header> headers;
  std::string body;      ///< At most the transport's limit; a longer one is a `protocol` error.
  bool complete = true;  ///< False when the connection ended before the announced length.
  std::string url;       ///< Address that answered, after redirects.

  /// First value of the header `name` (any case); `nullopt` when it is not there.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
};

/// Names a request under way; never reused within one transport.
using Ticket = std::uint64_t;

/// Sends requests and is the one place where the process sleeps. It never retries: the wait
/// loop decides. All functions are called, and all callbacks run, on one thread.
class Transport {
 public:
  /// Called once, from `wait`. Fails only if there was no answer: `unreachable`, `timeout`,
  /// `protocol` (TLS, no such host, not HTTP, body too large), `local`. `Error::not_sent` is true
  /// only when it is certain. Never called after `cancel`.
  using Done = std::function<void(Result<Response>)>;

  virtual ~Transport() = default;

  /// Begins a request. `done` may itself call `send` and `cancel`.
  virtual Ticket send(Request request, Done done) = 0;

  /// Takes a request back; its callback is not called. Unknown tickets are ignored.
  virtual void cancel(Ticket ticket) = 0;

  /// Moves transfers along until one has completed, `until` has come, or the descriptor given
  /// to `wake_on` is readable. Returns at once when `until` is in the past, after moving what
  /// can be moved without waiting.
  virtual void wait(Instant until) = 0;

  /// Lets `wait` return when `descriptor` (a signal's file descriptor) is readable; -1: none.
  virtual void wake_on(int descriptor) = 0;
};

}  // namespace optrack
