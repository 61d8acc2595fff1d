// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "optrack/error.hpp"

namespace optrack {

/// What decides which secrets may be sent: scheme, host and port together. Source: RFC 6454, section 4.
struct Origin {
  std::string scheme;  ///< "http" or "https".
  std::string host;    ///< Lower case; IPv6 addresses in brackets.
  int port = 0;

  friend bool operator==(const Origin&, const Origin&) = default;
};

/// The origin as a person reads it: "https://api.test", with the port where it is not the usual one.
std::string to_string(const Origin& origin);

/// True for localhost, 127.0.0.0/8 and [::1]: bytes sent there do not leave this machine.
bool is_loopback(const Origin& origin);

/// An http or https address, taken apart by the same code that will connect to it. Without user name,
/// password and fragment: those are dropped.
struct Url {
  Origin origin;
  std::string target;  ///< Path and query as sent, beginning with "/".

  /// The address again, absolute. Its query may hold secrets of the server: not for error texts.
  [[nodiscard]] std::string text() const { return to_string(origin) + target; }
};

/// Takes an absolute address apart. A `usage` error for other schemes, control characters, or more than 16 KiB.
[[nodiscard]] Result<Url> parse_url(std::string_view text);

/// The address that `reference`, absolute or relative, means on the page `base`. Errors are `protocol`.
/// Source: RFC 3986, section 5.
[[nodiscard]] Result<Url> resolve_reference(const Url& base, std::string_view reference);

/// Where a credential comes from. Holds no secret itself.
struct Credential {
  enum class Kind { none, token_file, token_variable, token_command, basic };
  Kind kind = Kind::none;
  std::string source;         ///< File, variable, command line for `sh -c`, or for `basic` the user name.
  std::string password_file;  ///< For `basic`.
};

/// A provider's address, and what may be shown to it.
struct Endpoint {
  std::string name;
  Url base;
  std::string socket;  ///< Path of a unix socket to connect to instead of the host; empty: none.
  Credential credential;
  std::string cacert;              ///< File of certificates to trust; empty: those of the system.
  std::string client_certificate;  ///< PEM files shown to servers that ask; both or none.
  std::string client_key;
  bool insecure = false;  ///< Take any certificate.
};

/// An endpoint without credential at `address`: `https://host/base`, `http://…`, `unix:/socket` or
/// `unix:/socket:/base`. A `usage` error for anything else, and for a user name or query in the address.
[[nodiscard]] Result<Endpoint> make_endpoint(std::string name, std::string_view address);

/// May secrets go there: https, a unix socket, or loopback.
bool is_private(const Endpoint& endpoint);

/// The address of a request. An absolute `target` is kept; anything else is a path (and query) that is
/// appended to the base path, so that a "//host" cannot name another host.
[[nodiscard]] Result<Url> resolve(const Endpoint& endpoint, std::string_view target);

}  // namespace optrack
