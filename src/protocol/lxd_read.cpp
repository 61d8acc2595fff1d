// SPDX-License-Identifier: MIT
#include "protocol/lxd_read.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "model/guid.hpp"
#include "model/percent.hpp"
#include "protocol/answer.hpp"
#include "protocol/http_error.hpp"

namespace optrack::lxd {
namespace {

constexpr std::string_view kApi = "/1.0/";

struct Code {
  int code;
  std::string_view word;
  Status status;
};
constexpr Code kCodes[] = {{103, "Running", Status::running},
                           {105, "Pending", Status::pending},
                           {200, "Success", Status::completed},
                           {400, "Failure", Status::failed},
                           {401, "Cancelled", Status::cancelled}};

/// By code, else by word; what is unknown runs on. `nullopt` when there is neither.
std::optional<Status> status_of(std::optional<double> code, const std::string& word) {
  if (!code && word.empty()) return std::nullopt;
  for (const Code& known : kCodes) {
    if (code ? *code == known.code : word == known.word) return known.status;
  }
  return Status::running;
}

std::optional<double> finite(double value) { return std::isfinite(value) ? std::optional{value} : std::nullopt; }

/// The number at the beginning of `text`.
std::optional<double> leading_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc{} || end == text.data()) return std::nullopt;
  return finite(value);
}

/// 22 out of "Image pack: 22% (26.40MB/s)".
std::optional<double> percent_in(std::string_view text) {
  const std::size_t sign = text.find('%');
  if (sign == std::string_view::npos) return std::nullopt;
  std::size_t start = sign;
  while (start > 0 && ((text[start - 1] >= '0' && text[start - 1] <= '9') || text[start - 1] == '.')) --start;
  return leading_number(text.substr(start, sign - start));
}

/// "download_progress": "rootfs: 25% (124.87kB/s)".
bool is_progress(std::string_view key, const Json& value) { return key.ends_with("_progress") && value.is_string(); }

void read_progress(const Json& metadata, Observation& into) {
  for (const auto& [key, value] : metadata.items()) {
    if (!is_progress(key, value)) continue;
    into.message = value.get<std::string>();
    into.progress = percent_in(into.message);
  }
  const Json* progress = object_at(metadata, "progress");
  if (progress == nullptr) return;
  if (const auto text = string_at(*progress, "percent")) {
    if (const auto percent = leading_number(*text)) into.progress = percent;
  } else if (const auto percent = number_at(*progress, "percent")) {
    into.progress = percent;
  }
}

/// "instance" of "instances", "storage_volume" of "storage_volumes", "entry" of "entries".
std::string singular(std::string word) {
  if (word.ends_with("ies")) return word.substr(0, word.size() - 3) + "y";
  if (word.size() > 1 && word.ends_with('s')) word.pop_back();
  return word;
}

Resource resource_at(const std::string& type, std::string_view path) {
  path = path.substr(0, path.find('?'));
  Resource resource;
  resource.type = type;
  resource.link = path;
  resource.id = path.starts_with(kApi) ? path.substr(kApi.size()) : path;
  resource.name = percent_decode(path.substr(path.rfind('/') + 1));
  return resource;
}

/// Older and newer names of one thing come side by side: containers are instances.
void read_resources(const Json& operation, Observation& into) {
  const Json* kinds = object_at(operation, "resources");
  if (kinds == nullptr) return;
  for (const auto& [kind, paths] : kinds->items()) {
    if (!paths.is_array() || (kind == "containers" && array_at(*kinds, "instances") != nullptr)) continue;
    for (const Json& path : paths) {
      if (!path.is_string() || path.get_ref<const std::string&>().empty()) continue;
      into.resources.push_back(resource_at(singular(kind), path.get_ref<const std::string&>()));
    }
  }
}

/// Token operations hand out secrets, and so do the sockets of an interactive exec.
void mask_secrets(Json& metadata) {
  for (auto& [key, value] : metadata.items()) {
    if (key == "secret" || key == "fds" || key == "environment") value = "***";
  }
}

