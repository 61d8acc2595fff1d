// SPDX-License-Identifier: MIT
#include "cli/refresh.hpp"

#include "cli/finding.hpp"
#include "system/owner.hpp"
#include "track/null_sink.hpp"

namespace optrack::cli {
namespace {

/// Short graces: a person waits for this answer.
WaitOptions one_look() {
  WaitOptions options;
  options.timeout = Milliseconds{0};
  options.max_outage = Milliseconds{0};
  options.first_outage = Milliseconds{0};
  options.not_found_grace = Milliseconds{0};
  options.denied_grace = Milliseconds{0};
  options.from_start = false;
  options.owner_lives = owner_lives;
  options.version = {};
  return options;
}

}  // namespace

Result<std::vector<Verdict>> refresh(App& app, std::vector<Operation> operations) {
  const Result<Store*> store = app.store();
  if (!store) return fail(store.error());
  std::vector<Watched> all;
  for (Operation& operation : operations) {
    Result<Watched> one = watched(app, std::move(operation));
    if (!one) return fail(one.error());
    all.push_back(std::move(*one));
  }
  const Result<Transport*> transport = app.transport();
  if (!transport) return fail(transport.error());
  NullSink sink;
  WaitReport report = wait_for(World{app.clock(), **transport, **store, app.signals()}, sink, all, one_look());
  forget_unknown(app, report.verdicts);
  return std::move(report.verdicts);
}

}  // namespace optrack::cli
