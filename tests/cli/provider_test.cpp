// SPDX-License-Identifier: MIT
#include <csignal>

#include <doctest/doctest.h>

#include "support/run_program.hpp"

using namespace optrack::test;

TEST_CASE("provider: added, listed, shown, forgotten") {
  const Optrack optrack;
  const Ran added = optrack({"provider", "add", "lab", "--protocol", "eryph", "--url", "https://lab.test/compute",
                             "--token-file", "token", "--default"});
  CHECK(added.code == 0);
  CHECK(added.err == "added provider lab to context default\n");
  CHECK(optrack.home.read("config/optrack/contexts/default.json") ==
        "{\n  \"providers\": {\n    \"lab\": {\n      \"protocol\": \"eryph\",\n      \"url\": "
        "\"https://lab.test/compute\",\n"
        "      \"token_file\": \"" +
            (optrack.home.path() / "token").string() + "\"\n    }\n  },\n  \"default_provider\": \"lab\"\n}\n");
  CHECK(optrack({"provider", "list"}).out ==
        "PROVIDER     PROTOCOL  URL\nlab       *  eryph     https://lab.test/compute\n");
  CHECK(optrack({"provider", "show", "lab"}).out.find("credentials  token file ") != std::string::npos);
  CHECK(optrack({"provider", "rm", "lab"}).code == 0);
  CHECK(optrack({"provider", "list"}).out.empty());
}

TEST_CASE("provider: what does not fit together is refused, exit 2") {
  struct Row {
    const char* why;
    std::vector<std::string> arguments;
    const char* message;
  };
  const Row rows[] = {
      {"no protocol", {"--url", "https://x"}, "--protocol is missing"},
      {"no address", {"--protocol", "lxd"}, "--url is missing"},
      {"unknown protocol", {"--protocol", "erif", "--url", "https://x"}, "--protocol: 'erif' is not one of eryph, lxd"},
      {"another scheme", {"--protocol", "lxd", "--url", "ftp://x"}, "--url: "},
      {"two credentials", {"--protocol", "lxd", "--url", "https://x", "--no-auth", "--token-env", "T"}, "only one of"},
      {"half a credential", {"--protocol", "lxd", "--url", "https://x", "--user", "me"}, "belong together"},
      {"unknown setting",
       {"--protocol", "lxd", "--url", "https://x", "--set", "client_kye=f"},
       "(did you mean client_key"},
  };
  const Optrack optrack;
  for (const Row& row : rows) {
    CAPTURE(row.why);
    std::vector<std::string> arguments{"provider", "add", "p"};
    arguments.insert(arguments.end(), row.arguments.begin(), row.arguments.end());
    const Ran ran = optrack(arguments);
    CHECK(ran.code == 2);
    CHECK(ran.err.find(row.message) != std::string::npos);
  }
  CHECK_FALSE(std::filesystem::exists(optrack.home.path() / "config"));
}

TEST_CASE("provider: an unknown one has near names; a silent one is exit 6") {
  const Optrack optrack;
  REQUIRE(optrack({"provider", "add", "lab", "--protocol", "eryph", "--url", "http://127.0.0.1:1/"}).code == 0);
  const Ran unknown = optrack({"provider", "test", "lba"});
  CHECK(unknown.code == 2);
  CHECK(unknown.err.find("did you mean lab") != std::string::npos);
  CHECK(optrack({"provider", "test", "lab"}).code == 6);
  CHECK(optrack({"doctor"}).code == 7);
  CHECK(optrack({"doctor", "--offline"}).code == 0);
}

TEST_CASE("doctor: says where a value comes from, and survives broken configuration") {
  const Optrack optrack;
  optrack.home.write("config/optrack/config.json", R"({"settings": {"utc": true}})");
  Program program = optrack.program({"doctor"});
  program.environment["OPTRACK_COLOR"] = "never";
  const Ran good = run(program);
  CHECK(good.code == 0);
  CHECK(good.out.find("utc                      true         " + optrack.home.path().string()) != std::string::npos);
  CHECK(good.out.find("color                    never        OPTRACK_COLOR") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(optrack.home.path() / "state"));

  optrack.home.write("config/optrack/config.json", "{");
  const Ran broken = optrack({"doctor"});
  CHECK(broken.code == 7);
  CHECK(broken.out.find("config.json:1:2: syntax error") != std::string::npos);
}

TEST_CASE("emulate: serves until a signal, then exit 0") {
  const Optrack optrack;
  for (const int signal : {SIGINT, SIGTERM}) {
    Program program = optrack.program({"emulate", "--token-file", "token"});
    program.send_signal = signal;
    program.signal_after = "/compute\n";
    const Ran ran = run(program);
    CHECK_FALSE(ran.timed_out);
    CHECK(ran.code == 0);
    CHECK(ran.out.starts_with("http://127.0.0.1:"));
    CHECK(ran.err.find("--token-file " + (optrack.home.path() / "token").string()) != std::string::npos);
  }
  CHECK_FALSE(optrack.home.read("token").empty());
}

TEST_CASE("emulate: faults are listed; unknown ones are exit 2") {
  const Optrack optrack;
  CHECK(optrack({"emulate", "--list-faults"}).out.find("late-logs") != std::string::npos);
  CHECK(optrack({"emulate", "--fault", "lat-logs"}).code == 2);
  CHECK(optrack({"emulate", "--speed", "0"}).code == 2);
  CHECK(optrack({"emulate", "--listen", "0.0.0.0:1"}).code == 2);
}

TEST_CASE("D-1 ops: types with their parameters") {
  const Optrack optrack;
  CHECK(optrack({"ops", "list"}).out.find("\ninstances.exec ") != std::string::npos);
  CHECK(optrack({"ops", "show", "catlets.create"}).out.starts_with("catlets.create (eryph)\n"));
  const Ran unknown = optrack({"ops", "show", "catlets.craete"});
  CHECK(unknown.code == 2);
  CHECK(unknown.err.find("did you mean catlets.create") != std::string::npos);
}
