// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace optrack {

/// Version of libcurl and its TLS library as linked: "7.88.1 (OpenSSL/3.0.11)".
std::string curl_version_text();

}  // namespace optrack
