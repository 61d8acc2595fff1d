// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/endpoint.hpp"
#include "net/redirect.hpp"
#include "optrack/transport.hpp"

struct curl_slist;

namespace optrack {

/// One libcurl easy handle, and the request it carries: one after another, all to one endpoint, because making and
/// setting up a handle costs more than a small request itself. Neither copied nor moved: libcurl keeps its address.
class Transfer {
 public:
  /// How a hop is to be sent.
  struct Plan {
    std::string authorization;  ///< Value of the header; empty: none. Only for trusted hops.
    Milliseconds time_limit{0};
    Milliseconds connect_limit{0};
    std::size_t body_limit = 0;
  };

  /// `endpoint` must outlive the transfer.
  explicit Transfer(const Endpoint& endpoint);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  /// Takes on the next request; what is left of the one before is dropped. REQUIRES: the handle is in no multi handle.
  void carry(Request request, Hop hop);

  /// Readies the handle for `hop()`; whatever the hop before it brought is dropped. Fails (`usage`) for requests that
  /// cannot be written as HTTP, for example line breaks in a header. The connect and body limits of all transfers to
  /// one endpoint are the same.
  [[nodiscard]] Result<void> prepare(const Plan& plan);

  /// The answer, or why there was none, once libcurl reported `code` (a CURLcode).
  [[nodiscard]] Result<Response> finish(int code);

  /// The easy handle; null before `prepare`.
  [[nodiscard]] void* handle() const { return easy_.get(); }
  [[nodiscard]] const Hop& hop() const { return hop_; }
  void go_to(Hop hop) { hop_ = std::move(hop); }
  /// The secret that the present hop was sent with; empty: none.
  [[nodiscard]] const std::string& authorization() const { return plan_.authorization; }

 private:
  struct FreeEasy {
    void operator()(void* handle) const;
  };
  struct FreeList {
    void operator()(curl_slist* list) const;
  };
  enum class Excess { none, headers, body };
  /// Everything that differs between two plain requests to one endpoint.
  void set_plain();
  void set_address();
  void set_method() const;
  void set_trust();
  void set_limits();
  void set_time_limit() const;
  [[nodiscard]] Result<void> set_headers();
  [[nodiscard]] bool is_plain() const;
  [[nodiscard]] bool is_own_origin() const { return hop_.url.origin == endpoint_.base.origin; }
  [[nodiscard]] std::string place() const;
  [[nodiscard]] Error failure(int code) const;
  bool take_header(std::string_view line);
  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self);
  void reserve_body();
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);

  const Endpoint& endpoint_;
  Request request_;
  Hop hop_;
  Plan plan_;
  Response response_;
  std::size_t header_bytes_ = 0;
  bool headers_ended_ = false;
  Excess excess_ = Excess::none;
  std::unique_ptr<curl_slist, FreeList> headers_;
  /// What the handle is still set up for: a GET of the endpoint's own origin, without headers of the caller, with this
  /// secret; absent: anything else.
  std::optional<std::string> plain_;
  std::unique_ptr<void, FreeEasy> easy_;
};

}  // namespace optrack
