// SPDX-License-Identifier: MIT
#include "library/prepare_start.hpp"

#include <array>
#include <cstdint>
#include <utility>

#include "dispatch/catalogue.hpp"
#include "dispatch/start_call.hpp"
#include "model/guid.hpp"
#include "protocol/protocols.hpp"
#include "registry/names.hpp"
#include "system/private_file.hpp"
#include "system/random.hpp"

namespace optrack {
namespace {

/// The key that was given, else a fresh one where the API takes keys.
Result<std::string> choose_key(const std::string& key, const OperationType& type) {
  if (type.key_pointer.empty()) {
    if (key.empty()) return std::string{};
    return fail(ErrorKind::usage, "--idempotency-key: " + type.name + " takes no key");
  }
  if (!key.empty()) return key;
  std::array<std::uint8_t, 16> random{};
  if (Result<void> filled = fill_random(random); !filled) return fail(std::move(filled).error());
  return make_guid(random);
}

/// A parameter whose value is the content of a local file is read here: nothing below knows files.
Result<std::vector<std::string>> with_files_read(const OperationType& type, std::vector<std::string> parameters) {
  constexpr std::size_t kLongestUpload = std::size_t{2} * 1024 * 1024 * 1024;
  for (std::string& text : parameters) {
    for (const Parameter& parameter : type.parameters) {
      if (parameter.place != Parameter::Place::raw || !text.starts_with(parameter.name + "=")) continue;
      Result<std::string> content = read_small_file(text.substr(parameter.name.size() + 1), kLongestUpload);
      if (!content) {
        content.error().kind = ErrorKind::local;  // trouble on this machine, not an operation that nobody knows
        return fail(std::move(content).error());
      }
      text = parameter.name + "=" + *content;
    }
  }
  return parameters;
}

std::string default_name(const OperationType& type, const std::vector<std::string>& parameters) {
  for (const std::string& text : parameters) {
    if (type.name_parameter.empty() || !text.starts_with(type.name_parameter + "=")) continue;
    std::string name = text.substr(type.name_parameter.size() + 1);
    if (check_operation_name(name)) return name;
  }
  return {};
}

}  // namespace

Result<const OperationType*> find_type(const Protocol& protocol, std::string_view name) {
  Catalogue catalogue;
  if (Result<void> filled = catalogue.add_built_in(protocols()); !filled) return fail(std::move(filled).error());
  return catalogue.find(protocol.name(), name);
}

Result<PreparedStart> prepare_start(const Protocol& protocol, const StartWish& wish) {
  const Result<const OperationType*> type = find_type(protocol, wish.type);
  if (!type) return fail(type.error());
  PreparedStart prepared;
  prepared.type = *type;
  StartArguments arguments;
  arguments.provider = wish.provider;
  arguments.body = wish.body;
  Result<std::vector<std::string>> parameters = with_files_read(**type, wish.parameters);
  if (!parameters) return fail(std::move(parameters).error());
  arguments.parameters = std::move(*parameters);
  Result<std::string> key = choose_key(wish.key, **type);
  if (!key) return fail(std::move(key).error());
  arguments.key = std::move(*key);
  Result<StartCall> call = make_start_call(**type, arguments);
  if (!call) return fail(std::move(call).error());
  prepared.call = std::move(*call);
  prepared.default_name = default_name(**type, wish.parameters);
  return prepared;
}

}  // namespace optrack
