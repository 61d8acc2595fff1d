// SPDX-License-Identifier: MIT
#include "net/transfer.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "model/ascii.hpp"
#include "model/text.hpp"
#include "net/curl_error.hpp"
#include "optrack/version.hpp"

namespace optrack {
namespace {

constexpr std::size_t kMostHeaderBytes = 256 * 1024;
constexpr std::size_t kMostHeaders = 1000;

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char left, unsigned char right) { return std::tolower(left) == std::tolower(right); });
}

template <std::size_t Count>
bool is_one_of(std::string_view word, const std::array<std::string_view, Count>& words) {
  return std::any_of(words.begin(), words.end(), [word](std::string_view other) { return same_word(word, other); });
}

/// Headers that another origin may see.
constexpr std::array<std::string_view, 3> kHarmlessHeaders{"Accept", "Range", "If-Range"};
/// Headers that decide where a message goes and ends: the transport's own.
constexpr std::array<std::string_view, 6> kOwnHeaders{"Host",       "Content-Length", "Transfer-Encoding",
                                                      "Connection", "Upgrade",        "Expect"};

bool is_token(std::string_view name) {
  static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char letter) {
    return std::isalnum(letter) != 0 || kMarks.find(static_cast<char>(letter)) != std::string_view::npos;
  });
}

/// RFC 9110, section 5.5: no line breaks, no NUL; other control characters have no use either.
bool is_field_value(std::string_view value) {
  return std::all_of(value.begin(), value.end(),
                     [](unsigned char letter) { return (letter >= 0x20 || letter == '\t') && letter != 0x7f; });
}

Result<void> check(const Header& header) {
  if (!is_token(header.name)) return fail(ErrorKind::usage, "not a header name: " + harmless(header.name));
  if (!is_field_value(header.value)) {
    return fail(ErrorKind::usage, "line break or control character in the value of header " + header.name);
  }
  if (is_one_of(header.name, kOwnHeaders))
    return fail(ErrorKind::usage, "the header " + header.name + " cannot be set");
  return {};
}

int info(CURL* easy, CURLINFO which) {
  long value = 0;
  curl_easy_getinfo(easy, which, &value);
  return static_cast<int>(value);
}

}  // namespace

void Transfer::FreeEasy::operator()(void* handle) const { curl_easy_cleanup(handle); }
void Transfer::FreeList::operator()(curl_slist* list) const { curl_slist_free_all(list); }

Transfer::Transfer(const Endpoint& endpoint) : endpoint_(endpoint) {}

void Transfer::carry(Request request, Hop hop) {
  request_ = std::move(request);
  hop_ = std::move(hop);
}

Result<void> Transfer::prepare(const Plan& plan) {
  if (!easy_) easy_.reset(curl_easy_init());
  if (!easy_) return fail(ErrorKind::local, "out of memory");
  plan_ = plan;
  response_ = {};
  response_.url = hop_.url.text();
  header_bytes_ = 0;
  headers_ended_ = false;
  excess_ = Excess::none;
  const bool plain = is_plain();
  if (plain && plain_ == plan_.authorization) {
    set_plain();
    return {};
  }
  plain_.reset();
  curl_easy_reset(easy_.get());
  set_address();
  set_method();
  set_trust();
  set_limits();
  Result<void> written = set_headers();
  if (written && plain) plain_ = plan_.authorization;
  return written;
}

bool Transfer::is_plain() const {
  return hop_.method == "GET" && !hop_.with_body && hop_.is_trusted && is_own_origin() && request_.headers.empty();
}

void Transfer::set_plain() {
  curl_easy_setopt(easy_.get(), CURLOPT_URL, response_.url.c_str());
  set_time_limit();
}

void Transfer::set_time_limit() const {
  const std::int64_t limit = std::max<std::int64_t>(plan_.time_limit.count(), 1);
  curl_easy_setopt(easy_.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(limit));
}

void Transfer::set_address() {
  CURL* easy = easy_.get();
  curl_easy_setopt(easy, CURLOPT_URL, response_.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  const bool by_socket = !endpoint_.socket.empty() && is_own_origin();
  if (by_socket) curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, endpoint_.socket.c_str());
  // A proxy would carry off what is meant to stay on this machine.
  if (by_socket || is_loopback(hop_.url.origin)) curl_easy_setopt(easy, CURLOPT_PROXY, "");
  // Many requests at once share one connection where the server speaks HTTP/2.
  if (hop_.url.origin.scheme == "https") curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
}

void Transfer::set_method() const {
  CURL* easy = easy_.get();
  const std::string& method = hop_.method;
  // libcurl sends a request again by itself when a kept connection turns out to be closed; a POST might
  // then be done twice.
  if (method == "POST" || method == "PATCH") curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
  if (method == "HEAD") {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    return;
  }
  if (hop_.with_body) {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request_.body.c_str());
  }
  if (method != (hop_.with_body ? "POST" : "GET")) curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
}

