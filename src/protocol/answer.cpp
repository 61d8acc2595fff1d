// SPDX-License-Identifier: MIT
#include "protocol/answer.hpp"

#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "model/percent.hpp"
#include "model/text.hpp"
#include "protocol/http_error.hpp"

namespace optrack {
namespace {

/// What came, for somebody who expected JSON: "text/html, beginning with: <html>".
std::string what_came(const Response& response) {
  const std::string type{response.header("Content-Type").value_or("no content type")};
  return fmt::format("{}, beginning with: {}", harmless(type.substr(0, 80)), harmless(response.body.substr(0, 80)));
}

template <typename Document, typename Text>
Result<Document> read_with(Result<Document> (&read)(Text), const Result<Response>& answer, std::string_view what) {
  if (!answer) return fail(answer.error());
  if (answer->status < 200 || answer->status > 299) return fail(http_error(*answer, what));
  if (!answer->complete) {
    return fail(ErrorKind::unreachable, fmt::format("{}: the answer was cut short", what), answer->status);
  }
  if (answer->body.find_first_not_of(" \t\r\n") == std::string::npos) {
    return fail(ErrorKind::protocol, fmt::format("{}: the answer is empty", what), answer->status);
  }
  Result<Document> document = read(answer->body);
  if (document) return document;
  return fail(ErrorKind::protocol,
              fmt::format("{}: not JSON ({}); what came is {}", what, document.error().message, what_came(*answer)),
              answer->status);
}

std::optional<WallTime> real(const std::optional<WallTime>& time) {
  if (!time || *time < WallTime{}) return std::nullopt;
  return time;
}

}  // namespace

Result<Json> json_answer(const Result<Response>& answer, std::string_view what) {
  return read_with(parse_json, answer, what);
}

Result<JsonDocument> json_view_answer(const Result<Response>& answer, std::string_view what) {
  return read_with(read_json, answer, what);
}

Request ask_for(std::string_view provider, std::string_view method, std::string target) {
  Request request;
  request.provider = provider;
  request.method = method;
  request.target = std::move(target);
  return request;
}

std::string path_segment(std::string_view text) {
  if (text == "." || text == "..") return {};
  return percent_encode(text);
}

Error not_an_id(std::string_view id) {
  return {ErrorKind::usage, "no id of an operation: \"" + std::string{id} + '"', {}};
}

std::string_view path_after(std::string_view address, std::string_view marker) {
  address = address.substr(0, address.find_first_of("?#"));
  const std::size_t at = address.rfind(marker);
  return at == std::string_view::npos ? std::string_view{} : address.substr(at + marker.size());
}

std::optional<WallTime> real_time_at(const Json& json, std::string_view key) { return real(time_at(json, key)); }

std::optional<WallTime> real_time_at(JsonView json, std::string_view key) { return real(time_at(json, key)); }

}  // namespace optrack
