// SPDX-License-Identifier: MIT
#include "cli/believing.hpp"

#include <algorithm>

#include "cli/finding.hpp"
#include "cli/record.hpp"
#include "track/ask.hpp"

namespace optrack::cli {
namespace {

constexpr Milliseconds kPatience{10'000};

bool named_by_remote_id(const std::vector<std::string>& selectors, const Operation& operation) {
  return std::any_of(selectors.begin(), selectors.end(), [&](const std::string& text) {
    return text == operation.provider + ":" + operation.remote.id || text.find("://") != std::string::npos;
  });
}

/// Whether what the server shows under this remote id is another run than the recorded one.
bool is_another_run(const Observation& seen, const Operation& record) {
  if (seen.status && !is_final(*seen.status)) return true;
  constexpr std::chrono::seconds kSlack{2};
  return seen.started && record.ended && *seen.started > *record.ended + kSlack;
}

Result<Operation> believed(App& app, const Operation& record) {
  const Result<Provider> provider = app.provider(record.provider);
  const Result<Transport*> transport = app.transport();
  if (!provider || !transport) return record;
  PollContext context;
  context.provider = provider->name;
  context.quiet = true;
  const Result<Observation> seen =
      ask(app.clock(), **transport, app.signals(), provider->protocol->poll(record.remote, context), kPatience);
  if (!seen || !is_another_run(*seen, record)) return record;
  app.say(record.provider + " runs something new as " + record.remote.id + "; the older record is " + record.id);
  Result<Operation> fresh = new_record(app, *provider);
  if (!fresh) return fail(std::move(fresh).error());
  fresh->remote = record.remote;
  fresh->type = record.type;
  return add_record(app, std::move(*fresh));
}

}  // namespace

Result<std::vector<Operation>> believe(App& app, const std::vector<std::string>& selectors,
                                       std::vector<Operation> operations) {
  for (Operation& operation : operations) {
    if (!is_final(operation.status) || !named_by_remote_id(selectors, operation)) continue;
    Result<Operation> current = believed(app, operation);
    if (!current) return fail(std::move(current).error());
    operation = std::move(*current);
  }
  return operations;
}

}  // namespace optrack::cli