void Transfer::set_trust() {
  CURL* easy = easy_.get();
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!is_own_origin()) return;
  if (!endpoint_.cacert.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, endpoint_.cacert.c_str());
  if (endpoint_.insecure) {
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
  }
  if (!hop_.is_trusted || endpoint_.client_certificate.empty()) return;
  curl_easy_setopt(easy, CURLOPT_SSLCERT, endpoint_.client_certificate.c_str());
  curl_easy_setopt(easy, CURLOPT_SSLKEY, endpoint_.client_key.c_str());
}

void Transfer::set_limits() {
  CURL* easy = easy_.get();
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // Leaving does not wait for a name server.
  set_time_limit();
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(plan_.connect_limit.count()));
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(easy, CURLOPT_USERAGENT, ("optrack/" + std::string{kVersion}).c_str());
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
}

Result<void> Transfer::set_headers() {
  std::vector<std::string> lines;
  bool has_type = false;
  for (const Header& header : request_.headers) {
    if (Result<void> checked = check(header); !checked) return checked;
    const bool is_type = same_word(header.name, "Content-Type");
    if (!hop_.is_trusted && !is_type && !is_one_of(header.name, kHarmlessHeaders)) continue;
    if (is_type && !hop_.with_body) continue;
    has_type = has_type || is_type;
    // "Name;" is how libcurl is told of a header without value.
    lines.push_back(trimmed(header.value).empty() ? header.name + ";" : header.name + ": " + header.value);
  }
  if (hop_.with_body) lines.emplace_back("Expect:");
  if (hop_.with_body && !has_type) lines.emplace_back("Content-Type: application/json");
  if (hop_.is_trusted && !plan_.authorization.empty()) lines.push_back("Authorization: " + plan_.authorization);
  curl_slist* list = nullptr;
  for (const std::string& line : lines) {
    curl_slist* longer = curl_slist_append(list, line.c_str());
    if (longer != nullptr) list = longer;
  }
  headers_.reset(list);
  curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, list);
  return {};
}

bool Transfer::take_header(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > kMostHeaderBytes || response_.headers.size() >= kMostHeaders) {
    excess_ = Excess::headers;
    return false;
  }
  if (line.starts_with("HTTP/")) {  // A new status line: what came before was interim (1xx).
    response_.headers.clear();
    headers_ended_ = false;
    return true;
  }
  const std::string_view text = trimmed(line);
  if (text.empty()) {
    headers_ended_ = info(easy_.get(), CURLINFO_RESPONSE_CODE) >= 200;
    return true;
  }
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || headers_ended_) return true;  // Trailers are not for us.
  response_.headers.push_back(
      {std::string{trimmed(text.substr(0, colon))}, std::string{trimmed(text.substr(colon + 1))}});
  return true;
}

std::size_t Transfer::on_header(char* bytes, std::size_t size, std::size_t count, void* self) {
  const std::size_t length = size * count;
  return static_cast<Transfer*>(self)->take_header({bytes, length}) ? length : length + 1;
}

/// Room for what was announced, as far as that can be believed: a long answer would otherwise be copied as it grows.
void Transfer::reserve_body() {
  curl_off_t announced = -1;
  curl_easy_getinfo(easy_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
  if (announced > 0) response_.body.reserve(std::min(static_cast<std::size_t>(announced), plan_.body_limit));
}

std::size_t Transfer::on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
  Transfer& transfer = *static_cast<Transfer*>(self);
  const std::size_t length = size * count;
  if (length > transfer.plan_.body_limit - transfer.response_.body.size()) {
    transfer.excess_ = Excess::body;
    return length + 1;
  }
  if (transfer.response_.body.empty()) transfer.reserve_body();
  transfer.response_.body.append(bytes, length);
  return length;
}

std::string Transfer::place() const {
  if (!endpoint_.socket.empty() && is_own_origin()) return "unix:" + harmless(endpoint_.socket);
  return harmless(hop_.url.origin.host) + ":" + std::to_string(hop_.url.origin.port);
}

Error Transfer::failure(int code) const {
  CURL* easy = easy_.get();
  Error error = curl_error({code, info(easy, CURLINFO_OS_ERRNO), info(easy, CURLINFO_SSL_VERIFYRESULT),
                            info(easy, CURLINFO_HTTP_CONNECTCODE), place(), format_duration(plan_.time_limit),
                            is_own_origin() ? endpoint_.cacert : ""});
  // The bytes of all requests of this hop, should libcurl have tried again, and of CONNECT to a proxy.
  long sent = -1;
  error.not_sent = hop_.count == 0 && curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &sent) == CURLE_OK && sent == 0;
  return error;
}

Result<Response> Transfer::finish(int code) {
  if (excess_ == Excess::headers)
    return fail(ErrorKind::protocol, "the headers of " + place() + " are larger than 256 KiB or more than 1000");
  if (excess_ == Excess::body) {
    return fail(ErrorKind::protocol,
                "the answer of " + place() + " is larger than " + std::to_string(plan_.body_limit) + " bytes");
  }
  const bool is_cut = code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR || code == CURLE_HTTP2_STREAM;
  if (code != CURLE_OK && !(is_cut && headers_ended_)) return fail(failure(code));
  response_.status = info(easy_.get(), CURLINFO_RESPONSE_CODE);
  response_.complete = code == CURLE_OK;
  return std::move(response_);
}

}  // namespace optrack
