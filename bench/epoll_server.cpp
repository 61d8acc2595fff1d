// SPDX-License-Identifier: MIT
// A server of operations that costs next to nothing, so that it is not what is measured: one thread, epoll, bodies made
// beforehand. It counts requests and how late they come. Speaks HTTP only as far as libcurl does.
//
//     epoll_server [interval_ms] [body_bytes] [logs] [logs_from] [completed_from] [changing]
//
// writes its address as one line. GET /bench/stats tells the counts, GET /bench/reset begins anew.
#include "epoll_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace optrack::bench {
namespace {

constexpr std::string_view kPrefix = "/v1/operations/";

class Server {
 public:
  Server(const Shape& shape, Nanoseconds interval) : bodies_(shape), arrivals_(interval) {}

  /// Listens on a free port of loopback; returns it, 0 when that failed.
  std::uint16_t listen();
  /// Until the process is ended.
  [[noreturn]] void run();

 private:
  struct Client {
    std::string in, out;
    std::size_t written = 0;
  };

  void accept_all();
  /// False when the connection is over.
  bool read_from(int fd, Client& client);
  bool write_to(int fd, Client& client);
  void serve(std::string_view target, Client& client);
  void watch(int fd, std::uint32_t events, int how) const;
  std::string_view date();

  Bodies bodies_;
  Arrivals arrivals_;
  int listener_ = -1;
  int epoll_ = -1;
  std::unordered_map<int, Client> clients_;
  std::time_t second_ = 0;
  std::array<char, 64> date_{};
};

std::uint16_t Server::listen() {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  constexpr int kBacklog = 1024;
  if (listener_ < 0 || ::bind(listener_, plain, size) != 0 || ::listen(listener_, kBacklog) != 0) return 0;
  if (::getsockname(listener_, plain, &size) != 0) return 0;
  epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  watch(listener_, EPOLLIN, EPOLL_CTL_ADD);
  return ntohs(address.sin_port);
}

void Server::watch(int fd, std::uint32_t events, int how) const {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  ::epoll_ctl(epoll_, how, fd, &event);
}

void Server::run() {
  std::array<epoll_event, 256> events{};
  while (true) {
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const int fd = events.at(static_cast<std::size_t>(i)).data.fd;
      if (fd == listener_) {
        accept_all();
        continue;
      }
      Client& client = clients_[fd];
      const bool readable = (events.at(static_cast<std::size_t>(i)).events & ~std::uint32_t{EPOLLOUT}) != 0;
      if ((readable && !read_from(fd, client)) || !write_to(fd, client)) {
        clients_.erase(fd);
        ::close(fd);
      }
    }
  }
}

void Server::accept_all() {
  while (true) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    clients_.try_emplace(fd);
    watch(fd, EPOLLIN, EPOLL_CTL_ADD);
  }
}

bool Server::read_from(int fd, Client& client) {
  std::array<char, 16 * 1024> bytes{};
  const ssize_t got = ::read(fd, bytes.data(), bytes.size());
  if (got <= 0) return got < 0 && (errno == EAGAIN || errno == EINTR);
  client.in.append(bytes.data(), static_cast<std::size_t>(got));
  for (std::size_t end = client.in.find("\r\n\r\n"); end != std::string::npos; end = client.in.find("\r\n\r\n")) {
    const std::size_t begin = client.in.find(' ') + 1;
    serve(std::string_view{client.in}.substr(begin, client.in.find(' ', begin) - begin), client);
    client.in.erase(0, end + 4);
  }
  return true;
}

bool Server::write_to(int fd, Client& client) {
  while (client.written < client.out.size()) {
    const ssize_t put =
        ::send(fd, client.out.data() + client.written, client.out.size() - client.written, MSG_NOSIGNAL);
    if (put < 0 && errno != EAGAIN) return false;
    if (put < 0) {
      watch(fd, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
      return true;
    }
    client.written += static_cast<std::size_t>(put);
  }
  constexpr std::size_t kLarge = 64 * 1024;
  if (client.out.size() > kLarge) watch(fd, EPOLLIN, EPOLL_CTL_MOD);
  client.out.clear();
  client.written = 0;
  return true;
}

void Server::serve(std::string_view target, Client& client) {
  std::string body;
  if (target.starts_with(kPrefix)) {
    const std::string_view id = target.substr(kPrefix.size(), target.find('?') - kPrefix.size());
    const std::size_t nth = arrivals_.came(id, monotonic());
    constexpr std::string_view kCursor = "log_time_stamp=";
    const std::size_t at = target.find(kCursor);
    body =
        bodies_.answer(id, nth, at == std::string_view::npos ? std::string_view{} : target.substr(at + kCursor.size()));
    arrivals_.answered(id, monotonic());
  } else if (target == "/bench/reset") {
    arrivals_.reset();
    body = "{}";
  } else {
    body = arrivals_.report(clients_.size());
  }
  client.out += "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nDate: ";
  client.out += date();
  client.out += "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string_view Server::date() {
  const std::time_t now = std::time(nullptr);
  if (now != second_) {
    second_ = now;
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::strftime(date_.data(), date_.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  }
  return date_.data();
}

}  // namespace
}  // namespace optrack::bench

int main(int argc, char** argv) {
  using namespace optrack::bench;
  const auto number = [&](int index, std::size_t otherwise) {
    return index < argc ? static_cast<std::size_t>(std::strtoull(argv[index], nullptr, 10)) : otherwise;
  };
  Shape shape;
  shape.body_bytes = number(2, shape.body_bytes);
  shape.logs = number(3, shape.logs);
  shape.logs_from = number(4, shape.logs_from);
  shape.completed_from = number(5, shape.completed_from);
  shape.changing = number(6, 0) != 0;
  Server server{shape, static_cast<Nanoseconds>(number(1, 0)) * 1'000'000};
  const std::uint16_t port = server.listen();
  if (port == 0) {
    std::perror("epoll_server: cannot listen on loopback");
    return 1;
  }
  std::printf("http://127.0.0.1:%u\n", unsigned{port});
  std::fflush(stdout);
  server.run();
}
