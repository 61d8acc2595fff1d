// SPDX-License-Identifier: MIT
#include "cli/remote_list.hpp"

#include <nlohmann/json.hpp>

#include "cli/exit_code.hpp"
#include "cli/json_output.hpp"
#include "model/record_json.hpp"
#include "print/show.hpp"
#include "print/table.hpp"
#include "track/ask.hpp"
#include "track/entrance.hpp"

namespace optrack::cli {
namespace {

constexpr Milliseconds kLimit{30'000};

/// A row as a record, so that `--json` has the same names everywhere.
Operation record_of(const RemoteOperation& row, const Provider& provider) {
  const Observation seen = make_harmless(row.observation);
  Operation operation;
  operation.name = seen.name;
  operation.type = seen.type;
  operation.provider = provider.name;
  operation.protocol = provider.protocol->name();
  operation.remote = make_harmless(row.remote);
  operation.status = seen.status.value_or(Status::running);
  operation.raw_status = seen.raw_status;
  operation.message = seen.message;
  operation.progress = seen.progress;
  operation.started = seen.started;
  operation.ended = seen.ended;
  return operation;
}

Result<void> print_remote_json(App& app, const std::vector<Operation>& operations) {
  Json all = Json::array();
  for (const Operation& operation : operations) {
    Json record = record_json(operation, app.context(), app.clock().wall());
    for (const char* local : {"id", "created", "elapsed_ms", "owner"}) record.erase(local);
    all.push_back(std::move(record));
  }
  return print_json(app, all);
}

void print_as_table(App& app, const std::vector<Operation>& operations) {
  const TimeView times{&app.clock(), app.globals().utc};
  TextTable table({"REMOTE ID", "STATUS", "STARTED", "TYPE", "MESSAGE"});
  for (const Operation& operation : operations) {
    table.add({operation.remote.id, std::string{to_string(operation.status)},
               operation.started ? times.date_time(*operation.started) : "-", operation.type, operation.message});
  }
  app.print(table.text(app.borders().out_terminal));
}

}  // namespace

Result<int> list_remote(App& app, const std::string& provider_name, std::size_t limit) {
  const Result<Provider> provider = provider_name.empty() ? app.default_provider() : app.provider(provider_name);
  if (!provider) return fail(provider.error());
  const Result<Transport*> transport = app.transport();
  if (!transport) return fail(transport.error());
  PollContext context;
  context.provider = provider->name;
  Result<std::vector<RemoteOperation>> rows =
      ask(app.clock(), **transport, app.signals(), provider->protocol->list(context, limit), kLimit);
  if (!rows) return fail(std::move(rows).error().during("list " + provider->name));
  if (rows->size() > limit) rows->resize(limit);

  std::vector<Operation> operations;
  for (const RemoteOperation& row : *rows) operations.push_back(record_of(row, *provider));
  if (wants_json(app)) {
    const Result<void> printed = print_remote_json(app, operations);
    if (!printed) return fail(printed.error());
  } else {
    print_as_table(app, operations);
    if (!operations.empty()) app.say("follow one with: optrack wait " + provider->name + ":REMOTE-ID");
  }
  return number(ExitCode::ok);
}

}  // namespace optrack::cli
