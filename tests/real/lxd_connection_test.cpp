// SPDX-License-Identifier: MIT
// Certificates, a daemon that dies, and a machine that has none.
#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "support/free_port.hpp"
#include "support/lxd_box.hpp"
#include "support/within.hpp"

using namespace optrack;
using namespace optrack::test;
using namespace std::chrono_literals;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string shell(const LxdBox& box, const std::string& command) {
  Program program;
  program.arguments = {"/bin/sh", "-c", command};
  program.environment = box.optrack.environment;
  program.folder = box.optrack.home.path();
  const Ran ran = run(program);
  CAPTURE(ran.err);
  REQUIRE(ran.code == 0);
  return ran.out;
}

/// Makes the daemon listen for https; the address.
std::string https_url(const LxdBox& box) {
  const std::string address = fmt::format("127.0.0.1:{}", free_port());
  (void)box.server.ask("PATCH", "/1.0", Json{{"config", {{"core.https_address", address}}}}.dump());
  return "https://" + address;
}

void trust(const LxdBox& box, const std::string& certificate) {
  const std::string der = shell(box, "openssl x509 -in " + certificate + " -outform DER | base64 -w0");
  const Json body{{"type", "client"}, {"name", "tester"}, {"certificate", der}};
  (void)box.server.ask("POST", "/1.0/certificates", body.dump());
}

}  // namespace

TEST_CASE("real lxd: over https with certificates of both sides") {
  const LxdBox box;
  if (!box.usable()) return;
  box.server.launch("web");
  const std::string url = https_url(box);
  shell(box,
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem "
        "-days 2 -subj /CN=tester 2>&1");
  REQUIRE(box({"provider", "add", "far", "--protocol", "lxd", "--url", url, "--cacert", box.server.file("server.crt"),
               "--set", "client_certificate=cert.pem", "--set", "client_key=key.pem"})
              .code == 0);
  REQUIRE(box({"provider", "add", "stranger", "--protocol", "lxd", "--url", url}).code == 0);
  const std::vector<std::string> exec = exec_arguments(
      "run", "web", "echo over tls; exit 3", {"--provider", "far", "--exit-code-from-result", "-o", "ndjson"});

  const Ran untrusted = box(exec);
  CHECK(untrusted.code == 4);
  CHECK(has(untrusted.err, "HTTP 403"));
  CHECK(box({"provider", "test", "far"}).code == 4);
  const Ran unverified = box({"provider", "test", "stranger"});
  CHECK(unverified.code == 6);
  CHECK(has(unverified.err, "certificate"));
  const Ran insecure = box({"provider", "test", "stranger", "--insecure"});
  CHECK(insecure.code == 4);
  CHECK(has(insecure.err, "warning"));

  trust(box, "cert.pem");
  CHECK(box({"provider", "test", "far"}).code == 0);
  const Ran trusted = box(exec);
  CHECK(trusted.code == 3);
  CHECK(log_text(checked_events(trusted.out)) == "stdout over tls|");
  CHECK(of_type(checked_events(trusted.out), "result").size() == 1);
}

TEST_CASE("real lxd: a daemon that dies during a wait is an outage, and after its restart the operation is lost") {
  const LxdBox box;
  if (!box.usable()) return;
  box.server.launch("web");
  REQUIRE(box(exec_arguments("start", "web", "echo one; sleep 60", {"--name", "job"})).code == 0);
  auto watching = std::async(std::launch::async, [&box] { return box({"wait", "job", "-o", "ndjson"}); });
  REQUIRE(within(30s, [&box] { return has(box({"logs", "job"}).out, "one"); }));

  box.server.crash();
  CHECK(box({"status", "job"}).code == 6);
  const std::string remote = "box:" + box.record("job")["remote_id"].get<std::string>();
  CHECK(box({"wait", remote, "--no-registry", "--max-outage", "1s"}).code == 6);
  std::this_thread::sleep_for(1s);
  box.server.restart();

  const Ran ended = watching.get();
  CAPTURE(ended.out);
  CHECK(ended.code == 5);
  const std::vector<Json> events = checked_events(ended.out);
  CHECK(log_text(events) == "stdout one|");
  CHECK(!of_type(events, "poll_error").empty());
  REQUIRE(of_type(events, "result").size() == 1);
  CHECK(of_type(events, "result").front()["status"] == "lost");
  CHECK(box.record("job")["status"] == "lost");
}

TEST_CASE("real lxd: where it cannot run the fixture says why") {
  const TempFolder folder;
  Program program;
  program.arguments = {"/bin/bash", OPTRACK_SOURCE_DIR "/tests/real/lxd_server", "start",
                       (folder.path() / "d").string(), "1"};
  program.environment = {{"PATH", folder.path().string()}};
  folder.write("id", "#!/bin/bash\necho 0\n");
  std::filesystem::permissions(folder.path() / "id", std::filesystem::perms::owner_all);

  const Ran ran = run(program);

  CHECK(ran.code == 77);
  CHECK(ran.err == "lxd is not installed (scripts/install-packages test real)\n");
}