std::string type_of_result(const Json& metadata) {
  if (metadata.contains("return")) return "exec";
  return metadata.contains("fingerprint") ? "image" : "";
}

std::string exit_words(int code) {
  constexpr int kBySignal = 128;
  if (code > kBySignal && code < kBySignal + 65) return fmt::format("exit code {} (signal {})", code, code - kBySignal);
  return fmt::format("exit code {}", code);
}

/// The operation succeeds when the command ran at all: its exit code is the outcome.
void read_exit_code(const Json& metadata, Observation& into) {
  const auto code = integer_at(metadata, "return");
  if (!code || *code < -1'000'000 || *code > 1'000'000'000) return;
  into.outcome->exit_code = static_cast<int>(*code);
  if (*code == 0 || into.status != Status::completed) return;
  into.status = Status::failed;
  into.message = exit_words(*into.outcome->exit_code);
}

/// The last progress stays beside what came of it.
void leave_out_progress(Json& metadata) {
  for (auto at = metadata.begin(); at != metadata.end();) {
    at = is_progress(at.key(), *at) || at.key() == "progress" ? metadata.erase(at) : std::next(at);
  }
}

void read_outcome(Json metadata, Observation& into) {
  leave_out_progress(metadata);
  if (metadata.empty()) return;
  into.outcome.emplace();
  into.outcome->type = type_of_result(metadata);
  read_exit_code(metadata, into);
  mask_secrets(metadata);
  into.outcome->value.text = json_text(metadata);
}

Error envelope_error(const Json& document, std::string_view what) {
  const int code = static_cast<int>(std::clamp(number_at(document, "error_code").value_or(0), 0.0, 999.0));
  Response as_answer;
  as_answer.status = code;
  as_answer.body = json_text(document);
  return http_error(as_answer, what);
}

}  // namespace

Result<Json> read_envelope(const Result<Response>& answer, std::string_view what) {
  Result<Json> document = json_answer(answer, what);
  if (!document) return document;
  const std::string type = string_at(*document, "type").value_or("");
  if (type == "error") return fail(envelope_error(*document, what));
  if (type == "sync" || type == "async") return document;
  return fail(ErrorKind::protocol, fmt::format("{}: the answer is not one of an LXD server", what));
}

bool is_async(const Json& envelope) { return string_at(envelope, "type") == "async"; }

const Json& metadata_of(const Json& envelope) {
  static const Json kNothing;
  const Json* metadata = member(envelope, "metadata");
  return metadata == nullptr ? kNothing : *metadata;
}

std::optional<std::string> operation_id(std::string_view address) {
  std::string_view rest = path_after(address, "/1.0/operations/");
  if (rest.ends_with("/wait")) rest.remove_suffix(5);
  if (rest.ends_with('/')) rest.remove_suffix(1);
  return parse_guid(rest);
}

Result<Observation> read_operation(const Json& operation, bool cancel_requested) {
  Observation seen;
  seen.raw_status = string_at(operation, "status").value_or("");
  seen.status = status_of(number_at(operation, "status_code"), seen.raw_status);
  if (!seen.status || string_at(operation, "id").value_or("").empty()) {
    return fail(ErrorKind::protocol, "the answer is no operation: it has no id or no status");
  }
  seen.type = string_at(operation, "description").value_or("");
  seen.started = real_time_at(operation, "created_at");
  seen.may_cancel = bool_at(operation, "may_cancel");
  read_resources(operation, seen);
  const Json* metadata = object_at(operation, "metadata");
  if (metadata != nullptr && is_final(*seen.status)) read_outcome(*metadata, seen);
  if (metadata != nullptr && !is_final(*seen.status)) read_progress(*metadata, seen);
  const std::string error = string_at(operation, "err").value_or("");
  if (!error.empty()) seen.message = error;
  const bool taken_back = error.find("context canceled") != std::string::npos;
  if (seen.status == Status::failed && cancel_requested && taken_back) seen.status = Status::cancelled;
  return seen;
}

}  // namespace optrack::lxd
