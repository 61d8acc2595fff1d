// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include <httplib.h>

#include "emulate/eryph_api.hpp"
#include "system/unique_fd.hpp"

namespace optrack::emulate {

/// One accepted socket as httplib's stream, so that an answer can be stopped at any byte and the
/// connection closed or reset there: what httplib itself offers no way to do.
class Connection final : public httplib::Stream {
 public:
  /// \param wake Descriptor that becomes readable when the server stops; ends every wait.
  Connection(UniqueFd socket, int wake);
  ~Connection() override;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Waits for the next request. \return False when none came in time, the peer left, or the server stops.
  bool wait_for_request(std::chrono::milliseconds limit) const;

  /// Waits; shorter when the server stops or the peer leaves. \return False then.
  bool pause(std::chrono::milliseconds time) const;

  /// From now on sends `damage` done to an answer with a body of `body` bytes.
  void damage(Damage damage, std::size_t body);

  [[nodiscard]] bool is_readable() const override;
  [[nodiscard]] bool is_writable() const override;
  ssize_t read(char* data, size_t size) override;
  ssize_t write(const char* data, size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  [[nodiscard]] socket_t socket() const override { return socket_.get(); }

 private:
  [[nodiscard]] bool wait_for(short events, std::chrono::milliseconds limit) const;
  bool send_all(const char* data, std::size_t size) const;
  [[nodiscard]] std::size_t allowed(const char* data, std::size_t size);

  UniqueFd socket_;
  int wake_;
  std::string received_;  ///< Read ahead: httplib asks for single bytes.
  std::size_t taken_ = 0;
  Damage damage_ = Damage::none;
  std::size_t body_left_ = 0;  ///< Body bytes that may still be sent when damaged.
  bool in_body_ = false;
  bool broken_ = false;
};

}  // namespace optrack::emulate
