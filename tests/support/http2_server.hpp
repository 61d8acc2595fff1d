// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "support/certificate.hpp"
#include "support/run_program.hpp"

namespace optrack::test {

/// `nghttpd` on 127.0.0.1: https and HTTP/2, nothing else. Serves files; counts what comes by its own log.
/// Throws std::runtime_error when it cannot be started.
class Http2Server {
 public:
  Http2Server();
  ~Http2Server();
  Http2Server(const Http2Server&) = delete;
  Http2Server& operator=(const Http2Server&) = delete;

  /// What is answered to a GET of `path` ("v1/operations/1"). Not to be changed later: it keeps what it has read.
  void serve(const std::string& path, std::string_view content) const;

  [[nodiscard]] std::string url() const { return "https://127.0.0.1:" + std::to_string(port_); }
  /// Who vouches for it.
  [[nodiscard]] const std::string& cacert() const { return certificate_.file; }
  [[nodiscard]] std::size_t requests() const;
  [[nodiscard]] std::size_t connections() const;

 private:
  void stop() const;
  [[nodiscard]] std::size_t count(std::string_view words) const;

  Certificate certificate_;
  TempFolder files_;
  TempFolder log_;
  int port_ = 0;
  pid_t process_ = 0;
};

}  // namespace optrack::test
