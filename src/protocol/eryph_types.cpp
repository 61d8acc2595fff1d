// SPDX-License-Identifier: MIT
#include "protocol/eryph.hpp"

namespace optrack {
namespace {

using Type = Parameter::Type;
using Place = Parameter::Place;

Parameter catlet() {
  return {.name = "catlet", .place = Place::path, .required = true, .description = "Id of the catlet"};
}

/// The whole configuration as JSON and its most used members by name; a member wins over the whole.
std::vector<Parameter> configuration(bool name_required) {
  return {
      {.name = "configuration", .type = Type::json, .description = "Whole catlet configuration"},
      {.name = "name",
       .key = "/configuration/name",
       .required = name_required,
       .description = "Name of the catlet, unique in its project"},
      {.name = "project", .key = "/configuration/project", .description = "Name of the project"},
      {.name = "parent",
       .key = "/configuration/parent",
       .description = "Gene set the catlet inherits from: acme/ubuntu-22.04/latest"},
      {.name = "hostname", .key = "/configuration/hostname", .description = "Host name inside the catlet"},
      {.name = "location", .key = "/configuration/location", .description = "Where its files are stored"},
      {.name = "environment", .key = "/configuration/environment", .description = "Environment it runs in"},
      {.name = "cpu", .type = Type::integer, .key = "/configuration/cpu/count", .description = "Number of processors"},
      {.name = "memory",
       .type = Type::integer,
       .key = "/configuration/memory/startup",
       .description = "Memory at start in MiB"},
      {.name = "memory.minimum",
       .type = Type::integer,
       .key = "/configuration/memory/minimum",
       .description = "Least dynamic memory in MiB"},
      {.name = "memory.maximum",
       .type = Type::integer,
       .key = "/configuration/memory/maximum",
       .description = "Most dynamic memory in MiB"},
      {.name = "drives", .type = Type::json, .key = "/configuration/drives", .description = "Drives, a JSON array"},
      {.name = "networks",
       .type = Type::json,
       .key = "/configuration/networks",
       .description = "Networks, a JSON array"},
      {.name = "fodder", .type = Type::json, .key = "/configuration/fodder", .description = "Fodder, a JSON array"},
      {.name = "variables",
       .type = Type::json,
       .key = "/configuration/variables",
       .description = "Variables with their values, a JSON array",
       .secret = true},
  };
}

std::vector<Parameter> with(std::vector<Parameter> some, Parameter more, bool first) {
  some.insert(first ? some.begin() : some.end(), std::move(more));
  return some;
}

Parameter show_secrets() {
  return {.name = "show_secrets", .type = Type::boolean, .description = "Leave secret values readable in the result"};
}

Parameter stop_mode() {
  return {.name = "mode",
          .default_value = "Shutdown",
          .choices = {"Shutdown", "Hard", "Kill"},
          .description = "Shutdown asks the system inside, Hard powers off, Kill ends the worker process"};
}

std::vector<OperationType> make_eryph_types() {
  const std::string key = "/correlation_id";
  const JsonText empty{R"({"configuration":{}})"};
  return {
      {.name = "catlets.create",
       .summary = "Create a catlet (a virtual machine)",
       .method = "POST",
       .path = "/v1/catlets",
       .parameters = configuration(true),
       .base_body = empty,
       .key_pointer = key,
       .name_parameter = "name"},
      {.name = "catlets.delete",
       .summary = "Delete a catlet with its disks",
       .method = "DELETE",
       .path = "/v1/catlets/{catlet}",
       .parameters = {catlet()},
       .name_parameter = "catlet"},
      {.name = "catlets.expand-config",
       .summary = "Show the configuration a new catlet would get, with everything inherited",
       .method = "POST",
       .path = "/v1/catlets/config/expand",
       .parameters = with(configuration(false), show_secrets(), false),
       .base_body = empty,
       .key_pointer = key,
       .name_parameter = "name"},
      {.name = "catlets.populate-variables",
       .summary = "Show the variables a catlet configuration takes",
       .method = "POST",
       .path = "/v1/catlets/config/populate-variables",
       .parameters = configuration(false),
       .base_body = empty,
       .key_pointer = key,
       .name_parameter = "name"},
      {.name = "catlets.start",
       .summary = "Start a catlet",
       .method = "PUT",
       .path = "/v1/catlets/{catlet}/start",
       .parameters = {catlet()},
       .name_parameter = "catlet"},
      {.name = "catlets.stop",
       .summary = "Stop a catlet",
       .method = "PUT",
       .path = "/v1/catlets/{catlet}/stop",
       .parameters = {catlet(), stop_mode()},
       .name_parameter = "catlet"},
      {.name = "catlets.update",
       .summary = "Bring a catlet to a new configuration",
       .method = "PUT",
       .path = "/v1/catlets/{catlet}",
       .parameters = with(configuration(false), catlet(), true),
       .base_body = empty,
       .key_pointer = key,
       .name_parameter = "catlet"},
  };
}

}  // namespace

std::span<const OperationType> eryph_types() {
  static const std::vector<OperationType> kTypes = make_eryph_types();
  return kTypes;
}

}  // namespace optrack
