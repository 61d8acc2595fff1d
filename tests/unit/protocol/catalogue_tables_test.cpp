// SPDX-License-Identifier: MIT
#include <algorithm>
#include <set>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "dispatch/parameter.hpp"
#include "model/json.hpp"
#include "protocol/protocols.hpp"

using namespace optrack;

namespace {

std::size_t holes(const std::string& path) {
  return static_cast<std::size_t>(std::count(path.begin(), path.end(), '{'));
}

void check_parameters(const OperationType& type) {
  std::set<std::string> names;
  std::size_t in_path = 0;
  for (const Parameter& parameter : type.parameters) {
    CAPTURE(parameter.name);
    CHECK(names.insert(parameter.name).second);
    CHECK(!parameter.description.empty());
    CHECK(!parameter.description.ends_with('.'));
    if (!parameter.default_value.empty()) CHECK(typed_value(parameter, parameter.default_value).has_value());
    if (!parameter.implies.empty()) CHECK(parse_json(parameter.implies.text).has_value());
    if (parameter.place != Parameter::Place::path) continue;
    ++in_path;
    CHECK(parameter.required);
    CHECK(type.path.find("{" + parameter.name + "}") != std::string::npos);
  }
  CHECK(in_path == holes(type.path));
  CHECK((type.name_parameter.empty() || names.contains(type.name_parameter)));
}

}  // namespace

TEST_CASE("D-1 D-7 catalogue tables: every declared type can be used as declared") {
  for (const Protocol* protocol : protocols()) {
    const auto types = protocol->types();
    CHECK(std::is_sorted(types.begin(), types.end(), [](const auto& a, const auto& b) { return a.name < b.name; }));
    for (const OperationType& type : types) {
      CAPTURE(type.name);
      CHECK(type.name.find('.') != std::string::npos);
      CHECK(!type.summary.empty());
      CHECK(type.path.starts_with('/'));
      CHECK((type.base_body.empty() || parse_json(type.base_body.text).has_value()));
      CHECK((type.method == "POST" || type.method == "PUT" || type.method == "DELETE"));
      CHECK(protocol->traits(type.name).key_is_id == !type.key_pointer.empty());
      check_parameters(type);
    }
  }
}
