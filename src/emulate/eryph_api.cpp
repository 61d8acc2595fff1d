// SPDX-License-Identifier: MIT
#include "emulate/eryph_api.hpp"

#include <algorithm>
#include <ctime>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "emulate/operation_query.hpp"
#include "emulate/problem.hpp"
#include "emulate/seeded.hpp"
#include "emulate/start_request.hpp"
#include "system/private_file.hpp"

namespace optrack::emulate {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kJson = "application/json; charset=utf-8";
constexpr const char* kProblem = "application/problem+json";
constexpr const char* kPage =
    "<!DOCTYPE html>\n<html><head><title>Bad Gateway</title></head>\n"
    "<body><h1>Bad Gateway</h1><p>The server could not be reached.</p></body></html>\n";

/// A date as HTTP writes it. Source: RFC 9110, section 5.6.7.
std::string http_date(WallTime time) {
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto seconds =
      static_cast<std::time_t>(std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", kDays[parts.tm_wday], parts.tm_mday,
                     kMonths[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

Answer json_answer(int status, const Json& json) {
  return {status, kJson, json.dump(-1, ' ', false, Json::error_handler_t::replace), {}, {}, Damage::none};
}

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    path.remove_prefix(path.front() == '/' ? 1 : 0);
    const auto slash = std::min(path.find('/'), path.size());
    parts.emplace_back(path.substr(0, slash));
    path.remove_prefix(slash);
  }
  return parts;
}

std::string lower_guid(std::string text) {
  if (!is_guid(text)) return {};
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

Json catlet_json(const Catlet& catlet) {
  return {{"id", catlet.id},
          {"name", catlet.name},
          {"vm_id", guid(2, catlet.id)},
          {"project", {{"id", guid(1, "project")}, {"name", "default"}, {"tenant_id", guid(1, "tenant")}}},
          {"status", catlet.status},
          {"is_deprecated", false},
          {"networks", Json::array()},
          {"network_adapters", Json::array()},
          {"drives", Json::array()}};
}

std::string_view fault_name(FaultKind kind) {
  for (const auto& info : faults()) {
    if (info.kind == kind) return info.name;
  }
  return "unknown";
}

/// Faults that act before the server sees the request; the others damage what it answers.
bool keeps_from_server(FaultKind kind) {
  switch (kind) {
    case FaultKind::too_many:
    case FaultKind::too_many_date:
    case FaultKind::server_error:
    case FaultKind::unavailable:
    case FaultKind::not_found:
    case FaultKind::html:
      return true;
    default:
      return false;
  }
}

void damage(Answer& answer, const Fault& fault) {
  switch (fault.kind) {
    case FaultKind::latency:
      answer.delay += fault.duration;
      break;
    case FaultKind::silence:
      answer.delay += fault.duration;
      answer.damage = Damage::drop;
      break;
    case FaultKind::html_ok:
      answer.status = 200;
      answer.content_type = "text/html; charset=utf-8";
      answer.body = kPage;
      break;
    case FaultKind::empty:
      answer.status = 200;
      answer.content_type.clear();
      answer.body.clear();
      break;
    case FaultKind::cut_json:
      answer.body.resize(answer.body.size() / 2);
      break;
    case FaultKind::short_body:
      answer.damage = Damage::short_body;
      break;
    case FaultKind::reset:
      answer.damage = Damage::reset;
      break;
    default:
      break;
  }
}

}  // namespace

EryphApi::EryphApi(EryphApiOptions options)
    : options_(std::move(options)),
      world_(options_.scenario, options_.speed, options_.seed, options_.limits),
      faults_(options_.faults),
      started_(options_.now()) {}

Answer EryphApi::handle(const Call& call) {
  const std::lock_guard lock(mutex_);
  now_ = options_.now();
  ++answered_;
  if (call.path == "/emulator/requests") return emulator_requests(call);
  for (const auto& id : world_.advance(now_)) faults_.forget(id);
  const auto where = route(call);
  SeenRequest seen{0, where.kind, call.method, call.target, {}, now_.steady, now_.wall, 0, {}};
  const bool about_operation = where.kind == RequestKind::poll || where.kind == RequestKind::cancel;
  if (about_operation && world_.has_operation(where.id)) seen.operation = where.id;
  const auto met = faults_.meet(where.kind, seen.operation);
  for (const auto& fault : met) seen.faults.emplace_back(fault_name(fault.kind));
  auto result = answer(call, where, met, seen);
  seen.status = result.damage == Damage::drop ? 0 : result.status;
  log_.add(std::move(seen));
  return result;
}

Answer EryphApi::answer(const Call& call, const Route& where, const std::vector<Fault>& met, SeenRequest& seen) {
  const auto stopped =
      std::find_if(met.begin(), met.end(), [](const auto& fault) { return keeps_from_server(fault.kind); });
  for (const auto& fault : met) {
    if (fault.kind == FaultKind::token_expiry) rotate_token(fault);
  }
  auto result = stopped == met.end() ? serve(call, where, met, seen) : spoil(call, *stopped);
  for (const auto& fault : met) damage(result, fault);
  result.headers.emplace_back("Date", http_date(now_.wall));
  result.headers.emplace_back("x-ms-client-request-id", trace_id(call));
  result.headers.emplace_back("api-supported-versions", "1.0");
  return result;
}

Answer EryphApi::spoil(const Call& call, const Fault& fault) {
  if (fault.kind == FaultKind::not_found) return problem(call, 404);
  if (fault.kind == FaultKind::html) return {502, "text/html; charset=utf-8", kPage, {}, {}, Damage::none};
  if (fault.kind == FaultKind::server_error) return problem(call, 500);
  auto result = problem(call, fault.kind == FaultKind::unavailable ? 503 : 429);
  const bool date = fault.kind == FaultKind::too_many_date;
  // A date has whole seconds only: rounded up, so that waiting until then is never too short.
  const auto until = std::chrono::ceil<std::chrono::seconds>(now_.wall) + std::chrono::seconds{fault.retry_after};
  result.headers.emplace_back("Retry-After", date ? http_date(until) : std::to_string(fault.retry_after));
  return result;
}

EryphApi::Route EryphApi::route(const Call& call) {
  auto parts = split_path(call.path);
  if (parts.size() < 3 || parts[0] != "compute" || parts[1] != "v1") return {};
  parts.erase(parts.begin(), parts.begin() + 2);
  const auto is = [&](const char* method, std::size_t size) { return call.method == method && parts.size() == size; };
  const auto id = parts.size() > 1 ? lower_guid(parts[1]) : std::string{};
  const auto starts = [&](const char* type, bool has_id) {
    return Route{RequestKind::start, type, has_id ? id : "", has_id};
  };
  const auto last = parts.back();
  if (parts[0] == "version" && is("GET", 1)) return {RequestKind::version, {}, {}, false};
  if (parts[0] == "operations") {
    if (is("GET", 1)) return {RequestKind::list, {}, {}, false};
    if (is("GET", 2)) return {RequestKind::poll, {}, id, true};
    if (is("POST", 3) && last == "cancel") return {RequestKind::cancel, {}, id, true};
  }
  if (parts[0] != "catlets") return {};
  if (is("GET", 1) || is("GET", 2)) return {RequestKind::read, {}, id, parts.size() == 2};
  if (is("POST", 1)) return starts("catlets.create", false);
  if (is("PUT", 2)) return starts("catlets.update", true);
  if (is("DELETE", 2)) return starts("catlets.delete", true);
  if (is("PUT", 3) && last == "start") return starts("catlets.start", true);
  if (is("PUT", 3) && last == "stop") return starts("catlets.stop", true);
  if (is("POST", 3) && parts[1] == "config" && last == "expand") return starts("catlets.config.expand", false);
  if (is("POST", 3) && parts[1] == "config" && last == "populate-variables")
    return starts("catlets.config.populate-variables", false);
  return {};
}

Answer EryphApi::serve(const Call& call, const Route& where, const std::vector<Fault>& met, SeenRequest& seen) {
  if (!options_.token.empty() && call.authorization != "Bearer " + options_.token) {
    auto result = problem(call, 401);
    result.headers.emplace_back("WWW-Authenticate",
                                call.authorization.empty() ? "Bearer" : "Bearer error=\"invalid_token\"");
    return result;
  }
  switch (where.kind) {
    case RequestKind::version:
      return json_answer(200, {{"latest_version", {{"major", 1}, {"minor", options_.api_minor}}}});
    case RequestKind::list:
    case RequestKind::poll:
      return poll(call, where, met);
    case RequestKind::cancel:
      return cancel(call, where);
    case RequestKind::read:
      return read(call, where);
    case RequestKind::start:
      return start(call, where, seen);
    case RequestKind::other:
      break;
  }
  return problem(call, 404);
}

Answer EryphApi::poll(const Call& call, const Route& where, const std::vector<Fault>& met) {
  auto view = read_view(call.query);
  if (!view) {
    const Complaints complaints{{"log_time_stamp", {view.error().message}}};
    return {400, kProblem, problem_json(400, {}, trace_id(call), complaints), {}, {}, Damage::none};
  }
  for (const auto& fault : met) distort(*view, fault);
  view->api_minor = options_.api_minor;
  view->shuffle_seed = answered_;
  if (where.kind == RequestKind::list) return json_answer(200, {{"value", world_.operations(now_, *view)}});
  const auto found = world_.operation(where.id, now_, *view);
  return found ? json_answer(200, *found) : problem(call, 404);
}

Answer EryphApi::cancel(const Call& call, const Route& where) {
  if (options_.api_minor < 2 || !world_.cancel(where.id, now_)) return problem(call, 404);
  return {202, {}, {}, {}, {}, Damage::none};
}

Answer EryphApi::read(const Call& call, const Route& where) {
  if (where.has_id) {
    const auto* catlet = world_.catlet(where.id);
    return catlet == nullptr ? problem(call, 404) : json_answer(200, catlet_json(*catlet));
  }
  Json list = Json::array();
  for (const auto& [id, catlet] : world_.catlets()) list.push_back(catlet_json(catlet));
  return json_answer(200, {{"value", std::move(list)}});
}

Answer EryphApi::start(const Call& call, const Route& where, SeenRequest& seen) {
  const auto* catlet = world_.catlet(where.id);
  if (where.has_id && catlet == nullptr) return problem(call, 404);
  if (has_body(where.type) && call.content_type.rfind("application/json", 0) != 0) return problem(call, 415);
  auto request = read_start_request(where.type, call.body);
  if (!request.complaints.empty()) {
    const auto* detail = where.type == "catlets.stop" ? "" : "The catlet configuration is invalid.";
    return {400, kProblem, problem_json(400, detail, trace_id(call), request.complaints), {}, {}, Damage::none};
  }
  auto id = request.correlation_id;
  if (id.empty() || !world_.has_operation(id)) {
    if (where.type == "catlets.create" && world_.name_taken(request.name)) {
      return problem(call, 409, fmt::format("The name {} is taken in project default.", request.name));
    }
    const auto name = catlet != nullptr ? catlet->name : request.name;
    id = world_.begin({where.type, id, where.id, name, std::move(request.configuration)}, now_);
  }
  seen.operation = id;
  OperationView view;
  view.resources = true;
  view.api_minor = options_.api_minor;
  auto result = json_answer(202, *world_.operation(id, now_, view));
  result.headers.emplace_back(
      "Location", fmt::format("http://{}/compute/v1/operations/{}", call.host.empty() ? "localhost" : call.host, id));
  return result;
}

Answer EryphApi::emulator_requests(const Call& call) {
  if (call.method == "GET") return {200, kJson, log_.json(started_.steady), {}, {}, Damage::none};
  if (call.method != "DELETE") return problem(call, 405);
  log_.reset();
  return {204, {}, {}, {}, {}, Damage::none};
}

void EryphApi::rotate_token(const Fault& fault) {
  if (options_.token.empty()) return;
  auto next = "emulated-" + guid(mix(options_.seed, options_.token), fmt::format("token {}", ++rotations_));
  const auto& file = fault.file.empty() ? options_.token_file : fault.file;
  // A token that could not be handed over must not be demanded.
  if (!file.empty() && !write_private_file(file, next + "\n")) return;
  options_.token = std::move(next);
}

std::string EryphApi::trace_id(const Call& call) const {
  return call.request_id.empty() ? guid(options_.seed, fmt::format("request {}", answered_)) : call.request_id;
}

Answer EryphApi::problem(const Call& call, int status, std::string_view detail) const {
  return {status, kProblem, problem_json(status, detail, trace_id(call)), {}, {}, Damage::none};
}

std::string EryphApi::token() const {
  const std::lock_guard lock(mutex_);
  return options_.token;
}

std::vector<SeenRequest> EryphApi::requests() const {
  const std::lock_guard lock(mutex_);
  return {log_.requests().begin(), log_.requests().end()};
}

std::uint64_t EryphApi::count(RequestKind kind) const {
  const std::lock_guard lock(mutex_);
  return log_.count(kind);
}

void EryphApi::reset_requests() {
  const std::lock_guard lock(mutex_);
  log_.reset();
}

std::size_t EryphApi::operations() const {
  const std::lock_guard lock(mutex_);
  return world_.size();
}

}  // namespace optrack::emulate
