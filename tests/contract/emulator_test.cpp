// SPDX-License-Identifier: MIT
#include "emulate/emulator.hpp"

#include <atomic>
#include <chrono>
#include <set>
#include <thread>

#include <doctest/doctest.h>
#include <httplib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include "support/raw_http.hpp"
#include "support/within.hpp"
#include "system/private_file.hpp"

namespace emulator_test {

using namespace optrack;
using namespace optrack::emulate;
using namespace optrack::test;
using namespace std::chrono_literals;
using Json = nlohmann::ordered_json;

namespace {

constexpr const char* kCreate = R"({"configuration":{"name":"web1"}})";

std::unique_ptr<Emulator> emulator(EmulatorOptions options = {}) {
  auto started = Emulator::start(std::move(options));
  REQUIRE_MESSAGE(started, (started ? "" : started.error().message));
  return *std::move(started);
}

std::unique_ptr<Emulator> faulty(const std::string& fault) {
  EmulatorOptions options;
  options.faults = {parse_fault(fault).value()};
  return emulator(std::move(options));
}

/// Begins a creation and returns the path of its operation.
std::string begin(const Emulator& server) {
  httplib::Client http("127.0.0.1", server.port());
  const auto begun = http.Post("/compute/v1/catlets", kCreate, "application/json");
  REQUIRE(begun);
  REQUIRE(begun->status == 202);
  return "/compute/v1/operations/" + Json::parse(begun->body)["id"].get<std::string>();
}

/// The answer to the first poll of a server whose first poll meets `fault`.
RawReply first_poll(const std::string& fault) {
  const auto server = faulty(fault + ",from=1");
  return raw_exchange(server->port(), raw_get(begin(*server) + "?expand=logs,tasks"));
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

struct TemporaryFolder {
  TemporaryFolder() { REQUIRE(::mkdtemp(path.data()) != nullptr); }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  std::string path = "/tmp/optrack-emulator-XXXXXX";
};

}  // namespace

TEST_CASE("emulator: a catlet creation is accepted, runs and completes") {
  EmulatorOptions options;
  options.speed = 100;
  const auto server = emulator(std::move(options));
  httplib::Client http("127.0.0.1", server->port());
  const auto begun = http.Post("/compute/v1/catlets", kCreate, "application/json");
  REQUIRE(begun);
  CHECK(begun->status == 202);
  const auto id = Json::parse(begun->body)["id"].get<std::string>();
  CHECK(begun->get_header_value("Location") == server->base_url() + "/v1/operations/" + id);
  Json last = Json::object();
  for (int i = 0; i < 1000 && last.value("status", "") != "Completed"; ++i) {
    const auto poll = http.Get("/compute/v1/operations/" + id + "?expand=logs,tasks,resources");
    REQUIRE(poll);
    last = Json::parse(poll->body);
  }
  CHECK(last["status"] == "Completed");
  CHECK(last["log_entries"].size() == 20);
  CHECK(server->count(RequestKind::start) == 1);
  CHECK(server->requests().front().status == 202);
}

TEST_CASE("emulator: faults that answer in the place of the server") {
  struct Row {
    const char* fault;
    const char* head;
    const char* body;
  };
  const Row rows[] = {
      {"429,retry-after=7", "HTTP/1.1 429 ", "\"status\":429"},
      {"429,retry-after=7", "Retry-After: 7\r\n", "Too Many"},
      {"429-date", "Retry-After: ", "\"status\":429"},
      {"429-date", " GMT\r\n", "\"status\":429"},
      {"500", "HTTP/1.1 500 ", "\"traceId\""},
      {"500", "Content-Type: application/problem+json", "\"status\":500"},
      {"503", "HTTP/1.1 503 ", "\"status\":503"},
      {"404", "HTTP/1.1 404 ", "\"status\":404"},
      {"html", "HTTP/1.1 502 ", "<!DOCTYPE html>"},
      {"html", "Content-Type: text/html", "</html>"},
      {"html-200", "HTTP/1.1 200 ", "<!DOCTYPE html>"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.fault);
    const auto reply = first_poll(row.fault);
    CHECK(reply.end == "closed");
    CHECK(contains(reply.head() + "\r\n", row.head));
    CHECK(contains(reply.body(), row.body));
    CHECK(reply.announced() == reply.body().size());
  }
}

TEST_CASE("emulator: an empty answer has a length of 0") {
  const auto reply = first_poll("empty");
  CHECK(contains(reply.head(), "HTTP/1.1 200 "));
  CHECK(contains(reply.head(), "Content-Length: 0"));
  CHECK(reply.body().empty());
}

TEST_CASE("emulator: cut JSON is a whole answer with half a document") {
  const auto reply = first_poll("cut-json");
  CHECK(reply.end == "closed");
  CHECK(reply.announced() == reply.body().size());
  CHECK(reply.body().front() == '{');
  CHECK_FALSE(Json::accept(reply.body()));
}

TEST_CASE("emulator: a short body ends before its length, in order or with a reset") {
  for (const bool reset : {false, true}) {
    CAPTURE(reset);
    const auto reply = first_poll(reset ? "reset" : "short-body");
    CHECK(contains(reply.head(), "HTTP/1.1 200 "));
    CHECK(reply.end == (reset ? "reset" : "closed"));
    CHECK(reply.announced() / 2 == reply.body().size());
    CHECK(reply.announced() > 100);
  }
}

TEST_CASE("emulator: silence sends nothing, then closes; latency answers late") {
  const auto server = faulty("silence=200ms,from=1");
  const auto path = begin(*server);
  const auto asked = std::chrono::steady_clock::now();
  const auto reply = raw_exchange(server->port(), raw_get(path));
  CHECK(reply.bytes.empty());
  CHECK(reply.end == "closed");
  CHECK(std::chrono::steady_clock::now() - asked >= 200ms);
  const auto slow = faulty("latency=200ms,on=version");
  const auto before = std::chrono::steady_clock::now();
  CHECK(contains(raw_exchange(slow->port(), raw_get("/compute/v1/version")).bytes, "HTTP/1.1 200 "));
  CHECK(std::chrono::steady_clock::now() - before >= 200ms);
}

TEST_CASE("emulator: unknown words and members are there, and valid JSON") {
  const auto words = Json::parse(first_poll("unknown-words").body());
  CHECK(words["status"] == "Hibernating");
  const auto members = Json::parse(first_poll("unknown-members").body());
  CHECK(members.contains("mood"));
}

TEST_CASE("emulator: the token changes in the middle and the new one is in the file") {
  const TemporaryFolder folder;
  EmulatorOptions options;
  options.token_file = folder.path + "/token";
  options.faults = {parse_fault("token-expiry,from=2,on=version").value()};
  const auto server = emulator(std::move(options));
  const auto old = server->token();
  CHECK(read_small_file(folder.path + "/token").value() == old + "\n");
  const auto ask = [&](const std::string& token) {
    httplib::Client http("127.0.0.1", server->port());
    http.set_bearer_token_auth(token);
    return http.Get("/compute/v1/version")->status;
  };
  CHECK(ask("wrong") == 401);
  CHECK(ask(old) == 401);
  CHECK(server->token() != old);
  CHECK(ask(old) == 401);
  CHECK(read_small_file(folder.path + "/token").value() == server->token() + "\n");
  CHECK(ask(server->token()) == 200);
  struct stat status {};
  REQUIRE(::stat((folder.path + "/token").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("emulator: a fault ends by itself and the connection after it works") {
  for (const auto& info : faults()) {
    if (info.kind == FaultKind::token_expiry || info.kind == FaultKind::silence) continue;
    CAPTURE(info.name);
    const auto server = faulty(std::string(info.name));
    const auto path = begin(*server);
    bool fine = false;
    for (int i = 0; i < 6; ++i) {
      const auto reply = raw_exchange(server->port(), raw_get(path));
      fine =
          contains(reply.bytes, "HTTP/1.1 200 ") && Json::accept(reply.body()) && !contains(reply.bytes, "Hibernating");
    }
    CHECK(fine);
  }
}

TEST_CASE("emulator: 64 connections stay open for many requests each") {
  const auto server = emulator();
  const auto path = begin(*server);
  std::vector<std::unique_ptr<httplib::Client>> clients;
  for (int i = 0; i < 64; ++i) {
    clients.push_back(std::make_unique<httplib::Client>("127.0.0.1", server->port()));
    clients.back()->set_keep_alive(true);
  }
  int answered = 0;
  std::set<int> sockets;
  for (int round = 0; round < 8; ++round) {
    for (auto& http : clients) {
      const auto poll = http->Get(path);
      answered += poll && poll->status == 200 ? 1 : 0;
      sockets.insert(http->socket());
    }
  }
  CHECK(answered == 512);
  CHECK(sockets.size() == 64);
}

TEST_CASE("emulator: 1,000 operations at once, each followed to its end") {
  EmulatorOptions options;
  options.speed = 8;
  const auto server = emulator(std::move(options));
  httplib::Client http("127.0.0.1", server->port());
  http.set_keep_alive(true);
  http.set_tcp_nodelay(true);
  std::vector<std::string> open;
  for (int i = 0; i < 1000; ++i) {
    const auto body = R"({"configuration":{"name":"c)" + std::to_string(i) + "\"}}";
    const auto begun = http.Post("/compute/v1/catlets", body, "application/json");
    REQUIRE(begun);
    REQUIRE(begun->status == 202);
    open.push_back(Json::parse(begun->body)["id"]);
  }
  for (int round = 0; round < 1000 && !open.empty(); ++round) {
    std::this_thread::sleep_for(10ms);
    std::vector<std::string> left;
    for (const auto& id : open) {
      const auto poll = http.Get("/compute/v1/operations/" + id);
      REQUIRE(poll);
      if (!contains(poll->body, "\"Completed\"")) left.push_back(id);
    }
    open = std::move(left);
  }
  CHECK(open.empty());
  CHECK(server->operations() == 1000);
}

TEST_CASE("emulator: PUT and DELETE without a body and without a length are answered at once") {
  EmulatorOptions options;
  options.speed = 1000;
  const auto server = emulator(std::move(options));
  begin(*server);
  std::this_thread::sleep_for(20ms);
  httplib::Client http("127.0.0.1", server->port());
  const auto list = http.Get("/compute/v1/catlets");
  REQUIRE(list);
  const auto path = "/compute/v1/catlets/" + Json::parse(list->body)["value"][0]["id"].get<std::string>();
  const auto asked = std::chrono::steady_clock::now();
  for (const auto& request : {"PUT " + path + "/start", "DELETE " + path}) {
    CAPTURE(request);
    const auto reply = raw_exchange(server->port(), request + " HTTP/1.1\r\nHost: x:1\r\nConnection: close\r\n\r\n");
    CHECK(contains(reply.head(), "HTTP/1.1 202 "));
    CHECK(contains(reply.head(), "Location: http://x:1/compute/v1/operations/"));
  }
  CHECK(std::chrono::steady_clock::now() - asked < 2s);
}

TEST_CASE("emulator: nonsense on the wire does no harm") {
  const auto server = emulator();
  const std::string huge(100'000, 'x');
  for (const auto& request :
       {std::string("\r\n\r\n"), std::string("GET\r\n\r\n"), std::string("\0\1\2\r\n\r\n", 7),
        "GET /" + huge + " HTTP/1.1\r\n\r\n", std::string("POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n")}) {
    raw_exchange(server->port(), request, 200);
  }
  CHECK(contains(raw_exchange(server->port(), raw_get("/compute/v1/version")).bytes, "HTTP/1.1 200 "));
}

TEST_CASE("emulator: a unix socket serves one owner and is taken over only when left behind") {
  const TemporaryFolder folder;
  EmulatorOptions options;
  options.listen.unix_path = folder.path + "/emulator.sock";
  auto server = emulator(options);
  CHECK(server->base_url() == "http://localhost/compute");
  struct stat status {};
  REQUIRE(::stat(options.listen.unix_path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  httplib::Client http(options.listen.unix_path);
  http.set_address_family(AF_UNIX);
  const auto version = http.Get("/compute/v1/version");
  REQUIRE(version);
  CHECK(version->status == 200);
  const auto second = Emulator::start(options);
  REQUIRE_FALSE(second);
  CHECK(contains(second.error().message, "another program listens"));
  server->stop();
  CHECK_FALSE(std::filesystem::exists(options.listen.unix_path));
  REQUIRE(write_private_file(options.listen.unix_path, "mine"));
  CHECK_FALSE(Emulator::start(options));
  CHECK(std::filesystem::exists(options.listen.unix_path));
}

TEST_CASE("emulator: stopping does not wait for open connections or silent answers") {
  const auto server = faulty("silence=1h,on=version,from=1");
  std::thread waiting([&] { raw_exchange(server->port(), raw_get("/compute/v1/version"), 10'000); });
  REQUIRE(within(10s, [&] { return server->count(RequestKind::version) != 0; }));
  const auto asked = std::chrono::steady_clock::now();
  server->stop();
  CHECK(std::chrono::steady_clock::now() - asked < 2s);
  waiting.join();
}

TEST_CASE("emulator: options that do not fit are refused before anything is served") {
  CHECK(parse_listen("4711").value() == ListenAddress{4711, {}});
  CHECK(parse_listen("localhost:1").value() == ListenAddress{1, {}});
  CHECK(parse_listen("unix:/x y").value() == ListenAddress{0, "/x y"});
  for (const auto* text : {"", "0.0.0.0:80", "127.0.0.1:", "127.0.0.1:65536", "unix:", "-1", "80x"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_listen(text));
  }
  EmulatorOptions options;
  options.faults = {parse_fault("token-expiry").value()};
  CHECK_FALSE(Emulator::start(options));
  options = {};
  options.speed = 0;
  CHECK_FALSE(Emulator::start(options));
  const auto server = emulator();
  options = {};
  options.listen.port = server->port();
  const auto second = Emulator::start(options);
  REQUIRE_FALSE(second);
  CHECK(second.error().kind == ErrorKind::local);
}

}  // namespace emulator_test
