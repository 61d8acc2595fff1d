// SPDX-License-Identifier: MIT
#include "library/records.hpp"

#include <array>
#include <utility>
#include <vector>

#include "model/local_id.hpp"
#include "system/owner.hpp"
#include "system/random.hpp"

namespace optrack {

Result<Operation> fresh_record(const Clock& clock, std::string_view provider, std::string_view protocol) {
  std::array<std::uint8_t, 8> random{};
  if (Result<void> filled = fill_random(random); !filled) return fail(std::move(filled).error());
  Operation operation;
  operation.id = make_local_id(random);
  operation.provider = provider;
  operation.protocol = protocol;
  operation.created = clock.wall();
  operation.owner = this_process();
  return operation;
}

Result<Operation> add_record(Store& store, Operation record) {
  OperationSeen seen;
  seen.name = record.name;
  seen.op_type = record.type;
  seen.provider = record.provider;
  seen.remote_id = record.remote.id;
  seen.status = record.status;
  seen.labels = record.labels;
  seen.parent = record.parent;
  const Result<std::vector<Event>> added = store.add(record, {Event{0, record.created, record.id, std::move(seen)}});
  if (!added) return fail(added.error());
  return record;
}

Result<Operation> remember_remote(Store& store, const Clock& clock, const std::string& provider,
                                  std::string_view protocol, const Remote& remote, const std::string& name,
                                  const std::map<std::string, std::string>& labels) {
  Query query;
  query.provider = provider;
  query.remote_id = remote.id;
  const Result<std::vector<Operation>> known = store.query(query);
  if (!known) return fail(known.error());
  for (const Operation& operation : *known) {
    if (!is_final(operation.status)) return operation;
  }
  Result<Operation> operation = fresh_record(clock, provider, protocol);
  if (!operation) return fail(std::move(operation).error());
  operation->name = name;
  operation->labels = labels;
  operation->remote = remote;
  return add_record(store, std::move(*operation));
}

}  // namespace optrack
