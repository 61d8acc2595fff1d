// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "net/endpoint.hpp"
#include "optrack/clock.hpp"
#include "optrack/transport.hpp"

namespace optrack {

struct TransportOptions {
  Milliseconds request_timeout{30'000};  ///< For one request with its redirects, from the moment it is sent.
  Milliseconds connect_timeout{10'000};  ///< For reaching the server, TLS included.
  std::size_t body_limit = std::size_t{64} * 1024 * 1024;  ///< Bytes of one body after decompression.
  std::size_t max_connections = 64;  ///< Requests under way per endpoint; more wait for their turn.
};

/// The transport for http, https and unix sockets, on libcurl: connections are kept between requests, HTTP/2 is used
/// where a server offers it, proxies are taken from the environment (http_proxy, https_proxy, no_proxy), never for
/// loopback and unix sockets. Nothing is opened or read before the first request. `clock` is borrowed.
///
/// - A request goes to its endpoint by name; without a name its target must be absolute, and no secret is sent.
/// - Secrets go to the endpoint's own origin only, over https, a unix socket or loopback; else the request is `denied`.
/// - After a 401 a token file or token command is read once more, and the request repeated if the token is new. A
///   token command blocks `wait` for up to 30 s.
/// - Redirects are followed as `next_hop` says; a redirect that is not followed is a `protocol` error.
/// - A body cut short is a response with `complete` false.
std::unique_ptr<Transport> make_curl_transport(const TransportOptions& options, const std::vector<Endpoint>& endpoints,
                                               const Clock& clock);

}  // namespace optrack
