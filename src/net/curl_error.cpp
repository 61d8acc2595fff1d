// SPDX-License-Identifier: MIT
#include "net/curl_error.hpp"

#include <curl/curl.h>

#include <cerrno>

#include "system/errno_text.hpp"

namespace optrack {
namespace {

Error made(ErrorKind kind, std::string message) { return {kind, std::move(message), std::nullopt}; }

/// Words for the verify results people meet. Source: openssl-verification-options(1).
std::string certificate_trouble(int result) {
  switch (result) {
    case 9:
      return "is not valid yet";
    case 10:
      return "has expired";
    case 18:
    case 19:
      return "is self-signed";
    case 2:
    case 20:
    case 21:
      return "comes from an authority that is not trusted here";
    case 23:
      return "was revoked";
    default:
      return "is not valid for this host, or cannot be checked";
  }
}

Error certificate_error(const CurlFailure& failure) {
  return made(ErrorKind::protocol, "the certificate of " + failure.place + " " +
                                       certificate_trouble(failure.certificate) +
                                       "; use --cacert FILE or, knowing the risk, --insecure");
}

Error connect_error(const CurlFailure& failure) {
  std::string message = "connect to " + failure.place + ": ";
  if (failure.proxy_status != 0) {
    return made(ErrorKind::unreachable, message + "the proxy answered HTTP " + std::to_string(failure.proxy_status));
  }
  if (failure.system_error == EACCES && failure.place.starts_with("unix:")) {
    return made(ErrorKind::denied, message + "permission denied; is this user in the group of the socket?");
  }
  if (failure.system_error == 0) return made(ErrorKind::unreachable, message + "no connection");
  return made(ErrorKind::unreachable, message + errno_text(failure.system_error));
}

Error handshake_error(const CurlFailure& failure) {
  if (failure.certificate > 1) return certificate_error(failure);  // 1: nothing was verified yet.
  if (failure.system_error != 0) return connect_error(failure);
  return made(ErrorKind::protocol, "no TLS connection with " + failure.place + "; does it speak https?");
}

Error broken_error(const CurlFailure& failure) {
  if (failure.proxy_status >= 300) return connect_error(failure);
  const std::string reason = failure.system_error != 0 ? errno_text(failure.system_error) : "cut off";
  return made(ErrorKind::unreachable, "the connection to " + failure.place + " broke: " + reason);
}

}  // namespace

Error curl_error(const CurlFailure& failure) {
  const std::string& place = failure.place;
  switch (failure.code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return made(ErrorKind::protocol, "no such host or no name service: " + place);
    case CURLE_COULDNT_RESOLVE_PROXY:
      return made(ErrorKind::protocol, "the proxy for " + place + " cannot be found");
    case CURLE_PROXY:
    case CURLE_COULDNT_CONNECT:
      return connect_error(failure);
    case CURLE_OPERATION_TIMEDOUT:
      return made(ErrorKind::timeout, "no answer from " + place + " within " + failure.time_limit);
    case CURLE_GOT_NOTHING:
      return made(ErrorKind::unreachable, place + " closed the connection without an answer");
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return broken_error(failure);
    case CURLE_PEER_FAILED_VERIFICATION:
      return certificate_error(failure);
    case CURLE_SSL_CONNECT_ERROR:
      return handshake_error(failure);
    case CURLE_SSL_CACERT_BADFILE:
      return made(ErrorKind::local, "cannot read the trusted certificates in " +
                                        (failure.cacert.empty() ? "the system" : failure.cacert));
    case CURLE_SSL_CERTPROBLEM:
      return made(ErrorKind::local, "cannot use the client certificate or its key for " + place);
    case CURLE_BAD_CONTENT_ENCODING:
      return made(ErrorKind::protocol, "the answer of " + place + " is wrongly compressed");
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
      return made(ErrorKind::protocol, "the answer of " + place + " is not HTTP");
    case CURLE_OUT_OF_MEMORY:
      return made(ErrorKind::local, "out of memory");
    default:
      return made(ErrorKind::protocol, "request to " + place +
                                           " failed: " + curl_easy_strerror(static_cast<CURLcode>(failure.code)) +
                                           " (libcurl " + std::to_string(failure.code) + ")");
  }
}

}  // namespace optrack
