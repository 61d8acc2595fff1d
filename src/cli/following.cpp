// SPDX-License-Identifier: MIT
#include "cli/following.hpp"

#include <utility>

#include "cli/finding.hpp"
#include "cli/record.hpp"

namespace optrack::cli {

Result<Watched> follow_result(App& app, const Operation& parent, const Remote& nested) {
  const Result<Store*> store = app.store();
  if (!store) return fail(store.error());
  Query query;
  query.provider = parent.provider;
  query.remote_id = nested.id;
  query.limit = 1;
  const Result<std::vector<Operation>> known = (*store)->query(query);
  if (!known) return fail(known.error());
  if (!known->empty()) return watched(app, known->front());
  Operation probe;
  probe.provider = parent.provider;
  probe.protocol = parent.protocol;
  Result<Watched> result = watched(app, std::move(probe));
  if (!result) return result;
  Result<Operation> record = new_record(app, {parent.provider, result->protocol, nullptr});
  if (!record) return fail(std::move(record).error());
  record->remote = nested;
  record->parent = parent.id;
  record = add_record(app, std::move(*record));
  if (!record) return fail(std::move(record).error());
  result->operation = std::move(*record);
  return result;
}

}  // namespace optrack::cli
