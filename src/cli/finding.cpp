// SPDX-License-Identifier: MIT
#include "cli/finding.hpp"

#include <sstream>
#include <string>
#include <unordered_set>
#include <utility>

#include "library/records.hpp"
#include "model/local_id.hpp"
#include "net/endpoint.hpp"
#include "protocol/local.hpp"
#include "system/owner.hpp"

namespace optrack::cli {
namespace {

/// The selectors themselves, `-` replaced by the lines of stdin.
Result<std::vector<std::string>> expanded(App& app, const std::vector<std::string>& selectors) {
  std::vector<std::string> all;
  for (const std::string& selector : selectors) {
    if (selector != "-") {
      all.push_back(selector);
      continue;
    }
    const Result<std::string> text = app.read_stdin();
    if (!text) return fail(text.error());
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
      const std::size_t begin = line.find_first_not_of(" \t\r");
      if (begin == std::string::npos) continue;
      all.push_back(line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1));
    }
  }
  return all;
}

/// Gathers operations in the order in which they are named, each once: several selectors may name the same.
class OnceEach {
 public:
  void add(Operation operation) {
    if (ids_.insert(operation.id).second) operations_.push_back(std::move(operation));
  }
  std::vector<Operation> take() { return std::move(operations_); }

 private:
  std::unordered_set<std::string> ids_;
  std::vector<Operation> operations_;
};

}  // namespace

Result<Found> find_operations(App& app, const std::vector<std::string>& selectors, bool allow_empty) {
  const Result<std::vector<std::string>> texts = expanded(app, selectors);
  if (!texts) return fail(texts.error());
  const Result<Store*> store = app.store();
  if (!store) return fail(store.error());

  Found found;
  OnceEach operations;
  for (const std::string& text : *texts) {
    const Result<Selector> selector = parse_selector(text);
    if (!selector) return fail(selector.error());
    Result<Selected> selected = resolve(*selector, **store);
    if (!selected) {
      const bool empty = selected.error().kind == ErrorKind::not_found && may_select_nothing(*selector);
      if (empty && allow_empty) continue;
      return fail(selected.error());
    }
    for (Operation& operation : selected->operations) operations.add(std::move(operation));
    if (selected->unknown) found.unknown.push_back(*selected->unknown);
    if (!selected->url.empty()) found.urls.push_back(selected->url);
  }
  found.operations = operations.take();
  const bool nothing = found.operations.empty() && found.unknown.empty() && found.urls.empty();
  if (nothing && !allow_empty) return fail(ErrorKind::not_found, "no operation was named");
  return found;
}

Result<Operation> find_one(App& app, const std::string& selector) {
  const Result<Found> found = find_operations(app, {selector});
  if (!found) return fail(found.error());
  if (found->operations.size() == 1) return found->operations.front();
  if (found->operations.empty()) {
    return fail(ErrorKind::not_found,
                "not in the registry: " + selector + "; remember it with: optrack track " + selector);
  }
  return fail(ErrorKind::usage, selector + " names " + std::to_string(found->operations.size()) +
                                    " operations, and this command takes one; optrack list shows their ids");
}

Result<Operation> track_remote(App& app, const Provider& provider, const Remote& remote, const std::string& name,
                               const std::map<std::string, std::string>& labels) {
  const Result<Store*> store = app.store();
  if (!store) return fail(store.error());
  return remember_remote(**store, app.clock(), provider.name, provider.protocol->name(), remote, name, labels);
}

Result<std::vector<Operation>> find_or_track(App& app, const std::vector<std::string>& selectors, bool allow_empty) {
  Result<Found> found = find_operations(app, selectors, allow_empty);
  if (!found) return fail(found.error());
  std::vector<std::string> remotes = found->urls;
  for (const UnknownRemote& unknown : found->unknown) remotes.push_back(unknown.provider + ":" + unknown.remote_id);
  if (remotes.empty()) return std::move(found->operations);
  OnceEach operations;
  for (Operation& operation : found->operations) operations.add(std::move(operation));
  for (const std::string& text : remotes) {
    const Result<RemoteChoice> choice = choose_remote(app, text);
    if (!choice) return fail(choice.error());
    Result<Operation> operation = track_remote(app, choice->provider, choice->remote);
    if (!operation) return fail(operation.error());
    operations.add(std::move(*operation));
  }
  return operations.take();
}

void forget_unknown(App& app, const std::vector<Verdict>& verdicts) {
  const Result<Store*> store = app.store();
  if (!store) return;
  for (const Verdict& verdict : verdicts) {
    const bool never_seen = verdict.operation.type.empty() && verdict.operation.raw_status.empty();
    if (verdict.kind != Verdict::Kind::not_found || !never_seen) continue;
    if (const Result<bool> removed = (*store)->remove(verdict.operation.id); !removed) {
      app.warn("the registry could not be written: " + removed.error().message);
    }
  }
}

Result<Watched> watched(App& app, Operation operation) {
  Watched result;
  result.operation = std::move(operation);
  const Operation& record = result.operation;
  if (record.protocol == local_protocol().name()) {
    result.protocol = &local_protocol();
    return result;
  }
  const bool guest = record.provider.find("://") != std::string::npos;
  const Result<Provider> provider =
      guest ? app.guest_provider(record.protocol, record.provider) : app.provider(record.provider);
  if (provider) {
    result.protocol = provider->protocol;
  } else if (!is_final(record.status) || !record.outcome) {
    return fail(Error{provider.error()}.during("operation " + record.id));
  }
  return result;
}

std::string person() {
  const Owner owner = this_process();
  return owner.user + "@" + owner.host;
}

std::string handle_of(App& app, const Operation& operation) {
  const bool forgotten = app.globals().no_registry && !operation.remote.id.empty();
  return forgotten ? operation.provider + ":" + operation.remote.id : tag_of(app, operation.id);
}

std::string wait_command_line(App& app, const std::vector<Operation>& operations) {
  std::string command = "optrack";
  if (app.context() != "default") command += " -C " + app.context();
  command += " wait";
  for (const Operation& operation : operations) command += " " + handle_of(app, operation);
  return command;
}

Result<void> forget_if_never_seen(App& app, const std::string& id) {
  const Result<Store*> store = app.store();
  if (!store) return fail(store.error());
  const Result<std::optional<Operation>> record = (*store)->find(id);
  if (!record) return fail(record.error());
  if (!*record || !(*record)->type.empty() || !(*record)->raw_status.empty()) return {};
  const Result<bool> removed = (*store)->remove(id);
  if (!removed) return fail(removed.error());
  return {};
}

std::string tag_of(App& app, const std::string& id) {
  const Result<Store*> store = app.store();
  if (!store) return id;
  const Result<std::size_t> length = unique_prefix_length(**store, id);
  return short_id(id, length.value_or(id.size()));
}

}  // namespace optrack::cli
