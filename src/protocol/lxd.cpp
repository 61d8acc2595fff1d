// SPDX-License-Identifier: MIT
#include "protocol/lxd.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "model/guid.hpp"
#include "protocol/answer.hpp"
#include "protocol/hold.hpp"
#include "protocol/http_error.hpp"
#include "protocol/lxd_output.hpp"
#include "protocol/lxd_read.hpp"

namespace optrack {
namespace {

constexpr Milliseconds kRetention{5'000};  ///< Measured on LXD 5.0.2: finished operations are forgotten after 5 s.

std::string lxd_operation_path(std::string_view id) { return "/1.0/operations/" + path_segment(id); }

Remote lxd_remote(const std::string& id, std::string_view type) {
  return {id, lxd_operation_path(id), std::string{type}};
}

/// With a hold the server answers at the end of the operation, which it would forget 5 s later, or when the time
/// is over; either way with the same document.
Request ask_about(const Remote& remote, const PollContext& context) {
  Request request = ask_for(context.provider, "GET", lxd_operation_path(remote.id));
  if (!context.hold) return request;
  request.target += fmt::format("/wait?timeout={}", hold_seconds(*context.hold));
  allow_hold(request, *context.hold);
  return request;
}

/// A poll that leaves logs out must not lose how far they were read.
Observation without_output(Observation seen, const PollContext& context) {
  seen.cursor = context.cursor;
  return seen;
}

Exchange<Observation> read_poll(const Result<Response>& answer, const PollContext& context) {
  constexpr std::string_view what = "poll";
  const Result<Json> envelope = lxd::read_envelope(answer, what);
  if (!envelope) return fail(envelope.error());
  Result<Observation> seen = lxd::read_operation(lxd::metadata_of(*envelope), context.cancel_requested);
  if (!seen) return fail(std::move(seen).error().during(what));
  if (context.quiet) return without_output(*std::move(seen), context);
  std::vector<lxd::OutputFile> files = lxd::output_files(lxd::metadata_of(*envelope), context.cursor);
  if (files.empty()) return without_output(*std::move(seen), context);
  return lxd::with_output(*std::move(seen), std::move(files), context);
}

/// Work that was done at once, without an operation.
Started finished_at_once(const Json& envelope, const StartCall& call) {
  Started started;
  started.remote.type = call.type;
  started.observation.status = Status::completed;
  const Json& metadata = lxd::metadata_of(envelope);
  if (metadata.is_object() && !metadata.empty()) {
    started.observation.outcome = Outcome{{}, {json_text(metadata)}, std::nullopt};
  }
  return started;
}

Started started_without_body(const std::string& id, const StartCall& call) {
  Started started{lxd_remote(id, call.type), {}};
  started.observation.status = Status::pending;
  return started;
}

std::string location_id(const Result<Response>& answer) {
  if (!answer || answer->status < 200 || answer->status > 299) return {};
  return lxd::operation_id(answer->header("Location").value_or("")).value_or("");
}

Result<Started> read_lxd_start(const Result<Response>& answer, const StartCall& call) {
  const std::string what = "start " + call.type;
  const std::string location = location_id(answer);
  const Result<Json> envelope = lxd::read_envelope(answer, what);
  if (!envelope) {
    // It was accepted: an unreadable body must not make us forget it.
    if (!location.empty()) return started_without_body(location, call);
    return fail(envelope.error());
  }
  if (!lxd::is_async(*envelope)) return finished_at_once(*envelope, call);
  const auto named = parse_guid(string_at(lxd::metadata_of(*envelope), "id").value_or(""));
  const std::string id =
      named.value_or(lxd::operation_id(string_at(*envelope, "operation").value_or("")).value_or(location));
  if (id.empty()) {
    return fail(ErrorKind::protocol, what + ": the server accepted it but did not say which operation it became");
  }
  Result<Observation> seen = lxd::read_operation(lxd::metadata_of(*envelope), false);
  if (!seen) return started_without_body(id, call);
  return Started{lxd_remote(id, call.type), *std::move(seen)};
}

Result<CancelReply> read_cancel(const Result<Response>& answer) {
  using Kind = CancelReply::Kind;
  if (!answer) return fail(answer.error());
  if (answer->status >= 200 && answer->status <= 299) return CancelReply{};
  const std::string words = server_words(*answer);
  if (answer->status == 404) return CancelReply{Kind::already_final, "the server no longer knows it"};
  if (answer->status != 400) return fail(http_error(*answer, "cancel"));
  const bool over = words.find("Only running operations") != std::string::npos;
  return CancelReply{over ? Kind::already_final : Kind::refused, words};
}

void add_rows(const Json& group, std::vector<std::pair<WallTime, RemoteOperation>>& rows) {
  for (const Json& row : group) {
    const auto id = string_at(row, "id");
    Result<Observation> seen = lxd::read_operation(row, false);
    if (!seen) continue;
    const WallTime created = seen->started.value_or(WallTime::min());
    rows.emplace_back(created, RemoteOperation{lxd_remote(*id, {}), *std::move(seen)});
  }
}

/// Operations come grouped by state; newest first is what a person wants.
std::vector<RemoteOperation> read_list(const Json& groups, std::size_t limit) {
  std::vector<std::pair<WallTime, RemoteOperation>> rows;
  if (groups.is_object()) {
    for (const auto& [state, group] : groups.items()) {
      if (group.is_array()) add_rows(group, rows);
    }
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<RemoteOperation> found;
  for (auto& [created, operation] : rows) {
    if (limit != 0 && found.size() == limit) break;
    found.push_back(std::move(operation));
  }
  return found;
}

Result<ServerInfo> read_probe(const Result<Response>& answer) {
  const Result<Json> envelope = lxd::read_envelope(answer, "read the server's description");
  if (!envelope) return fail(envelope.error());
  const Json& server = lxd::metadata_of(*envelope);
  if (string_at(server, "auth") == "untrusted") {
    return fail(ErrorKind::denied,
                "the server is there but does not trust us: add our client certificate to it (there: lxc config trust "
                "add FILE)");
  }
  if (!string_at(server, "auth")) return fail(ErrorKind::protocol, "the answer is not one of an LXD server");
  const Json* environment = object_at(server, "environment");
  const Json empty = Json::object();
  const Json& details = environment == nullptr ? empty : *environment;
  const std::string version = string_at(details, "server_version").value_or("");
  const std::string product = string_at(details, "server").value_or("lxd");
  return ServerInfo{version, fmt::format("{} {} (API {})", product == "lxd" ? "LXD" : product, version,
                                         string_at(server, "api_version").value_or("1.0"))};
}

class Lxd final : public Protocol {
 public:
  [[nodiscard]] std::string_view name() const override { return "lxd"; }

  [[nodiscard]] Traits traits(std::string_view operation_type) const override {
    Traits traits;
    // The output of a command is read between polls.
    traits.long_poll = operation_type == "instances.exec" ? LongPoll::none : LongPoll::until_end;
    traits.retention = kRetention;
    traits.can_cancel = true;
    return traits;
  }

  [[nodiscard]] std::span<const OperationType> types() const override { return lxd_types(); }

  [[nodiscard]] Exchange<Started> start(const StartCall& call) const override {
    Request request = ask_for(call.provider, call.method, call.target);
    request.headers = call.headers;
    request.body = call.body;
    return Exchange<Started>::ask(std::move(request), [call](const Result<Response>& answer) -> Exchange<Started> {
      return read_lxd_start(answer, call);
    });
  }

  [[nodiscard]] Exchange<Observation> poll(const Remote& remote, const PollContext& context) const override {
    if (path_segment(remote.id).empty()) return fail(not_an_id(remote.id));
    return Exchange<Observation>::ask(ask_about(remote, context),
                                      [context](const Result<Response>& answer) { return read_poll(answer, context); });
  }

  [[nodiscard]] Exchange<CancelReply> cancel(const Remote& remote, const PollContext& context) const override {
    if (path_segment(remote.id).empty()) return fail(not_an_id(remote.id));
    return Exchange<CancelReply>::ask(
        ask_for(context.provider, "DELETE", lxd_operation_path(remote.id)),
        [](const Result<Response>& answer) -> Exchange<CancelReply> { return read_cancel(answer); });
  }

  [[nodiscard]] Exchange<std::optional<Started>> find_by_key(const std::string& /*key*/,
                                                             const PollContext& /*context*/) const override {
    return fail(ErrorKind::usage, "LXD has no idempotency keys: a start whose answer was lost cannot be looked up");
  }

  [[nodiscard]] Exchange<std::vector<RemoteOperation>> list(const PollContext& context,
                                                            std::size_t limit) const override {
    using Rows = std::vector<RemoteOperation>;
    return Exchange<Rows>::ask(ask_for(context.provider, "GET", "/1.0/operations?recursion=1"),
                               [limit](const Result<Response>& answer) -> Exchange<Rows> {
                                 const auto envelope = lxd::read_envelope(answer, "list operations");
                                 if (!envelope) return fail(envelope.error());
                                 return read_list(lxd::metadata_of(*envelope), limit);
                               });
  }

  [[nodiscard]] Exchange<ServerInfo> probe(const PollContext& context) const override {
    return Exchange<ServerInfo>::ask(
        ask_for(context.provider, "GET", "/1.0"),
        [](const Result<Response>& answer) -> Exchange<ServerInfo> { return read_probe(answer); });
  }

  [[nodiscard]] std::optional<Remote> remote_from(std::string_view id_or_path) const override {
    auto id = parse_guid(id_or_path);
    if (!id) id = lxd::operation_id(id_or_path);
    return id ? std::optional{lxd_remote(*id, {})} : std::nullopt;
  }
};

}  // namespace

const Protocol& lxd_protocol() {
  static const Lxd kProtocol;
  return kProtocol;
}

}  // namespace optrack
