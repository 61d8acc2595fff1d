// SPDX-License-Identifier: MIT
#include "support/raw_http.hpp"

#include <cerrno>
#include <cstdlib>

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "system/unique_fd.hpp"

namespace optrack::test {

std::string RawReply::body() const {
  const auto head_end = bytes.find("\r\n\r\n");
  return head_end == std::string::npos ? std::string{} : bytes.substr(head_end + 4);
}

std::size_t RawReply::announced() const {
  const auto at = bytes.find("Content-Length: ");
  return at == std::string::npos ? 0 : std::strtoul(bytes.c_str() + at + 16, nullptr, 10);
}

RawReply raw_exchange(int port, const std::string& request, int patience_ms) {
  const UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  REQUIRE(::send(socket.get(), request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size()));
  RawReply reply;
  char buffer[4096];
  while (true) {
    pollfd watched{socket.get(), POLLIN, 0};
    if (::poll(&watched, 1, patience_ms) <= 0) return reply.end = "silent", reply;
    const auto count = ::recv(socket.get(), buffer, sizeof buffer, 0);
    if (count < 0) return reply.end = errno == ECONNRESET ? "reset" : "failed", reply;
    if (count == 0) return reply.end = "closed", reply;
    reply.bytes.append(buffer, static_cast<std::size_t>(count));
  }
}

std::string raw_get(const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
}

}  // namespace optrack::test
