// SPDX-License-Identifier: MIT
#include "optrack/result_view.hpp"

#include <doctest/doctest.h>

using namespace optrack;

TEST_CASE("T-3 result: a catlet as a value, absent where the server does not tell") {
  const auto whole = result_as<CatletView>(
      {"Catlet", {R"({"id":"c1","name":"web","status":"Running","cpu":{"count":2},"memory":1024})"}, {}});
  REQUIRE(whole);
  CHECK(whole->id == "c1");
  CHECK(whole->name == "web");
  CHECK(whole->status == "Running");
  CHECK(whole->cpu_count == 2);
  CHECK(whole->memory_mib == 1024);
  CHECK(result_as<CatletView>({"Catlet", {R"({"cpu_count":4,"memory":{"startup":512}})"}, {}})->memory_mib == 512);

  const auto poor = result_as<CatletView>({"Catlet", {R"({"id":7,"cpu":"two"})"}, {}});
  REQUIRE(poor);
  CHECK(poor->id.empty());
  CHECK_FALSE(poor->cpu_count);
  CHECK_FALSE(poor->memory_mib);
}

TEST_CASE("T-3 result: configurations and disks; another type and no object are not one") {
  const auto config =
      result_as<CatletConfigView>({"CatletConfig", {R"({"name":"web","parent":"acme/os","configuration":{}})"}, {}});
  REQUIRE(config);
  CHECK(config->parent == "acme/os");
  CHECK(config->has_configuration);
  const auto disk = result_as<VirtualDiskView>({"VirtualDisk", {R"({"id":"d1","name":"sda","size":20})"}, {}});
  REQUIRE(disk);
  CHECK(disk->size == 20);

  CHECK_FALSE(result_as<VirtualDiskView>({"Catlet", {R"({"id":"d1"})"}, {}}));
  for (const char* text : {"", "[]", "null", "{", "7"}) CHECK_FALSE(result_as<CatletView>({"Catlet", {text}, {}}));
}
