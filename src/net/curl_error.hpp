// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "optrack/error.hpp"

namespace optrack {

/// What libcurl says about a transfer without an answer.
struct CurlFailure {
  int code = 0;             ///< CURLcode.
  int system_error = 0;     ///< errno of the connect or the last socket call; 0: unknown.
  int certificate = 0;      ///< OpenSSL's verify result (X509_V_ERR_…); 0: fine or unknown.
  int proxy_status = 0;     ///< What a proxy answered to CONNECT; 0: nothing.
  std::string place;        ///< "host:443" or "unix:/socket".
  std::string time_limit;   ///< As `format_duration` writes it.
  std::string cacert = {};  ///< File of certificates in use, if one was configured.
};

/// The failure in the words of optrack: what could not be reached or understood, and what to do about it.
Error curl_error(const CurlFailure& failure);

}  // namespace optrack
