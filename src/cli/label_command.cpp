// SPDX-License-Identifier: MIT
#include "cli/label_command.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include "cli/exit_code.hpp"
#include "cli/finding.hpp"
#include "cli/json_output.hpp"
#include "cli/record.hpp"
#include "cli/record_rows.hpp"
#include "library/labels.hpp"
#include "registry/names.hpp"

namespace optrack::cli {

CommandSpec label_command() {
  const auto options = std::make_shared<LabelOptions>();
  CommandSpec spec;
  spec.name = "label";
  spec.summary = "Set and take away labels of operations";
  spec.description =
      "Changes what label:KEY=VALUE finds. The first argument names operations; of the others KEY=VALUE sets a label, "
      "KEY- takes one away, and anything else names more operations. The server is not asked; who waits for an "
      "operation that goes on sees the change.";
  spec.examples = {{"optrack label web env=prod", "Set a label, or give it another value"},
                   {"optrack label @last team=a env-", "Set one and take another one away"},
                   {"optrack label label:env=test env=prod", "All that have a label"}};
  spec.exit_codes = "0 2 5 7";
  spec.data = Data::answer;
  spec.fields = record_fields();
  spec.options = {flag("--allow-empty", "no operation is not an error", options->allow_empty)};
  PositionalSpec first{"SELECTOR", "operations (optrack help selectors)"};
  first.completion = Completion::selector;
  first.set = [options](const std::string& word) -> Result<void> {
    options->selectors.push_back(word);
    return {};
  };
  PositionalSpec words{"KEY=VALUE|KEY-|SELECTOR", "a label to set, one to take away, or more operations"};
  words.repeatable = true;
  words.completion = Completion::selector;
  words.set = [options](const std::string& word) { return take_label_word(*options, word); };
  spec.positionals = {first, words};
  spec.run = [options](App& app) { return run_label(*options, app); };
  return spec;
}

Result<void> take_label_word(LabelOptions& options, const std::string& word) {
  LabelsChanged& change = options.change;
  const std::size_t mark = word.find_first_of("=:");
  if (mark != std::string::npos && word[mark] == '=') return add_label(change.labels, word);
  if (mark == std::string::npos && word.size() > 1 && word.back() == '-') {
    change.removed.push_back(word.substr(0, word.size() - 1));
    return check_label(change.removed.back(), {});
  }
  options.selectors.push_back(word);
  return {};
}

namespace {

/// Labels that are set and taken away at once are a slip of the pen.
Result<void> check_change(const LabelsChanged& change) {
  if (change.labels.empty() && change.removed.empty()) {
    return fail(ErrorKind::usage, "no label to change: KEY=VALUE sets one, KEY- takes one away");
  }
  for (const std::string& key : change.removed) {
    if (change.labels.count(key) != 0) return fail(ErrorKind::usage, key + " is both set and taken away");
  }
  return {};
}

Result<std::vector<std::string>> ids_of(App& app, const LabelOptions& options) {
  const Result<Found> found = find_operations(app, options.selectors, options.allow_empty);
  if (!found) return fail(found.error());
  std::vector<std::string> unknown = found->urls;
  for (const UnknownRemote& remote : found->unknown) unknown.push_back(remote.provider + ":" + remote.remote_id);
  if (!unknown.empty()) {
    return fail(ErrorKind::not_found,
                "not in the registry: " + unknown.front() + "; remember it with: optrack track " + unknown.front());
  }
  std::vector<std::string> ids;
  for (const Operation& operation : found->operations) ids.push_back(operation.id);
  return ids;
}

/// The records as they are now, for whoever asked for a form that programs read.
Result<void> print_changed(App& app, Store& store, const std::vector<std::string>& ids, Shape shape) {
  if (form_of(app) == Form::people) return {};
  std::vector<Operation> operations;
  for (const std::string& id : ids) {
    Result<std::optional<Operation>> operation = store.find(id);
    if (!operation) return fail(std::move(operation).error());
    if (*operation) operations.push_back(std::move(**operation));
  }
  return print_records(app, operations, shape);
}

}  // namespace

Result<int> run_label(const LabelOptions& options, App& app) {
  if (const Result<void> good = check_change(options.change); !good) return fail(good.error());
  const Result<Store*> store = app.store();
  if (!store) return fail(store.error());
  const Result<std::vector<std::string>> ids = ids_of(app, options);
  if (!ids) return fail(ids.error());
  LabelsChanged wish = options.change;
  wish.by = person();
  const Result<std::vector<LabelsChanged>> changed = change_labels(**store, app.clock(), *ids, wish);
  if (!changed) return fail(changed.error());
  for (std::size_t i = 0; i < ids->size(); ++i) {
    const std::string what = to_string((*changed)[i]);
    app.say(tag_of(app, (*ids)[i]) + " labels: " + (what.empty() ? "as they were" : what));
  }
  const Shape shape = options.selectors.size() == 1 ? Shape::one : Shape::many;
  if (const Result<void> printed = print_changed(app, **store, *ids, shape); !printed) return fail(printed.error());
  return number(ExitCode::ok);
}

}  // namespace optrack::cli
