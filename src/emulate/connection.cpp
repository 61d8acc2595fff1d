// SPDX-License-Identifier: MIT
#include "emulate/connection.hpp"

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

#include <poll.h>
#include <sys/socket.h>

namespace optrack::emulate {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 30s;  ///< For a peer in the middle of a request or an answer.
constexpr std::string_view kHeadEnd = "\r\n\r\n";

}  // namespace

Connection::Connection(UniqueFd socket, int wake) : socket_(std::move(socket)), wake_(wake) {}

Connection::~Connection() {
  if (damage_ != Damage::reset || !broken_) return;
  // Closing with a linger time of zero sends RST instead of FIN.
  const linger at_once{1, 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

bool Connection::wait_for(short events, std::chrono::milliseconds limit) const {
  pollfd watched[] = {{socket_.get(), events, 0}, {wake_, POLLIN, 0}};
  const auto until = std::chrono::steady_clock::now() + limit;
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    const int count = ::poll(watched, 2, static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 3'600'000)));
    if (count < 0 && errno == EINTR) continue;
    return count > 0 && watched[1].revents == 0;
  }
}

bool Connection::wait_for_request(std::chrono::milliseconds limit) const {
  return !broken_ && (taken_ < received_.size() || wait_for(POLLIN, limit));
}

bool Connection::pause(std::chrono::milliseconds time) const {
  if (time <= 0ms) return true;
  pollfd watched[] = {{socket_.get(), POLLRDHUP, 0}, {wake_, POLLIN, 0}};
  const auto until = std::chrono::steady_clock::now() + time;
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left <= 0ms) return true;
    const int count = ::poll(watched, 2, static_cast<int>(std::min<std::int64_t>(left.count(), 3'600'000)));
    if (count > 0) return false;
  }
}

void Connection::damage(Damage damage, std::size_t body) {
  damage_ = damage;
  body_left_ = body / 2;
}

bool Connection::is_readable() const { return taken_ < received_.size() || wait_for(POLLIN, kPatience); }

bool Connection::is_writable() const { return !broken_ && wait_for(POLLOUT, kPatience); }

ssize_t Connection::read(char* data, size_t size) {
  if (taken_ == received_.size()) {
    if (!wait_for(POLLIN, kPatience)) return -1;
    received_.resize(std::max<std::size_t>(size, 16'384));
    const auto count = ::recv(socket_.get(), received_.data(), received_.size(), 0);
    received_.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    taken_ = 0;
    if (count <= 0) return count;
  }
  const auto count = std::min(size, received_.size() - taken_);
  std::copy_n(received_.data() + taken_, count, data);
  taken_ += count;
  return static_cast<ssize_t>(count);
}

std::size_t Connection::allowed(const char* data, std::size_t size) {
  if (damage_ == Damage::drop) return 0;
  std::size_t head = 0;
  if (!in_body_) {
    const auto end = std::string_view(data, size).find(kHeadEnd);
    in_body_ = end != std::string_view::npos;
    head = in_body_ ? end + kHeadEnd.size() : size;
  }
  const auto body = std::min(size - head, body_left_);
  body_left_ -= body;
  return head + body;
}

ssize_t Connection::write(const char* data, size_t size) {
  if (broken_) return -1;
  const auto count = damage_ == Damage::none ? size : allowed(data, size);
  if (!send_all(data, count)) broken_ = true;
  if (count < size) broken_ = true;
  return broken_ ? -1 : static_cast<ssize_t>(size);
}

bool Connection::send_all(const char* data, std::size_t size) const {
  while (size > 0) {
    if (!wait_for(POLLOUT, kPatience)) return false;
    const auto count = ::send(socket_.get(), data, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (count <= 0) return false;
    data += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
  ip = "local";
  port = 0;
}

void Connection::get_local_ip_and_port(std::string& ip, int& port) const { get_remote_ip_and_port(ip, port); }

}  // namespace optrack::emulate
