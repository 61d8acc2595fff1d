// SPDX-License-Identifier: MIT
#include <optional>

#include "cli/exit_code.hpp"
#include "cli/finding.hpp"
#include "cli/printing.hpp"
#include "cli/record.hpp"
#include "cli/show_once.hpp"
#include "cli/start_command.hpp"
#include "cli/waiting.hpp"
#include "dispatch/start_call.hpp"
#include "library/prepare_start.hpp"
#include "model/json.hpp"
#include "registry/names.hpp"
#include "system/private_file.hpp"
#include "track/begin.hpp"
#include "track/null_sink.hpp"

#include <nlohmann/json.hpp>

namespace optrack::cli {
namespace {

/// Everything about a start that can be known before the first request.
struct Prepared {
  Provider provider;
  const OperationType* type = nullptr;
  StartCall call;
  Operation record;
};

/// A file that is missing is trouble on this machine, not an operation that nobody knows.
Error about_file(Error error) {
  error.kind = ErrorKind::local;
  return error;
}

Result<JsonText> read_body(App& app, const std::string& file) {
  if (file.empty()) return JsonText{};
  constexpr std::size_t kLongestBody = std::size_t{16} * 1024 * 1024;
  Result<std::string> text = file == "-" ? app.read_stdin() : read_small_file(file, kLongestBody);
  if (!text) return fail(about_file(std::move(text).error()));
  const Result<Json> parsed = parse_json(*text);
  if (!parsed) {
    return fail(ErrorKind::usage, (file == "-" ? std::string{"standard input"} : file) + ": " + parsed.error().message);
  }
  return JsonText{std::move(*text)};
}

Result<Operation> make_record(App& app, const StartOptions& options, const Prepared& prepared) {
  Result<Operation> record = new_record(app, prepared.provider);
  if (!record) return fail(std::move(record).error());
  record->type = prepared.type->name;
  record->remote.type = prepared.type->name;
  record->key = prepared.call.key;
  record->name = options.name;
  auto labels = parse_labels(options.labels);
  if (!labels) return fail(std::move(labels).error());
  record->labels = std::move(*labels);
  if (!options.parent.empty()) {
    const Result<Operation> parent = find_one(app, options.parent);
    if (!parent) return fail(Error{parent.error()}.during("--parent"));
    record->parent = parent->id;
  }
  return record;
}

Result<Prepared> prepare(App& app, const StartOptions& options) {
  if (!options.name.empty()) {
    if (Result<void> valid = check_operation_name(options.name); !valid) return fail(std::move(valid).error());
  }
  Prepared prepared;
  Result<Provider> provider = options.provider.empty() ? app.default_provider() : app.provider(options.provider);
  if (!provider) return fail(std::move(provider).error());
  prepared.provider = std::move(*provider);
  StartWish wish;
  wish.provider = prepared.provider.name;
  wish.type = options.type;
  wish.parameters = options.parameters;
  wish.key = options.key;
  // The type first: a mistyped one is told before stdin is read.
  if (const auto type = find_type(*prepared.provider.protocol, options.type); !type) return fail(type.error());
  Result<JsonText> body = read_body(app, options.body_file);
  if (!body) return fail(std::move(body).error());
  wish.body = std::move(*body);
  Result<PreparedStart> start = prepare_start(*prepared.provider.protocol, wish);
  if (!start) return fail(std::move(start).error());
  prepared.type = start->type;
  prepared.call = std::move(start->call);

  Result<Operation> record = make_record(app, options, prepared);
  if (!record) return fail(std::move(record).error());
  prepared.record = std::move(*record);
  if (prepared.record.name.empty()) prepared.record.name = std::move(start->default_name);
  return prepared;
}

/// The operation that an earlier start with this key made (D-12); nullopt for a fresh key.
Result<std::optional<Operation>> started_before(App& app, const StartOptions& options, const Prepared& prepared) {
  if (options.key.empty()) return std::optional<Operation>{};
  const Result<Store*> store = app.store();
  if (!store) return fail(store.error());
  Query query;
  query.provider = prepared.provider.name;
  query.key = prepared.call.key;
  const Result<std::vector<Operation>> known = (*store)->query(query);
  if (!known) return fail(known.error());
  for (const Operation& operation : *known) {
    if (operation.type == prepared.type->name && !operation.remote.id.empty()) return std::optional{operation};
  }
  return std::optional<Operation>{};
}

Result<int> not_started(App& app, const Begun& begun) {
  if (begun.signal) {
    app.say("interrupted; whether it was started, tells: optrack wait " + begun.operation.id);
    return number(exit_code_for(*begun.signal));
  }
  const Error& error = *begun.error;
  if (begun.kind == Begun::Kind::lost) {
    return fail(Error{
        error.kind,
        "whether it was started is not known: " + error.message + " (recorded as " + begun.operation.id + ", lost)",
        error.http_status});
  }
  if (begun.kind == Begun::Kind::pending) {
    return fail(Error{error.kind,
                      "whether it was started is not known yet: " + error.message + "; find out with: optrack wait " +
                          begun.operation.id,
                      error.http_status});
  }
  // A protocol names the step itself; a transport does not know it.
  const std::string step = "start " + begun.operation.type;
  Error told = error.message.starts_with(step) ? error : Error{error}.during(step);
  // A wrong address is the usual reason, and nobody sees it in these words.
  if (error.http_status == 404) {
    told.message += "; is the address right? optrack provider test " + begun.operation.provider;
  }
  return fail(std::move(told));
}

/// Tells how it went, and waits when asked to.
Result<int> after_start(App& app, const StartOptions& options, const OpenedOutputs& outputs, Operation operation,
                        bool just_started) {
  if (options.shows_id) print_id(app, operation, options.wait);
  if (!options.wait) {
    if (const Result<void> shown = show_once(app, operation); !shown) return fail(shown.error());
  }
  if (!options.id_only && !options.wait) {
    const std::string how = just_started ? "started " : "already started ";
    const bool ended = is_final(operation.status);
    app.say(how + operation.type + " as " + operation.id +
            (ended ? ", " + std::string{to_string(operation.status)}
                   : "; wait for it with: " + wait_command_line(app, {operation})));
  }
  if (!options.wait) {
    return number(is_final(operation.status) ? exit_code_for(operation.status) : ExitCode::ok);
  }
  Result<Watched> one = watched(app, std::move(operation));
  if (!one) return fail(std::move(one).error());
  one->just_started = just_started;
  return wait_and_show(app, {std::move(*one)}, options.wait_args, outputs);
}

/// `--after`: 0 when that operation completed, else the code to end with.
Result<int> wait_before(App& app, const StartOptions& options, const OpenedOutputs& outputs) {
  Result<Operation> earlier = find_one(app, options.after);
  if (!earlier) return fail(std::move(earlier).error().during("--after"));
  Result<Watched> one = watched(app, std::move(*earlier));
  if (!one) return fail(std::move(one).error());
  return wait_and_show(app, {std::move(*one)}, options.wait_args, outputs);
}

/// What a wait after the start will write to. Without one nothing is opened now, but it is checked.
Result<OpenedOutputs> outputs_for(App& app, const StartOptions& options) {
  if (options.wait || !options.after.empty()) return open_outputs(app, options.wait_args.out_taken);
  if (const auto choices = choose_outputs(app); !choices) return fail(choices.error());
  return OpenedOutputs{};
}

}  // namespace

Result<int> run_start(const StartOptions& options, App& app) {
  const Result<Prepared> prepared = prepare(app, options);
  if (!prepared) return fail(prepared.error());
  if (options.dry_run) {
    if (app.json().given)
      return fail(ErrorKind::usage, "--dry-run shows a request, which is no JSON: leave out --json and --jq");
    app.print(describe(prepared->call));
    return number(ExitCode::ok);
  }
  const Result<OpenedOutputs> outputs = outputs_for(app, options);
  if (!outputs) return fail(outputs.error());
  if (const auto waits = to_wait_options(options.wait_args, app.clock()); !waits) return fail(waits.error());
  Result<std::optional<Operation>> before = started_before(app, options, *prepared);
  if (!before) return fail(std::move(before).error());
  if (*before) return after_start(app, options, *outputs, std::move(**before), false);
  if (!options.after.empty()) {
    Result<int> code = wait_before(app, options, *outputs);
    if (!code || *code != 0) return code;
  }
  const Result<Store*> store = app.store();
  const Result<Transport*> transport = app.transport();
  if (!store) return fail(store.error());
  if (!transport) return fail(transport.error());
  NullSink nobody;
  BeginTerms terms;
  terms.retry_start = options.retry_start;
  Begun begun = begin_operation(World{app.clock(), **transport, **store, app.signals()}, nobody,
                                *prepared->provider.protocol, prepared->call, prepared->record, terms);
  if (begun.kind == Begun::Kind::pending && !begun.signal && options.wait) {
    app.warn("the start was not answered (" + begun.error->message + "); looking for it");
    return after_start(app, options, *outputs, std::move(begun.operation), false);
  }
  if (begun.kind != Begun::Kind::started) return not_started(app, begun);
  return after_start(app, options, *outputs, std::move(begun.operation), true);
}

}  // namespace optrack::cli
