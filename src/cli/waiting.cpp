// SPDX-License-Identifier: MIT
#include "cli/waiting.hpp"

#include <algorithm>
#include <utility>

#include "cli/at_terminal.hpp"
#include "cli/finding.hpp"
#include "cli/following.hpp"
#include "cli/printing.hpp"
#include "system/boot.hpp"
#include "system/owner.hpp"

namespace optrack::cli {
namespace {

std::vector<Operation> records_of(const std::vector<Watched>& watched) {
  std::vector<Operation> operations;
  for (const Watched& one : watched) operations.push_back(one.operation);
  return operations;
}

/// The command that goes on where this wait stopped; nothing when all have ended.
std::vector<std::string> resume_commands(App& app, const WaitReport& report) {
  std::vector<Operation> active;
  for (const Verdict& verdict : report.verdicts) {
    const bool over = is_final(verdict.operation.status) || verdict.kind == Verdict::Kind::not_found;
    if (!over) active.push_back(verdict.operation);
  }
  return active.empty() ? std::vector<std::string>{} : std::vector<std::string>{wait_command_line(app, active)};
}

StreamEnd stream_end(App& app, const WaitReport& report, int code) {
  StreamEnd end;
  end.exit_code = code;
  end.exit_name = exit_name(code);
  for (const Verdict& verdict : report.verdicts) ++end.counts[std::string{to_string(verdict.operation.status)}];
  end.resume = resume_commands(app, report);
  return end;
}

/// Why each operation could not be followed to its end; the printers show the rest.
void tell_errors(App& app, const WaitReport& report) {
  for (const Verdict& verdict : report.verdicts) {
    if (verdict.error && verdict.kind != Verdict::Kind::ended) {
      app.complain(verdict.operation.id + ": " + verdict.error->message);
    }
  }
  if (report.store_trouble) app.warn("the registry could not be written: " + report.store_trouble->message);
}

/// As what this process takes leases. How long they last is no option: all processes of a registry go by it.
Result<SessionTerms> session_terms(App& app) {
  constexpr Milliseconds kShortest{1'000};
  constexpr Milliseconds kLongest{600'000};
  SessionTerms terms;
  terms.owner = lease_owner();
  terms.lives = lease_owner_lives;
  terms.boot = boot_id();
  const auto set = non_empty(app.borders().environment, "OPTRACK_LEASE");
  if (!set) return terms;
  const Result<Milliseconds> length = parse_duration(*set);
  if (!length) return fail(Error{length.error()}.during("OPTRACK_LEASE"));
  if (*length < kShortest || *length > kLongest) return fail(ErrorKind::usage, "OPTRACK_LEASE is from 1s to 10m");
  terms.length = *length;
  return terms;
}

/// How old shown events may get: a condition is a reader too, what makes it true should be seen soon.
std::optional<Milliseconds> fresh_for(const Printing& printing, const WaitOptions& options, const WaitArgs& args) {
  constexpr Milliseconds kLive{2'000};
  if (args.fresh_given) return args.fresh;
  const bool read = printing.shows_logs() || !options.conditions.empty() || options.cancel.has_value();
  if (!read) return std::nullopt;
  return printing.live() != nullptr ? kLive : WaitOptions{}.fresh;
}

}  // namespace

Result<int> wait_and_show(App& app, std::vector<Watched> watched, const WaitArgs& args) {
  const Result<OpenedOutputs> outputs = open_outputs(app, args.out_taken);
  if (!outputs) return fail(outputs.error());
  return wait_and_show(app, std::move(watched), args, *outputs);
}

Result<int> wait_and_show(App& app, std::vector<Watched> watched, const WaitArgs& args, const OpenedOutputs& outputs) {
  Result<WaitOptions> options = to_wait_options(args, app.clock());
  if (!options) return fail(std::move(options).error());
  const Result<ExitOptions> exits = to_exit_options(args);
  if (!exits) return fail(exits.error());
  if (options->first > watched.size()) {
    return fail(ErrorKind::usage, "--first " + std::to_string(options->first) + ", but there are only " +
                                      std::to_string(watched.size()) + " operations to wait for");
  }
  const Result<std::unique_ptr<Printing>> printing = Printing::open(app, records_of(watched), args, outputs);
  if (!printing) return fail(printing.error());
  const Result<Store*> store = app.store();
  const Result<Transport*> transport = app.transport();
  if (!store) return fail(store.error());
  if (!transport) return fail(transport.error());
  options->mode = (*printing)->mode();
  options->fresh = fresh_for(**printing, *options, args);
  if (options->mode == "tty") options->heartbeat.reset();  // the view shows that time passes
  options->owner_lives = owner_lives;
  const Result<SessionTerms> session = session_terms(app);
  if (!session) return fail(session.error());
  options->session = *session;

  AtTerminal person{(*printing)->live(), args.keys};
  options->prompt = &person;
  options->wishes = person.wishes();
  if (args.follow_result) {
    options->follow = [&app](const Operation& parent, const Remote& nested) {
      return follow_result(app, parent, nested);
    };
  }

  (*printing)->never_wait();
  EventSink& sink = (*printing)->sink();
  const WaitReport report =
      wait_for(World{app.clock(), **transport, **store, app.signals()}, sink, std::move(watched), *options);
  int code = exit_code_for(report, *exits);
  if (report.reader_gone) {
    (*printing)->end();
    return number(ExitCode::pipe);
  }
  sink.on(Event{0, app.clock().wall(), {}, stream_end(app, report, code)});
  sink.flush();
  (*printing)->end(report.signal.has_value());
  tell_errors(app, report);
  forget_unknown(app, report.verdicts);
  if (const auto trouble = (*printing)->trouble()) {
    app.complain(trouble->message);
    code = number(ExitCode::local);
  }
  return code;
}

}  // namespace optrack::cli
