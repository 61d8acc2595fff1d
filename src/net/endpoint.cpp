// SPDX-License-Identifier: MIT
#include "net/endpoint.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>

#include "model/ascii.hpp"

namespace optrack {
namespace {

constexpr std::size_t kLongestAddress = 16 * 1024;
constexpr std::string_view kWanted = "want https://HOST, http://HOST or unix:/SOCKET";

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using CurlUrl = std::unique_ptr<CURLU, FreeUrl>;

bool is_control(char letter) { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f; }

std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, flags) != CURLUE_OK || text == nullptr) return {};
  const std::unique_ptr<char, decltype(&curl_free)> owned{text, curl_free};
  return text;
}

/// Reads `text` into `url`; an address already there serves as base. Words for the trouble, if any.
std::optional<std::string> read_into(CURLU* url, std::string_view text) {
  if (text.size() > kLongestAddress) return "the address is longer than 16 KiB";
  if (std::any_of(text.begin(), text.end(), is_control)) return "the address holds control characters";
  if (curl_url_set(url, CURLUPART_URL, std::string{text}.c_str(), CURLU_URLENCODE) != CURLUE_OK) {
    return "the address cannot be understood";
  }
  const std::string scheme = part(url, CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") return "addresses of this kind are not supported: " + scheme;
  return std::nullopt;
}

Url taken_apart(CURLU* url) {
  Url result;
  result.origin.scheme = part(url, CURLUPART_SCHEME);
  result.origin.host = ascii_lower(part(url, CURLUPART_HOST));
  const std::string port = part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  std::from_chars(port.data(), port.data() + port.size(), result.origin.port);
  result.target = part(url, CURLUPART_PATH);
  if (result.target.empty()) result.target = "/";
  const std::string query = part(url, CURLUPART_QUERY);
  if (!query.empty()) result.target += "?" + query;
  return result;
}

bool has_scheme(std::string_view text) {
  const std::size_t end = text.find("://");
  return end != std::string_view::npos && end > 0 &&
         std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), [](unsigned char letter) {
           return std::isalnum(letter) != 0 || letter == '+' || letter == '-' || letter == '.';
         });
}

/// Whether libcurl would leave this path and query as it is: no dot segments, nothing to encode, no fragment.
bool stays_as_it_is(std::string_view target) {
  if (!target.starts_with('/') || target.size() > kLongestAddress / 2) return false;
  const bool plain = std::all_of(target.begin(), target.end(), [](char letter) {
    const bool word =
        (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
    return word || std::string_view{"/-_~?=&,:.%"}.find(letter) != std::string_view::npos;
  });
  const std::size_t query = std::min(target.find('?'), target.size());
  const bool whole_path = target.find("/.") == std::string_view::npos && target.find('%') >= query;
  return plain && whole_path && query + 1 != target.size();
}

Result<Endpoint> socket_endpoint(std::string name, std::string_view rest) {
  if (rest.starts_with("//")) rest.remove_prefix(2);
  const std::size_t colon = rest.find(':');
  Endpoint endpoint;
  endpoint.name = std::move(name);
  endpoint.socket = rest.substr(0, colon);
  if (!endpoint.socket.starts_with('/') || std::any_of(rest.begin(), rest.end(), is_control)) {
    return fail(ErrorKind::usage,
                "provider " + endpoint.name + ": unix: needs an absolute path, as in unix:/run/service.socket");
  }
  // A path longer than sun_path cannot be connected to.
  if (endpoint.socket.size() > 107) {
    return fail(ErrorKind::usage, "provider " + endpoint.name + ": the path of the socket is longer than 107 bytes");
  }
  std::string base = "http://localhost";
  if (colon != std::string_view::npos) base += rest.substr(colon + 1);
  Result<Url> url = parse_url(base);
  if (!url || url->origin != Origin{"http", "localhost", 80}) {
    return fail(ErrorKind::usage,
                "provider " + endpoint.name + ": after the socket comes a path, as in unix:/socket:/api");
  }
  endpoint.base = *std::move(url);
  return endpoint;
}

}  // namespace

std::string to_string(const Origin& origin) {
  const int usual = origin.scheme == "https" ? 443 : 80;
  std::string text = origin.scheme + "://" + origin.host;
  if (origin.port != usual) text += ":" + std::to_string(origin.port);
  return text;
}

bool is_loopback(const Origin& origin) {
  if (origin.host == "localhost" || origin.host == "[::1]") return true;
  in_addr address{};
  if (inet_pton(AF_INET, origin.host.c_str(), &address) != 1) return false;
  return (ntohl(address.s_addr) >> 24U) == 127;
}

Result<Url> parse_url(std::string_view text) {
  const CurlUrl url{curl_url()};
  if (!url) return fail(ErrorKind::local, "out of memory");
  if (auto trouble = read_into(url.get(), text)) return fail(ErrorKind::usage, *std::move(trouble));
  return taken_apart(url.get());
}

Result<Url> resolve_reference(const Url& base, std::string_view reference) {
  const CurlUrl url{curl_url()};
  if (!url) return fail(ErrorKind::local, "out of memory");
  auto trouble = read_into(url.get(), base.text());
  if (!trouble) trouble = read_into(url.get(), reference);
  if (trouble) return fail(ErrorKind::protocol, *std::move(trouble));
  return taken_apart(url.get());
}

Result<Endpoint> make_endpoint(std::string name, std::string_view address) {
  if (address.starts_with("unix:")) return socket_endpoint(std::move(name), address.substr(5));
  const std::string who = "provider " + name;
  const std::string_view authority = address.substr(0, address.find_first_of("/?#", address.find("://") + 3));
  if (has_scheme(address) && authority.find('@') != std::string_view::npos) {
    return fail(ErrorKind::usage, who + ": no user name or password in the address; use --user and --password-file");
  }
  Result<Url> url = has_scheme(address) ? parse_url(address) : fail(ErrorKind::usage, std::string{kWanted});
  if (!url) return fail(std::move(url).error().during(who));
  if (url->target.find('?') != std::string::npos) return fail(ErrorKind::usage, who + ": no query in the address");
  Endpoint endpoint;
  endpoint.name = std::move(name);
  endpoint.base = *std::move(url);
  return endpoint;
}

bool is_private(const Endpoint& endpoint) {
  return !endpoint.socket.empty() || endpoint.base.origin.scheme == "https" || is_loopback(endpoint.base.origin);
}

Result<Url> resolve(const Endpoint& endpoint, std::string_view target) {
  if (stays_as_it_is(target)) {  // as every poll: not taken apart only to be put together again
    std::string base = endpoint.base.target;
    while (base.ends_with('/')) base.pop_back();
    return Url{endpoint.base.origin, base.append(target)};
  }
  std::string address{target};
  if (!has_scheme(target.substr(0, target.find_first_of("/?#") + 3))) {
    std::string base = endpoint.base.text();
    while (base.ends_with('/')) base.pop_back();
    const bool joins = target.empty() || target.starts_with('/') || target.starts_with('?');
    address = base + (joins ? "" : "/") + address;
  }
  Result<Url> url = parse_url(address);
  if (!url)
    return fail(Error{ErrorKind::protocol, url.error().message, std::nullopt}.during("request to " + endpoint.name));
  return url;
}

}  // namespace optrack
