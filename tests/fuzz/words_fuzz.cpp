// SPDX-License-Identifier: MIT
// Short texts: times, durations, Retry-After, and text made fit for terminals.
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "answers.hpp"
#include "model/http_date.hpp"
#include "model/text.hpp"
#include "optrack/time.hpp"
#include "track/retry_after.hpp"

namespace {

using namespace optrack;

void read_times(std::string_view text) {
  const WallTime now{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};
  if (const auto time = parse_rfc3339(text); time && parse_rfc3339(format_rfc3339_exact(*time)) != time) {
    fuzz::expect_none("a time that reads differently once written");
  }
  (void)parse_http_date(text, now);

  if (const auto span = parse_duration(text)) {
    if (span->count() < 0 || parse_duration(format_duration(*span)).value() != *span) {
      fuzz::expect_none("a duration that reads differently once written");
    }
  }
  Response response;
  response.headers = {{"Retry-After", std::string{text}}, {"Date", std::string{text.substr(text.find(0x0a) + 1)}}};
  const auto wish = retry_after(response, now);
  if (wish && (wish->count() < 0 || *wish > std::chrono::hours{24})) fuzz::expect_none("Retry-After out of range");
}

void read_text(std::string_view text) {
  const std::string clean = harmless(text);
  if (harmless(clean) != clean) fuzz::expect_none("harmless text that is made harmless again");
  if (!is_utf8(clean)) fuzz::expect_none("harmless text that is no UTF-8");
  constexpr int kColumns = 7;
  if (display_width(fit(clean, kColumns, true)) > kColumns) fuzz::expect_none("wider than allowed");
  if (const auto bytes = base64_decode(text); bytes && base64(*bytes) != text) fuzz::expect_none("another base64");
  (void)glob_match(text.substr(0, text.find(0x0a)), text.substr(text.find(0x0a) + 1));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
  constexpr std::size_t kLongest = 4096;  // of a word: the rest only takes time
  std::string_view text{data, std::min(size, kLongest)};
  if (text.ends_with('\n')) text.remove_suffix(1);  // of a seed, which is a text file
  read_times(text);
  read_text(text);
  return 0;
}
