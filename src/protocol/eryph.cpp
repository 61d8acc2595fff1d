// SPDX-License-Identifier: MIT
#include "protocol/eryph.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "model/guid.hpp"
#include "model/http_date.hpp"
#include "model/percent.hpp"
#include "protocol/answer.hpp"
#include "protocol/eryph_read.hpp"
#include "protocol/http_error.hpp"

namespace optrack {
namespace {

constexpr std::string_view kOperations = "/v1/operations/";

std::string eryph_operation_path(std::string_view id) { return std::string{kOperations} + path_segment(id); }

Remote eryph_remote(const std::string& id, std::string_view type) {
  return {id, eryph_operation_path(id), std::string{type}};
}

Exchange<Observation> with_catlet(Observation seen, const Remote& remote, const PollContext& context) {
  const std::string catlet = path_segment(eryph::catlet_to_fetch(seen, remote.type));
  if (catlet.empty()) return seen;
  return Exchange<Observation>::ask(ask_for(context.provider, "GET", "/v1/catlets/" + catlet),
                                    [seen = std::move(seen)](const Result<Response>& answer) -> Exchange<Observation> {
                                      Observation whole = seen;
                                      const Result<Json> document = json_answer(answer, "read the catlet");
                                      if (document && document->is_object()) eryph::add_catlet(whole, *document);
                                      if (!document) whole.warnings.push_back(document.error().message);
                                      return whole;
                                    });
}

std::string poll_target(const Remote& remote, const PollContext& context, const eryph::LogCursor& cursor) {
  std::string target = eryph_operation_path(remote.id);
  if (context.quiet) return target + "?expand=tasks,resources,projects";
  target += "?expand=logs,tasks,resources,projects";
  if (cursor.after) target += "&log_time_stamp=" + percent_encode(format_rfc3339_exact(*cursor.after));
  return target;
}

std::optional<WallTime> newest_log(const Observation& seen) {
  return seen.logs.empty() ? std::nullopt : seen.logs.back().at;
}

std::optional<WallTime> date_of(const Response& response, std::optional<WallTime> newest) {
  const auto date = response.header("Date");
  return date ? parse_http_date(*date, newest.value_or(WallTime{})) : std::nullopt;
}

Exchange<Observation> read_poll(const Result<Response>& answer, const Remote& remote, const PollContext& context) {
  constexpr std::string_view what = "poll";
  const Result<JsonDocument> document = json_view_answer(answer, what);
  if (!document) return fail(document.error());
  Result<Observation> seen = eryph::read_operation(document->root());
  if (!seen) return fail(std::move(seen).error().during(what));
  const eryph::LogCursor before = eryph::LogCursor::parse(context.cursor);
  const std::optional<WallTime> newest = newest_log(*seen);
  const eryph::LogCursor cursor = newest ? eryph::advance(before, newest, date_of(*answer, newest)) : before;
  seen->cursor = newest ? cursor.text() : context.cursor;
  seen->logs_until = cursor.after;
  return with_catlet(*std::move(seen), remote, context);
}

/// Version 1.2 brought cancelling; an older server answers 404 like for an operation of somebody else.
bool knows_cancel(const Json& version) {
  const Json* latest = object_at(version, "latest_version");
  if (latest == nullptr) return false;
  const double major = number_at(*latest, "major").value_or(0);
  return major > 1 || (major == 1 && number_at(*latest, "minor").value_or(0) >= 2);
}

CancelReply unsupported() {
  return {CancelReply::Kind::unsupported, "this server is older than API version 1.2 and cannot cancel operations"};
}

Exchange<CancelReply> refused_or_gone(const Remote& remote, const PollContext& context) {
  return Exchange<CancelReply>::ask(
      ask_for(context.provider, "GET", eryph_operation_path(remote.id)),
      [](const Result<Response>& answer) -> Exchange<CancelReply> {
        const Result<Json> document = json_answer(answer, "cancel");
        if (!document) return fail(document.error());
        return CancelReply{CancelReply::Kind::refused,
                           "only its requester, an owner of its projects or a super admin may cancel it"};
      });
}

Exchange<CancelReply> cancel_not_found(const Remote& remote, const PollContext& context) {
  return Exchange<CancelReply>::ask(ask_for(context.provider, "GET", "/v1/version"),
                                    [remote, context](const Result<Response>& answer) -> Exchange<CancelReply> {
                                      if (answer && answer->status == 404) return unsupported();
                                      const Result<Json> version = json_answer(answer, "read the server's version");
                                      if (!version) return fail(version.error());
                                      if (!knows_cancel(*version)) return unsupported();
                                      return refused_or_gone(remote, context);
                                    });
}

/// A start that was accepted must not be lost because its body is unreadable: the address, else
/// the key that became the id, still name the operation.
std::string id_beside_body(const Response& response, const StartCall& call) {
  const auto location = response.header("Location");
  const auto id = parse_guid(path_after(location.value_or(""), kOperations));
  return id ? *id : call.key;
}

Result<Started> read_eryph_start(const Result<Response>& answer, const StartCall& call) {
  const std::string what = "start " + call.type;
  const Result<JsonDocument> document = json_view_answer(answer, what);
  if (document) {
    Result<Observation> seen = eryph::read_operation(document->root());
    const auto id = parse_guid(string_at(document->root(), "id").value_or(""));
    if (seen && id) return Started{eryph_remote(*id, call.type), *std::move(seen)};
  }
  if (!answer || answer->status < 200 || answer->status > 299) return fail(document.error());
  // A key alone proves nothing: a page that some proxy sends with 200 is no start.
  const bool accepted = answer->status == 202 || answer->header("Location");
  const std::string id = accepted ? id_beside_body(*answer, call) : std::string{};
  if (id.empty() && !document) return fail(document.error());
  if (id.empty()) {
    return fail(ErrorKind::protocol, what + ": the server accepted it but did not say which operation it became");
  }
  Started started{eryph_remote(id, call.type), {}};
  started.observation.status = Status::pending;
  started.observation.warnings.push_back(what + ": the answer's body could not be read");
  return started;
}

Observation list_row(Observation seen) {
  seen.logs.clear();
  return seen;
}

std::vector<RemoteOperation> read_list(const std::vector<JsonView>& rows, std::size_t limit) {
  std::vector<std::pair<WallTime, RemoteOperation>> dated;
  for (const JsonView row : rows) {
    Result<Observation> seen = eryph::read_operation(row);
    if (!seen) continue;
    const WallTime created = time_at(row, "created").value_or(seen->started.value_or(WallTime::min()));
    dated.emplace_back(created, RemoteOperation{eryph_remote(*string_at(row, "id"), {}), list_row(*std::move(seen))});
  }
  std::stable_sort(dated.begin(), dated.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<RemoteOperation> found;
  for (auto& [created, operation] : dated) {
    if (limit != 0 && found.size() == limit) break;
    found.push_back(std::move(operation));
  }
  return found;
}

class Eryph final : public Protocol {
 public:
  [[nodiscard]] std::string_view name() const override { return "eryph"; }

  [[nodiscard]] Traits traits(std::string_view operation_type) const override {
    const auto all = types();
    const auto type =
        std::find_if(all.begin(), all.end(), [&](const OperationType& t) { return t.name == operation_type; });
    Traits traits;
    traits.late_logs = true;
    traits.can_cancel = true;
    traits.key_is_id = type != all.end() && !type->key_pointer.empty();
    return traits;
  }

  [[nodiscard]] std::span<const OperationType> types() const override { return eryph_types(); }

  [[nodiscard]] Exchange<Started> start(const StartCall& call) const override {
    Request request = ask_for(call.provider, call.method, call.target);
    request.headers = call.headers;
    request.body = call.body;
    return Exchange<Started>::ask(std::move(request), [call](const Result<Response>& answer) -> Exchange<Started> {
      return read_eryph_start(answer, call);
    });
  }

  [[nodiscard]] Exchange<Observation> poll(const Remote& remote, const PollContext& context) const override {
    if (path_segment(remote.id).empty()) return fail(not_an_id(remote.id));
    const std::string target = poll_target(remote, context, eryph::LogCursor::parse(context.cursor));
    return Exchange<Observation>::ask(
        ask_for(context.provider, "GET", target),
        [remote, context](const Result<Response>& answer) { return read_poll(answer, remote, context); });
  }

  [[nodiscard]] Exchange<CancelReply> cancel(const Remote& remote, const PollContext& context) const override {
    if (path_segment(remote.id).empty()) return fail(not_an_id(remote.id));
    return Exchange<CancelReply>::ask(ask_for(context.provider, "POST", eryph_operation_path(remote.id) + "/cancel"),
                                      [remote, context](const Result<Response>& answer) -> Exchange<CancelReply> {
                                        if (!answer) return fail(answer.error());
                                        if (answer->status == 404 || answer->status == 405)
                                          return cancel_not_found(remote, context);
                                        if (answer->status < 200 || answer->status > 299)
                                          return fail(http_error(*answer, "cancel " + remote.id));
                                        return CancelReply{};
                                      });
  }

  [[nodiscard]] Exchange<std::optional<Started>> find_by_key(const std::string& key,
                                                             const PollContext& context) const override {
    using Found = std::optional<Started>;
    return Exchange<Found>::ask(ask_for(context.provider, "GET", eryph_operation_path(key) + "?expand=tasks,resources"),
                                [key](const Result<Response>& answer) -> Exchange<Found> {
                                  if (answer && answer->status == 404) return Found{};
                                  const Result<JsonDocument> document =
                                      json_view_answer(answer, "look for operation " + key);
                                  if (!document) return fail(document.error());
                                  const JsonView root = document->root();
                                  Result<Observation> seen = eryph::read_operation(root);
                                  if (!seen) return fail(std::move(seen).error().during("look for operation " + key));
                                  return Found{Started{eryph_remote(*string_at(root, "id"), {}), *std::move(seen)}};
                                });
  }

  [[nodiscard]] Exchange<std::vector<RemoteOperation>> list(const PollContext& context,
                                                            std::size_t limit) const override {
    using Rows = std::vector<RemoteOperation>;
    return Exchange<Rows>::ask(ask_for(context.provider, "GET", "/v1/operations?expand=tasks,resources"),
                               [limit](const Result<Response>& answer) -> Exchange<Rows> {
                                 const Result<JsonDocument> document = json_view_answer(answer, "list operations");
                                 if (!document) return fail(document.error());
                                 const auto rows = items_at(document->root(), "value");
                                 if (!rows) {
                                   return fail(ErrorKind::protocol, "list operations: the answer holds no list");
                                 }
                                 return read_list(*rows, limit);
                               });
  }

  [[nodiscard]] Exchange<ServerInfo> probe(const PollContext& context) const override {
    return Exchange<ServerInfo>::ask(
        ask_for(context.provider, "GET", "/v1/version"), [](const Result<Response>& answer) -> Exchange<ServerInfo> {
          const Result<Json> document = json_answer(answer, "read the server's version");
          if (!document) return fail(document.error());
          const Json* latest = object_at(*document, "latest_version");
          const auto major = latest == nullptr ? std::nullopt : integer_at(*latest, "major");
          if (!major) return fail(ErrorKind::protocol, "read the server's version: this is no eryph compute API");
          const std::string version = fmt::format("{}.{}", *major, integer_at(*latest, "minor").value_or(0));
          return ServerInfo{version, "eryph compute API " + version};
        });
  }

  [[nodiscard]] std::optional<Remote> remote_from(std::string_view id_or_path) const override {
    if (const auto id = parse_guid(id_or_path)) return eryph_remote(*id, {});
    std::string_view rest = path_after(id_or_path, kOperations);
    if (rest.ends_with("/cancel")) rest.remove_suffix(7);
    if (rest.ends_with('/')) rest.remove_suffix(1);
    const auto id = parse_guid(rest);
    return id ? std::optional{eryph_remote(*id, {})} : std::nullopt;
  }
};

}  // namespace

const Protocol& eryph_protocol() {
  static const Eryph kProtocol;
  return kProtocol;
}

}  // namespace optrack
