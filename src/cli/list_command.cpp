// SPDX-License-Identifier: MIT
#include "cli/list_command.hpp"

#include <memory>

#include "cli/exit_code.hpp"
#include "cli/json_output.hpp"
#include "cli/parse.hpp"
#include "cli/record.hpp"
#include "cli/record_rows.hpp"
#include "cli/remote_list.hpp"

namespace optrack::cli {

CommandSpec list_command() {
  const auto options = std::make_shared<ListOptions>();
  CommandSpec spec;
  spec.name = "list";
  spec.summary = "List operations, newest first";
  spec.description =
      "Shows what the registry of this context holds, without asking a server. With --remote it asks the "
      "provider which operations it knows, whoever started them.";
  spec.examples = {{"optrack list --active", "What is still going on"},
                   {"optrack list --status failed --since -2d", "What failed in the last two days"},
                   {"optrack list --remote --limit 10", "The newest ten that the server itself lists"},
                   {"optrack list --jq '.[] | select(.progress > 50) | .id'", "Ids, for scripts"}};
  spec.exit_codes = "0 2 4 6 7";
  spec.data = Data::answer;
  spec.fields = record_fields();
  spec.options = {
      flag("-a,--active", "only those that have not ended", options->active),
      list("--status", "STATUS", "only with this status, may be repeated", options->statuses),
      completing(Completion::type, text("--type", "TYPE", "only of this type", options->type)),
      list("-l,--label", "KEY=VALUE", "only with this label, may be repeated", options->labels),
      text("--name", "GLOB", "only with a name that matches, case-sensitive", options->name),
      text("--since", "TIME", "only those known since: RFC 3339, today, -2h", options->since),
      integer("-n,--limit", "N", "at most so many", options->limit, 1, 1'000'000),
      flag("--all", "no limit", options->all),
      flag("--remote", "ask the server instead of the registry", options->remote),
      completing(Completion::provider, text("--provider", "NAME", "only of this provider", options->provider)),
  };
  spec.run = [options](App& app) { return run_list(*options, app); };
  return spec;
}

namespace {

Result<Query> query_from(const ListOptions& options, App& app) {
  Query query;
  query.type = options.type;
  query.name_glob = options.name;
  query.provider = options.provider;
  query.limit = options.all ? 0 : static_cast<std::size_t>(options.limit);
  if (options.active) query.statuses = {Status::pending, Status::running};
  for (const std::string& word : options.statuses) {
    const std::optional<Status> status = parse_status(word);
    if (!status) {
      const std::vector<std::string> words{"pending", "running", "completed", "failed", "cancelled", "lost"};
      return fail(ErrorKind::usage, "--status: no such status: " + word + did_you_mean(word, words) +
                                        "; there are pending, running, completed, failed, cancelled, lost");
    }
    query.statuses.insert(*status);
  }
  Result<std::map<std::string, std::string>> labels = parse_labels(options.labels);
  if (!labels) return fail(std::move(labels).error());
  query.labels = std::move(*labels);
  if (!options.since.empty()) {
    const WallTime now = app.clock().wall();
    Result<WallTime> since = parse_time(options.since, now, app.clock().utc_offset(now));
    if (!since) return fail(std::move(since).error().during("--since"));
    query.created_since = *since;
  }
  return query;
}

}  // namespace

Result<int> run_list(const ListOptions& options, App& app) {
  if (options.remote) return list_remote(app, options.provider, static_cast<std::size_t>(options.limit));
  const Result<Query> query = query_from(options, app);
  if (!query) return fail(query.error());
  const Result<Store*> store = app.store();
  if (!store) return fail(store.error());
  const Result<std::vector<Operation>> operations = (*store)->query(*query);
  if (!operations) return fail(operations.error());
  const Result<void> printed = print_records(app, *operations, Shape::many);
  if (!printed) return fail(printed.error());
  if (operations->empty())
    app.say("no operations; start one with: optrack start TYPE (optrack ops list shows the types)");
  return number(ExitCode::ok);
}

}  // namespace optrack::cli
