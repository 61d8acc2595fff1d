// SPDX-License-Identifier: MIT
#include "net/redirect.hpp"

#include <utility>

namespace optrack {
namespace {

constexpr int kMostRedirects = 5;

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

tl::unexpected<Error> refuse(const Hop& hop, int status, std::string why) {
  return fail(ErrorKind::protocol,
              to_string(hop.url.origin) + " redirects (HTTP " + std::to_string(status) + ") " + std::move(why), status);
}

}  // namespace

Result<std::optional<Hop>> next_hop(const Hop& hop, int status, const std::optional<std::string>& location) {
  if (!is_redirect(status) || !location) return std::nullopt;
  if (hop.count >= kMostRedirects) return refuse(hop, status, "more than 5 times");
  Result<Url> url = resolve_reference(hop.url, *location);
  if (!url) return refuse(hop, status, "to nowhere: " + url.error().message);
  const std::string there = to_string(url->origin);

  Hop next = hop;
  ++next.count;
  if (url->origin != hop.url.origin) {
    if (!hop.leave_origin) return refuse(hop, status, "to another origin, " + there + ", which is not followed");
    if (hop.url.origin.scheme == "https" && url->origin.scheme == "http") {
      return refuse(hop, status, "to " + there + ", which is not encrypted");
    }
    next.is_trusted = false;
  }
  if (hop.method != "GET" && hop.method != "HEAD") {
    if (status != 303) {
      return refuse(hop, status,
                    "to " + there + ": " + hop.method + " is not sent again; check the address of the provider");
    }
    next.method = "GET";
    next.with_body = false;
  }
  next.url = *std::move(url);
  return next;
}

}  // namespace optrack
