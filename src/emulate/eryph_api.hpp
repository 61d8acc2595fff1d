// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulate/fault.hpp"
#include "emulate/request_log.hpp"
#include "emulate/world.hpp"

namespace optrack::emulate {

/// An HTTP request as far as the emulated API looks at it.
struct Call {
  std::string method;
  std::string path;    ///< Decoded, without the query.
  std::string target;  ///< As sent.
  std::map<std::string, std::string> query;
  std::string authorization;
  std::string content_type;
  std::string request_id;  ///< x-ms-client-request-id.
  std::string host;
  std::string body;
};

/// What happens to an answer on its way.
enum class Damage {
  none,
  drop,        ///< Not a byte is sent, the connection is closed.
  short_body,  ///< Half of the body is sent, the connection is closed.
  reset,       ///< Half of the body is sent, the connection is reset.
};

struct Answer {
  int status = 200;
  std::string content_type;  ///< Empty with an empty body.
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  Milliseconds delay{};  ///< To wait before anything is sent.
  Damage damage = Damage::none;
};

struct EryphApiOptions {
  Scenario scenario;
  std::vector<Fault> faults;
  double speed = 1;
  std::string token;  ///< Empty: everybody may do everything.
  std::filesystem::path token_file;
  std::uint64_t seed = 1;
  WorldLimits limits;
  int api_minor = 2;
  std::function<Moment()> now;  ///< Must be set.
};

/// The compute API of eryph below `/compute`, and `/emulator/requests` (GET; DELETE resets).
/// Knows no sockets and does not wait. Safe to use from several threads.
class EryphApi {
 public:
  explicit EryphApi(EryphApiOptions options);

  Answer handle(const Call& call);

  /// The token accepted now; empty when none is demanded.
  [[nodiscard]] std::string token() const;
  [[nodiscard]] std::vector<SeenRequest> requests() const;
  [[nodiscard]] std::uint64_t count(RequestKind kind) const;
  void reset_requests();
  [[nodiscard]] std::size_t operations() const;

 private:
  /// What a path means.
  struct Route {
    RequestKind kind = RequestKind::other;
    std::string type;  ///< Operation type of a start.
    std::string id;    ///< Of the operation or catlet, lower case; empty when it is not a GUID.
    bool has_id = false;
  };

  static Route route(const Call& call);
  Answer answer(const Call& call, const Route& where, const std::vector<Fault>& met, SeenRequest& seen);
  Answer serve(const Call& call, const Route& where, const std::vector<Fault>& met, SeenRequest& seen);
  Answer emulator_requests(const Call& call);
  Answer poll(const Call& call, const Route& where, const std::vector<Fault>& met);
  Answer cancel(const Call& call, const Route& where);
  Answer read(const Call& call, const Route& where);
  Answer start(const Call& call, const Route& where, SeenRequest& seen);
  Answer spoil(const Call& call, const Fault& fault);
  void rotate_token(const Fault& fault);
  [[nodiscard]] std::string trace_id(const Call& call) const;
  [[nodiscard]] Answer problem(const Call& call, int status, std::string_view detail = {}) const;

  EryphApiOptions options_;
  mutable std::mutex mutex_;
  World world_;
  FaultPlan faults_;
  RequestLog log_;
  Moment started_;
  Moment now_{};
  std::uint64_t answered_ = 0;
  std::uint64_t rotations_ = 0;
};

}  // namespace optrack::emulate
