// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulate/fault.hpp"
#include "emulate/http_server.hpp"
#include "emulate/request_log.hpp"
#include "emulate/scenario.hpp"

namespace optrack::emulate {

struct EmulatorOptions {
  ListenAddress listen;
  Scenario scenario = builtin_scenario();
  std::vector<Fault> faults;
  double speed = 1;                   ///< 10: everything takes a tenth of its time. Above 0.
  std::string token;                  ///< Bearer token to demand. Empty with a token file: made up.
  std::filesystem::path token_file;   ///< Gets the token at the start and whenever it changes, mode 0600. Empty: none.
  std::optional<std::uint64_t> seed;  ///< Decides ids, digits and orders. Absent: another one each time.
  std::chrono::nanoseconds retention = std::chrono::hours{1};  ///< How long final operations are remembered.
  std::size_t most_operations = 100'000;
  int api_minor = 2;               ///< The 1.x version of the API to be.
  std::function<Instant()> now;    ///< Time for tests; empty: the system's.
  std::function<WallTime()> wall;  ///< Likewise.
};

/// The options of the command `emulate`, as people write them.
struct EmulatorTexts {
  std::string listen = "127.0.0.1:0";  ///< "PORT", "127.0.0.1:PORT", "localhost:PORT" or "unix:/path".
  std::filesystem::path scenario;      ///< Empty: the built-in one.
  std::vector<std::string> faults;     ///< See `parse_fault`.
};

/// Reads "PORT", "127.0.0.1:PORT", "localhost:PORT", "unix:/path". \return `usage` for anything else: the emulator
/// is for this machine only.
[[nodiscard]] Result<ListenAddress> parse_listen(std::string_view text);

/// Options with everything in `texts` read and loaded. \return The first error: `usage`, or `local` for a file.
[[nodiscard]] Result<EmulatorOptions> read_options(const EmulatorTexts& texts);

/// An emulated eryph server in this process. All members may be called from several threads.
class Emulator {
 public:
  /// Begins to serve. \return `usage` for options that do not fit, `local` when it cannot listen or write.
  [[nodiscard]] static Result<std::unique_ptr<Emulator>> start(EmulatorOptions options);

  ~Emulator();
  Emulator(const Emulator&) = delete;
  Emulator& operator=(const Emulator&) = delete;

  /// Closes all connections and ends. May be called again.
  void stop();

  [[nodiscard]] int port() const;  ///< 0 for a unix socket.
  /// "http://127.0.0.1:4711/compute", or "http://localhost/compute" behind a unix socket.
  [[nodiscard]] std::string base_url() const;
  [[nodiscard]] std::string unix_path() const;  ///< Empty: TCP.
  /// The token accepted now; empty when none is demanded. A secret.
  [[nodiscard]] std::string token() const;

  /// The last 100,000 requests. Also served at GET /emulator/requests, reset by DELETE.
  [[nodiscard]] std::vector<SeenRequest> requests() const;
  [[nodiscard]] std::uint64_t count(RequestKind kind) const;
  void reset_requests();
  [[nodiscard]] std::size_t operations() const;  ///< How many are remembered now.

 private:
  Emulator(ListenAddress listen, std::unique_ptr<EryphApi> api, std::unique_ptr<HttpServer> server);

  ListenAddress listen_;
  std::unique_ptr<EryphApi> api_;
  std::unique_ptr<HttpServer> server_;  ///< After `api_`: goes first.
};

}  // namespace optrack::emulate
