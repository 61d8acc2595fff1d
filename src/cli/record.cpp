// SPDX-License-Identifier: MIT
#include "cli/record.hpp"

#include <array>

#include "model/local_id.hpp"
#include "system/owner.hpp"
#include "system/random.hpp"

namespace optrack::cli {

Result<Operation> new_record(App& app, const Provider& provider) {
  std::array<std::uint8_t, 8> random{};
  if (Result<void> filled = fill_random(random); !filled) return fail(std::move(filled).error());
  Operation operation;
  operation.id = make_local_id(random);
  operation.provider = provider.name;
  operation.protocol = provider.protocol->name();
  operation.created = app.clock().wall();
  operation.owner = this_process();
  return operation;
}

Result<Operation> add_record(App& app, Operation operation) {
  const Result<Store*> store = app.store();
  if (!store) return fail(store.error());
  OperationSeen seen;
  seen.name = operation.name;
  seen.op_type = operation.type;
  seen.provider = operation.provider;
  seen.remote_id = operation.remote.id;
  seen.status = operation.status;
  seen.labels = operation.labels;
  seen.parent = operation.parent;
  const Result<std::vector<Event>> added =
      (*store)->add(operation, {Event{0, operation.created, operation.id, std::move(seen)}});
  if (!added) return fail(added.error());
  return operation;
}

Result<std::map<std::string, std::string>> parse_labels(const std::vector<std::string>& texts) {
  std::map<std::string, std::string> labels;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      return fail(ErrorKind::usage, "--label takes KEY=VALUE, not " + text);
    }
    labels[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return labels;
}

}  // namespace optrack::cli
