// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "net/endpoint.hpp"

namespace optrack {

/// One step of a request that may be redirected.
struct Hop {
  Url url;
  std::string method;
  bool with_body = false;
  bool is_trusted = false;    ///< Never left the endpoint's origin: secrets and the caller's headers may be sent.
  bool leave_origin = false;  ///< Another origin may be asked, without secrets.
  int count = 0;              ///< Redirects so far.
};

/// Where an answer sends `hop` next: `nullopt` when the answer is the end. A `protocol` error, naming origins only,
/// when the redirect must not be followed: to another origin unasked, from https to http, the sixth one, or one that
/// would send something other than GET or HEAD a second time.
/// \param location  Value of the Location header, if there was one.
/// Source: RFC 9110, section 15.4.
[[nodiscard]] Result<std::optional<Hop>> next_hop(const Hop& hop, int status,
                                                  const std::optional<std::string>& location);

}  // namespace optrack
