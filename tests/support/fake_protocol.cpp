// SPDX-License-Identifier: MIT
#include "support/fake_protocol.hpp"

#include <stdexcept>
#include <utility>

#include "protocol/hold.hpp"
#include "registry/sqlite_store.hpp"

namespace optrack::test {
namespace {

Request request(const PollContext& context, std::string method, std::string target) {
  Request made;
  made.provider = context.provider;
  made.method = std::move(method);
  made.target = std::move(target);
  return made;
}

Error refusal(int status) {
  ErrorKind kind = ErrorKind::conflict;
  if (status == 401 || status == 403) kind = ErrorKind::denied;
  if (status == 404) kind = ErrorKind::not_found;
  if (status == 429 || status >= 500) kind = ErrorKind::unreachable;
  return {kind, "HTTP " + std::to_string(status), status};
}

}  // namespace

Result<Observation> FakeProtocol::read(const Response& response) const {
  has_read.push_back(response.body);
  if (response.status >= 300) return fail(refusal(response.status));
  const auto word = words_.find(response.body);
  if (word == words_.end()) return fail(ErrorKind::protocol, "not understood: " + response.body);
  return word->second;
}

Exchange<Started> FakeProtocol::start(const StartCall& call) const {
  Request sent = request({call.provider, {}, false, false}, call.method, call.target);
  return Exchange<Started>::ask(std::move(sent), [this](Result<Response> answer) -> Exchange<Started> {
    if (!answer) return fail(answer.error());
    Result<Observation> seen = read(*answer);
    if (!seen) return fail(seen.error());
    return Started{{std::string{answer->header("X-Id").value_or("")}, {}, {}}, std::move(*seen)};
  });
}

Exchange<Observation> FakeProtocol::poll(const Remote& remote, const PollContext& context) const {
  if (before_poll) before_poll();
  return Exchange<Observation>::ask(with_hold(request(context, "GET", "/ops/" + remote.id), context),
                                    [this](Result<Response> answer) -> Exchange<Observation> {
                                      if (!answer) return fail(answer.error());
                                      return read(*answer);
                                    });
}

Exchange<CancelReply> FakeProtocol::cancel(const Remote& remote, const PollContext& context) const {
  return Exchange<CancelReply>::ask(request(context, "POST", "/ops/" + remote.id + "/cancel"),
                                    [](Result<Response> answer) -> Exchange<CancelReply> {
                                      if (!answer) return fail(answer.error());
                                      if (answer->status == 409) return CancelReply{CancelReply::Kind::refused, "no"};
                                      if (answer->status == 410)
                                        return CancelReply{CancelReply::Kind::already_final, ""};
                                      if (answer->status != 202) return fail(refusal(answer->status));
                                      return CancelReply{CancelReply::Kind::accepted, ""};
                                    });
}

Exchange<std::optional<Started>> FakeProtocol::find_by_key(const std::string& key, const PollContext& context) const {
  using Found = Exchange<std::optional<Started>>;
  return Found::ask(request(context, "GET", "/keys/" + key), [this, key](Result<Response> answer) -> Found {
    if (!answer) return fail(answer.error());
    if (answer->status == 404) return std::optional<Started>{};
    Result<Observation> seen = read(*answer);
    if (!seen) return fail(seen.error());
    return std::optional<Started>{Started{{key, {}, {}}, std::move(*seen)}};
  });
}

Exchange<std::vector<RemoteOperation>> FakeProtocol::list(const PollContext& /*context*/, std::size_t /*limit*/) const {
  return std::vector<RemoteOperation>{};
}

Exchange<ServerInfo> FakeProtocol::probe(const PollContext& context) const {
  return Exchange<ServerInfo>::ask(request(context, "GET", "/"), [](Result<Response> answer) -> Exchange<ServerInfo> {
    if (!answer) return fail(answer.error());
    return ServerInfo{answer->body, answer->body};
  });
}

std::optional<Remote> FakeProtocol::remote_from(std::string_view id) const { return Remote{std::string{id}, {}, {}}; }

namespace {

tl::unexpected<Error> broken_error() { return fail(ErrorKind::local, "disk full"); }

}  // namespace

Result<std::vector<Event>> TroubledStore::add(const Operation& operation, std::vector<Event> events) {
  if (broken) return broken_error();
  return inner_.add(operation, std::move(events));
}

Result<std::optional<Operation>> TroubledStore::find(std::string_view id) {
  if (const auto first = before_find) first();  // a copy: it may unset itself
  if (broken) return broken_error();
  return inner_.find(id);
}

Result<std::vector<Operation>> TroubledStore::query(const Query& query) {
  if (broken) return broken_error();
  return inner_.query(query);
}

Result<Known> TroubledStore::known(std::string_view id) {
  if (broken) return broken_error();
  return inner_.known(id);
}

Result<std::vector<Committed>> TroubledStore::commit(std::span<const Change> changes) {
  ++commits;
  if (before_commit) before_commit();
  if (broken) return broken_error();
  Result<std::vector<Committed>> committed = inner_.commit(changes);
  if (after_commit) after_commit();
  return committed;
}

Result<std::vector<Event>> TroubledStore::events(std::string_view id, const EventRange& range) {
  if (broken) return broken_error();
  return inner_.events(id, range);
}

Result<std::vector<double>> TroubledStore::durations(std::string_view provider, std::string_view type) {
  if (broken) return broken_error();
  return inner_.durations(provider, type);
}

Result<bool> TroubledStore::remove(std::string_view id) {
  if (broken) return broken_error();
  return inner_.remove(id);
}

Observation saw(Status status) {
  Observation seen;
  seen.status = status;
  seen.raw_status = std::string{to_string(status)};
  return seen;
}

Scene::Scene() {
  auto opened = open_sqlite_store(":memory:", "test", clock);
  if (!opened) throw std::runtime_error(opened.error().message);
  memory = std::move(*opened);
  store = std::make_unique<TroubledStore>(*memory);
  for (const Status status : {Status::pending, Status::running, Status::completed, Status::failed, Status::cancelled}) {
    protocol.says(std::string{to_string(status)}, saw(status));
  }
}

Operation Scene::add(const std::string& id) {
  Operation operation;
  operation.id = id;
  operation.provider = "lab";
  operation.protocol = "fake";
  operation.remote.id = id;
  operation.created = clock.wall();
  const auto added = memory->add(operation, {});
  if (!added) throw std::runtime_error(added.error().message);
  return operation;
}

WaitReport Scene::wait(const std::vector<std::string>& ids, bool just_started) {
  std::vector<Watched> watched;
  for (const std::string& id : ids) {
    const auto found = memory->find(id);
    if (!found || !*found) throw std::runtime_error("not in the store: " + id);
    watched.push_back({**found, &protocol, just_started});
  }
  const World world{clock, transport, *store, signals};
  return wait_for(world, sink, std::move(watched), options);
}

void Scene::answer(const std::string& id, const std::string& word, std::vector<Header> headers) {
  transport.expect("GET", "/ops/" + id, reply(200, word, std::move(headers)));
}

void Scene::refuse(const std::string& id, int status, std::vector<Header> headers) {
  transport.expect("GET", "/ops/" + id, reply(status, "", std::move(headers)));
}

std::vector<Milliseconds> Scene::request_times() const {
  std::vector<Milliseconds> times;
  for (const ScriptedTransport::Exchanged& exchanged : transport.requests()) {
    times.push_back(std::chrono::floor<Milliseconds>(exchanged.at - begun));
  }
  return times;
}

std::string Scene::journal(const std::string& id) {
  std::string words;
  std::uint64_t seq = 0;
  const auto events = memory->events(id, {});
  if (!events) return events.error().message;
  for (const Event& event : *events) {
    if (event.seq != ++seq) return words + " GAP";
    words += (words.empty() ? "" : " ") + std::string{type_of(event.body)};
  }
  return words;
}

}  // namespace optrack::test
