// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "net/endpoint.hpp"
#include "net/redirect.hpp"
#include "optrack/transport.hpp"

struct curl_slist;

namespace optrack {

/// One request on one libcurl easy handle. Neither copied nor moved: libcurl keeps its address.
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
  Transfer(Request request, Hop hop, const Endpoint& endpoint);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  /// Readies the handle for `hop()`; whatever the hop before it brought is dropped. Fails (`usage`) for requests that
  /// cannot be written as HTTP, for example line breaks in a header.
  [[nodiscard]] Result<void> prepare(const Plan& plan);

  /// The answer, or why there was none, once libcurl reported `code` (a CURLcode).
  [[nodiscard]] Result<Response> finish(int code);

  [[nodiscard]] void* handle() const { return easy_.get(); }
  [[nodiscard]] const Hop& hop() const { return hop_; }
  void go_to(Hop hop) { hop_ = std::move(hop); }
  /// The secret that the present hop was sent with; empty: none.
  [[nodiscard]] const std::string& authorization() const { return plan_.authorization; }

 private:
  enum class Excess { none, headers, body };
  struct FreeEasy {
    void operator()(void* easy) const;
  };
  struct FreeList {
    void operator()(curl_slist* list) const;
  };

  void set_address();
  void set_method();
  void set_trust();
  void set_limits();
  [[nodiscard]] Result<void> set_headers();
  [[nodiscard]] bool is_own_origin() const { return hop_.url.origin == endpoint_.base.origin; }
  [[nodiscard]] std::string place() const;
  [[nodiscard]] Error failure(int code) const;
  bool take_header(std::string_view line);
  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);

  Request request_;
  Hop hop_;
  const Endpoint& endpoint_;
  Plan plan_;
  std::unique_ptr<curl_slist, FreeList> header_list_;
  Response response_;
  std::size_t header_bytes_ = 0;
  bool headers_ended_ = false;
  Excess excess_ = Excess::none;
  std::unique_ptr<void, FreeEasy> easy_;
};

}  // namespace optrack
