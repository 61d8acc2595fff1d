// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "emulate/eryph_api.hpp"

namespace optrack::emulate {

/// Where to listen: a TCP port of the loopback address, or a unix socket.
struct ListenAddress {
  int port = 0;           ///< 0: any free one. Not used with `unix_path`.
  std::string unix_path;  ///< Empty: TCP.

  friend bool operator==(const ListenAddress&, const ListenAddress&) = default;
};

/// A small HTTP/1.1 server that can also misbehave on the level of bytes and connections.
/// One thread per open connection, up to 2,048; a connection may stay open for any number of requests.
class HttpServer {
 public:
  /// Called from many threads at once.
  using Answering = std::function<Answer(const Call&)>;

  /// Begins to listen; requests are answered from here on. A unix socket nobody listens on is replaced.
  /// \return `local` when the address cannot be had.
  [[nodiscard]] static Result<std::unique_ptr<HttpServer>> start(const ListenAddress& address, Answering handler);

  /// Like `stop`.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Closes all connections, also those with a request under way, and waits for the threads.
  void stop();

  [[nodiscard]] int port() const;  ///< 0 for a unix socket.

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace optrack::emulate
