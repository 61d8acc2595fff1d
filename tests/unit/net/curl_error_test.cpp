// SPDX-License-Identifier: MIT
#include "net/curl_error.hpp"

#include <curl/curl.h>
#include <doctest/doctest.h>

#include <cerrno>

using namespace optrack;

TEST_CASE("curl_error: each failure has its kind and says what to do") {
  struct Row {
    const char* why;
    CurlFailure failure;
    ErrorKind kind;
    const char* message;
  };
  const Row rows[] = {
      {"refused",
       {CURLE_COULDNT_CONNECT, ECONNREFUSED, 0, 0, "h:1", "30s"},
       ErrorKind::unreachable,
       "connect to h:1: connection refused"},
      {"errno unknown",
       {CURLE_COULDNT_CONNECT, 0, 0, 0, "h:1", "30s"},
       ErrorKind::unreachable,
       "connect to h:1: no connection"},
      {"socket of others",
       {CURLE_COULDNT_CONNECT, EACCES, 0, 0, "unix:/s", "30s"},
       ErrorKind::denied,
       "connect to unix:/s: permission denied; is this user in the group of the socket?"},
      {"proxy",
       {CURLE_RECV_ERROR, 0, 0, 407, "h:1", "30s"},
       ErrorKind::unreachable,
       "connect to h:1: the proxy answered HTTP 407"},
      {"name",
       {CURLE_COULDNT_RESOLVE_HOST, 0, 0, 0, "h:1", "30s"},
       ErrorKind::protocol,
       "no such host or no name service: h:1"},
      {"time", {CURLE_OPERATION_TIMEDOUT, 0, 0, 0, "h:1", "30s"}, ErrorKind::timeout, "no answer from h:1 within 30s"},
      {"reset",
       {CURLE_RECV_ERROR, ECONNRESET, 0, 0, "h:1", "30s"},
       ErrorKind::unreachable,
       "the connection to h:1 broke: connection reset by peer"},
      {"expired",
       {CURLE_PEER_FAILED_VERIFICATION, 0, 10, 0, "h:1", "30s"},
       ErrorKind::protocol,
       "the certificate of h:1 has expired; use --cacert FILE or, knowing the risk, --insecure"},
      {"no TLS there",
       {CURLE_SSL_CONNECT_ERROR, 0, 1, 0, "h:1", "30s"},
       ErrorKind::protocol,
       "no TLS connection with h:1; does it speak https?"},
      {"reset in the handshake",
       {CURLE_SSL_CONNECT_ERROR, ECONNRESET, 1, 0, "h:1", "30s"},
       ErrorKind::unreachable,
       "connect to h:1: connection reset by peer"},
      {"bad file",
       {CURLE_SSL_CACERT_BADFILE, 0, 0, 0, "h:1", "30s", "/c.pem"},
       ErrorKind::local,
       "cannot read the trusted certificates in /c.pem"},
      {"anything else",
       {CURLE_BAD_FUNCTION_ARGUMENT, 0, 0, 0, "h:1", "30s"},
       ErrorKind::protocol,
       "request to h:1 failed: A libcurl function was given a bad argument (libcurl 43)"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const Error error = curl_error(row.failure);
    CHECK(error.kind == row.kind);
    CHECK(error.message == row.message);
  }
}
