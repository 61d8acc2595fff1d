// SPDX-License-Identifier: MIT
#include "protocol/http_error.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "model/json.hpp"
#include "model/text.hpp"

namespace optrack {
namespace {

constexpr std::size_t kLongestWords = 600;
constexpr std::size_t kMostParts = 10;

/// One harmless line, cut; without the full stop at its end.
std::string one_sentence(std::string_view text) {
  std::string line = harmless(text.substr(0, 4 * kLongestWords));
  if (line.size() > kLongestWords) {
    std::size_t end = kLongestWords;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) --end;
    line = line.substr(0, end) + "...";
  }
  while (!line.empty() && (line.back() == ' ' || (line.back() == '.' && !line.ends_with("...")))) line.pop_back();
  return line;
}

/// "$.cpu.count: must be positive; $.name: is taken" from the `errors` of a problem document.
std::string validation_words(const Json& document) {
  const Json* errors = object_at(document, "errors");
  if (errors == nullptr) return {};
  std::vector<std::string> parts;
  for (const auto& [where, texts] : errors->items()) {
    const Json alone = Json::array({texts});
    for (const Json& text : texts.is_array() ? texts : alone) {
      if (parts.size() == kMostParts) break;
      if (text.is_string()) {
        parts.push_back(one_sentence(where) + ": " + one_sentence(text.get_ref<const std::string&>()));
      }
    }
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::string problem_words(const Json& document) {
  std::string words =
      one_sentence(string_at(document, "detail").value_or(string_at(document, "title").value_or(std::string{})));
  const std::string details = validation_words(document);
  if (details.empty()) return words;
  return words.empty() ? details : words + " (" + details + ")";
}

std::string json_words(const Json& document) {
  if (auto words = problem_words(document); !words.empty()) return words;
  for (const char* key : {"error", "message", "error_description", "Message"}) {
    if (const auto text = string_at(document, key); text && !text->empty()) return one_sentence(*text);
  }
  const Json* error = object_at(document, "error");
  return error == nullptr ? std::string{} : one_sentence(string_at(*error, "message").value_or(std::string{}));
}

bool looks_like_markup(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  return start != std::string_view::npos && text[start] == '<';
}

}  // namespace

ErrorKind kind_of_status(int status) {
  switch (status) {
    case 401:
    case 403:
    case 407:
      return ErrorKind::denied;
    case 404:
    case 410:
      return ErrorKind::not_found;
    case 405:
      return ErrorKind::protocol;
    case 408:
    case 425:
    case 429:
      return ErrorKind::unreachable;
    default:
      break;
  }
  if (status >= 400 && status < 500) return ErrorKind::conflict;
  return status >= 500 && status < 600 ? ErrorKind::unreachable : ErrorKind::protocol;
}

std::string server_words(const Response& response) {
  if (looks_like_markup(response.body)) return {};
  const Result<Json> document = parse_json(response.body);
  if (!document) return response.body.find('{') == 0 ? std::string{} : one_sentence(response.body);
  if (document->is_string()) return one_sentence(document->get_ref<const std::string&>());
  return json_words(*document);
}

Error http_error(const Response& response, std::string_view what) {
  std::string words = server_words(response);
  if (response.status >= 300 && response.status < 400) {
    words = "a redirect that may not be followed; check the provider's address";
  }
  std::string message = fmt::format("{}: HTTP {}", what, response.status);
  if (!words.empty()) message += ": " + words;
  return {kind_of_status(response.status), std::move(message), response.status};
}

}  // namespace optrack
