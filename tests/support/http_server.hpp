// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "optrack/transport.hpp"
#include "system/unique_fd.hpp"

namespace optrack::test {

/// A server whose every byte a test decides: on 127.0.0.1 with a free port, or on a unix socket. One thread; keeps
/// connections open until told otherwise; stops in the destructor.
class HttpServer {
 public:
  struct Seen {
    std::string method, target, body;
    std::vector<Header> headers;
    int connection = 0;  ///< 1 for the first connection accepted.

    /// First value of the header `name` (any case); empty when it is not there.
    [[nodiscard]] std::string header(std::string_view name) const;
  };
  struct Reply {
    std::string bytes;  ///< As sent; empty: nothing is sent.
    enum class Then { keep, close, reset } then = Then::keep;
  };
  /// Called on the server's thread.
  using Handler = std::function<Reply(const Seen&)>;

  explicit HttpServer(Handler handler);
  HttpServer(Handler handler, const std::string& socket_path);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::vector<Seen> seen() const;
  [[nodiscard]] int connections() const { return connections_; }

 private:
  struct Connection {
    UniqueFd socket;
    int number = 0;
    std::string received;
  };
  void start();
  void serve();
  void accept_one();
  /// False when the connection is over.
  bool read_some(Connection& connection);
  bool answer_all(Connection& connection);

  Handler handler_;
  UniqueFd listening_;
  UniqueFd stop_;
  int port_ = 0;
  std::atomic<int> connections_ = 0;
  mutable std::mutex mutex_;
  std::vector<Seen> seen_;
  std::map<int, Connection> open_;
  std::thread thread_;
};

/// A whole answer that keeps the connection: status line, Content-Length, `headers`, `body`.
HttpServer::Reply http_reply(int status, std::string_view body, const std::vector<Header>& headers = {});

}  // namespace optrack::test
