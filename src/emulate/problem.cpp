// SPDX-License-Identifier: MIT
#include "emulate/problem.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace optrack::emulate {
namespace {

using Json = nlohmann::ordered_json;

struct Meaning {
  int status;
  std::string_view title;
  std::string_view section;  ///< Of RFC 9110, or a whole address.
};

constexpr Meaning kMeanings[] = {
    {400, "Bad Request", "15.5.1"},         {401, "Unauthorized", "15.5.2"},
    {404, "Not Found", "15.5.5"},           {405, "Method Not Allowed", "15.5.6"},
    {409, "Conflict", "15.5.10"},           {415, "Unsupported Media Type", "15.5.16"},
    {429, "Too Many Requests", ""},         {500, "An error occurred while processing your request.", "15.6.1"},
    {503, "Service Unavailable", "15.6.4"},
};

}  // namespace

std::string problem_json(int status, std::string_view detail, std::string_view trace_id, const Complaints& complaints) {
  Json json;
  for (const auto& meaning : kMeanings) {
    if (meaning.status != status) continue;
    if (!meaning.section.empty())
      json["type"] = fmt::format("https://tools.ietf.org/html/rfc9110#section-{}", meaning.section);
    json["title"] = complaints.empty() ? meaning.title : "One or more validation errors occurred.";
  }
  json["status"] = status;
  if (!detail.empty()) json["detail"] = detail;
  json["traceId"] = trace_id;
  if (!complaints.empty()) json["errors"] = complaints;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace optrack::emulate
