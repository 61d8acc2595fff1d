// SPDX-License-Identifier: MIT
#include "answers.hpp"

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

#include "model/event_json.hpp"
#include "optrack/observation.hpp"
#include "support/delta_reader.hpp"
#include "track/delta.hpp"
#include "track/entrance.hpp"
#include "track/retry_after.hpp"

namespace optrack::fuzz {
namespace {

constexpr std::string_view kId = "0c1d2e3f-4a5b-6c7d-8e9f-0a1b2c3d4e5f";
constexpr int kMostRequests = 2'000;  // of one conversation; the longest legal one reads 2 x 64 chunks
const WallTime kNow{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};

std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// The server: answers in the order of the script, then none.
class Server {
 public:
  explicit Server(std::string_view script) : rest_(script) {}

  [[nodiscard]] bool is_used_up() const { return rest_.empty(); }

  Result<Response> answer() {
    constexpr std::string_view kMark = "\n---\n";
    const std::size_t end = rest_.find(kMark);
    std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + kMark.size());
    std::string_view first = take_line(text);
    if (first.empty() || first == "-") return fail(ErrorKind::unreachable, "no answer");
    Response response;
    if (first.ends_with('~')) response.complete = false;
    for (const char digit : first.substr(0, 3)) {
      if (digit >= '0' && digit <= '9') response.status = 10 * response.status + (digit - '0');
    }
    for (std::string_view line = take_line(text); !line.empty(); line = take_line(text)) {
      const std::size_t colon = line.find(':');
      if (colon == std::string_view::npos) continue;
      std::string_view value = line.substr(colon + 1);
      if (value.starts_with(' ')) value.remove_prefix(1);
      response.headers.push_back({std::string{line.substr(0, colon)}, std::string{value}});
    }
    response.body = text;
    return response;
  }

 private:
  std::string_view rest_;
};

template <typename T>
Result<T> converse(Exchange<T> exchange, Server& server) {
  for (int asked = 0; !exchange.ended(); ++asked) {
    if (asked > kMostRequests) expect_none("a conversation that does not end");
    Result<Response> answer = server.answer();
    if (answer) {
      const auto wish = retry_after(*answer, kNow);
      if (wish && (*wish < Milliseconds{0} || *wish > std::chrono::hours{24})) expect_none("Retry-After out of range");
    }
    exchange = Exchange<T>{exchange.answer(std::move(answer))};
  }
  return exchange.result();
}

/// Everything that is shown passes here, whatever it holds.
void print_all(const std::vector<EventBody>& bodies) {
  std::uint64_t seq = 0;
  for (const EventBody& body : bodies) {
    const std::string line = event_line(Event{++seq, kNow, "op", body}, "");
    if (line.empty() || line.back() != '\n') expect_none("an event without a line");
    const auto again = parse_event_body(type_of(body), event_body_json(body));
    if (!again) expect_none("a journalled event that cannot be read: " + again.error().message);
  }
}

void follow(const Protocol& protocol, Server& server) {
  PollContext context;
  context.provider = "lab";
  Known known;
  test::DeltaReader reader;
  DeltaTerms terms{kNow, kNow, protocol.traits({}).late_logs};
  const Remote remote{std::string{kId}, {}, "catlets.create"};
  do {
    context.cursor = known.cursor;
    Result<Observation> seen = converse(protocol.poll(remote, context), server);
    if (!seen) {
      (void)make_harmless(std::move(seen.error()));
      continue;
    }
    const std::vector<EventBody> bodies = apply(known, make_harmless(*std::move(seen)), terms);
    reader.read(bodies);
    print_all(bodies);
    // A server that changes the time of an entry it sent before is believed: that one may come again.
    std::string complaints = reader.complaints();
    if (complaints.find(" twice") == std::string::npos || complaints.find("_new twice") != std::string::npos) {
      expect_none(complaints);
    }
    context.cancel_requested = true;
  } while (!server.is_used_up());
}

StartCall call() {
  StartCall call;
  call.type = "catlets.create";
  call.provider = "lab";
  call.method = "POST";
  call.target = "/v1/catlets";
  call.body = "{}";
  call.key = kId;
  return call;
}

}  // namespace

void expect_none(std::string_view complaint) {
  if (complaint.empty()) return;
  std::fprintf(stderr, "FOUND: %.*s\n", static_cast<int>(complaint.size()), complaint.data());
  std::abort();
}

void play_answers(const Protocol& protocol, std::string_view script) {
  const std::string_view asked = take_line(script);
  Server server{script};
  const Remote remote{std::string{kId}, {}, {}};
  PollContext context;
  context.provider = "lab";
  if (asked == "start") {
    const auto started = converse(protocol.start(call()), server);
    if (started) (void)make_harmless(started->remote);
  } else if (asked == "cancel") {
    (void)converse(protocol.cancel(remote, context), server);
  } else if (asked == "list") {
    constexpr std::size_t kRows = 50;
    const auto rows = converse(protocol.list(context, kRows), server);
    if (rows && rows->size() > kRows) expect_none("more rows than asked for");
  } else if (asked == "find") {
    (void)converse(protocol.find_by_key(std::string{kId}, context), server);
  } else if (asked == "probe") {
    (void)converse(protocol.probe(context), server);
  } else {
    follow(protocol, server);
  }
}

}  // namespace optrack::fuzz
