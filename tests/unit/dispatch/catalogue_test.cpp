// SPDX-License-Identifier: MIT
#include "dispatch/catalogue.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "protocol/protocols.hpp"

using namespace optrack;

TEST_CASE("D-1 catalogue: built-in types are found and sorted by name") {
  Catalogue catalogue;
  REQUIRE(catalogue.add_built_in(protocols()));

  const auto found = catalogue.find("lxd", "instances.exec");
  REQUIRE(found);
  CHECK((*found)->method == "POST");

  const auto entries = catalogue.entries("eryph");
  CHECK(entries.size() == find_protocol("eryph")->types().size());
  CHECK(std::is_sorted(entries.begin(), entries.end(),
                       [](const auto& a, const auto& b) { return a.type->name < b.type->name; }));
  CHECK(catalogue.entries().size() == catalogue.count());
}

TEST_CASE("D-2 catalogue: an unknown type is a usage error with the nearest names") {
  Catalogue catalogue;
  REQUIRE(catalogue.add_built_in(protocols()));

  const auto missing = catalogue.find("eryph", "catlets.craete");

  REQUIRE(!missing);
  CHECK(missing.error().kind == ErrorKind::usage);
  CHECK(missing.error().message.find("catlets.create") != std::string::npos);
  CHECK(!catalogue.find("eryph", "instances.exec"));
}

TEST_CASE("D-2 catalogue: a duplicate names both origins, another scope is no duplicate") {
  const OperationType type{.name = "a.b", .summary = "", .method = "POST", .path = "/"};
  Catalogue catalogue;
  REQUIRE(catalogue.add("x", type, "first.json"));
  CHECK(catalogue.add("y", type, "second.json"));

  const auto again = catalogue.add("x", type, "third.json");

  REQUIRE(!again);
  CHECK(again.error().message.find("first.json") != std::string::npos);
  CHECK(again.error().message.find("third.json") != std::string::npos);
  CHECK(catalogue.count() == 2);
}
