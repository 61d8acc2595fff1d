// SPDX-License-Identifier: MIT
#include "support/http_server.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace optrack::test {
namespace {

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

void require(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string{what} + ": " + std::strerror(errno));
}

void send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void reset_on_close(int socket) {
  const linger now{1, 0};
  setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

/// Takes one whole request off the front of `bytes`; false when it is not all there yet.
bool take_request(std::string& bytes, HttpServer::Seen& seen) {
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  std::istringstream lines(bytes.substr(0, end));
  lines >> seen.method >> seen.target;
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    if (line.ends_with('\r')) line.pop_back();
    const std::size_t colon = line.find(": ");
    if (colon != std::string::npos) seen.headers.push_back({line.substr(0, colon), line.substr(colon + 2)});
  }
  const std::string length = seen.header("Content-Length");
  const std::size_t body = length.empty() ? 0 : std::stoul(length);
  if (bytes.size() < end + 4 + body) return false;
  seen.body = bytes.substr(end + 4, body);
  bytes.erase(0, end + 4 + body);
  return true;
}

}  // namespace

std::string HttpServer::Seen::header(std::string_view name) const {
  for (const Header& header : headers) {
    if (same_word(header.name, name)) return header.value;
  }
  return {};
}

HttpServer::HttpServer(Handler handler) : handler_(std::move(handler)) {
  listening_.reset(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  require(bind(listening_.get(), generic, size) == 0, "bind");
  require(getsockname(listening_.get(), generic, &size) == 0, "getsockname");
  port_ = ntohs(address.sin_port);
  start();
}

HttpServer::HttpServer(Handler handler, const std::string& socket_path) : handler_(std::move(handler)) {
  listening_.reset(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  socket_path.copy(address.sun_path, sizeof address.sun_path - 1);
  require(bind(listening_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0, "bind");
  start();
}

void HttpServer::start() {
  require(listen(listening_.get(), 1024) == 0, "listen");
  stop_.reset(eventfd(0, EFD_CLOEXEC));
  thread_ = std::thread([this] { serve(); });
}

HttpServer::~HttpServer() {
  eventfd_write(stop_.get(), 1);
  thread_.join();
}

std::vector<HttpServer::Seen> HttpServer::seen() const {
  const std::lock_guard lock{mutex_};
  return seen_;
}

void HttpServer::serve() {
  while (true) {
    std::vector<pollfd> waiting{{stop_.get(), POLLIN, 0}, {listening_.get(), POLLIN, 0}};
    for (const auto& [descriptor, connection] : open_) waiting.push_back({descriptor, POLLIN, 0});
    if (poll(waiting.data(), waiting.size(), -1) < 0) continue;
    if (waiting[0].revents != 0) return;
    for (std::size_t index = 2; index < waiting.size(); ++index) {
      if (waiting[index].revents == 0) continue;
      const auto found = open_.find(waiting[index].fd);
      if (!read_some(found->second)) open_.erase(found);
    }
    if (waiting[1].revents != 0) accept_one();
  }
}

void HttpServer::accept_one() {
  UniqueFd socket{accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
  if (!socket) return;
  const timeval limit{2, 0};
  setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  const int descriptor = socket.get();
  open_[descriptor] = {std::move(socket), ++connections_, {}};
}

bool HttpServer::read_some(Connection& connection) {
  std::array<char, 65536> space{};
  const ssize_t got = recv(connection.socket.get(), space.data(), space.size(), 0);
  if (got <= 0) return false;
  connection.received.append(space.data(), static_cast<std::size_t>(got));
  return answer_all(connection);
}

bool HttpServer::answer_all(Connection& connection) {
  while (true) {
    Seen seen;
    if (!take_request(connection.received, seen)) return true;
    seen.connection = connection.number;
    {
      const std::lock_guard lock{mutex_};
      seen_.push_back(seen);
    }
    const Reply reply = handler_(seen);
    send_all(connection.socket.get(), reply.bytes);
    if (reply.then == Reply::Then::keep) continue;
    if (reply.then == Reply::Then::reset) reset_on_close(connection.socket.get());
    return false;
  }
}

HttpServer::Reply http_reply(int status, std::string_view body, const std::vector<Header>& headers) {
  std::string bytes =
      "HTTP/1.1 " + std::to_string(status) + " Answer\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  for (const Header& header : headers) bytes += header.name + ": " + header.value + "\r\n";
  bytes += "\r\n";
  bytes += body;
  return {std::move(bytes)};
}

}  // namespace optrack::test
