// SPDX-License-Identifier: MIT
#include "net/curl_version.hpp"

#include <curl/curl.h>

namespace optrack {

std::string curl_version_text() {
  const curl_version_info_data* info = curl_version_info(CURLVERSION_NOW);
  std::string text = info->version;
  if (info->ssl_version != nullptr) text += std::string{" ("} + info->ssl_version + ")";
  return text;
}

}  // namespace optrack
