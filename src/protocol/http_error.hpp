// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "optrack/error.hpp"
#include "optrack/transport.hpp"

namespace optrack {

/// What an HTTP status that is no success means to a caller: `denied` (401, 403, 407),
/// `not_found` (404, 410), `unreachable` (408, 425, 429, 5xx), `conflict` (the other 4xx: the
/// server refused the request as wrong), `protocol` (405 and everything that is no answer to us,
/// such as a redirect that was not followed).
ErrorKind kind_of_status(int status);

/// The server's own sentence about a failure, on one line of at most 600 bytes: `detail`, `title` and
/// `errors` of a problem document (RFC 9457), `error` of LXD, `message`, else the beginning of
/// plain text; empty when it said nothing readable (an HTML page is not).
std::string server_words(const Response& response);

/// The failure an answer stands for, as one sentence: "<what>: HTTP 409: <server's words>".
Error http_error(const Response& response, std::string_view what);

}  // namespace optrack
