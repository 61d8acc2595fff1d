// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include "model/ascii.hpp"
#include "model/nearest.hpp"
#include "model/text.hpp"
#include "registry/selector.hpp"

namespace optrack {
namespace {

constexpr std::size_t kShortestPrefix = 4;
constexpr std::size_t kMostCandidates = 10;
constexpr std::size_t kNamesCompared = 500;

using Operations = std::vector<Operation>;

bool is_active(const Operation& operation) { return !is_final(operation.status); }

Error ambiguous(std::string_view written, const Operations& candidates) {
  std::string text = "'" + harmless(written) + "' is ambiguous, give one of these ids:";
  for (std::size_t i = 0; i < candidates.size() && i < kMostCandidates; ++i) {
    const Operation& one = candidates[i];
    text += "\n  " + one.id + "  " + harmless(one.name.empty() ? "-" : one.name) + "  " +
            harmless(one.type.empty() ? "-" : one.type) + "  " + std::string{to_string(one.status)};
  }
  if (candidates.size() > kMostCandidates) {
    text += "\n  and " + std::to_string(candidates.size() - kMostCandidates) + " more";
  }
  return {ErrorKind::usage, std::move(text), std::nullopt};
}

/// Names and ids that look like what was asked for, among the newest operations.
std::string near_to(std::string_view word, Store& store) {
  Query query;
  query.limit = kNamesCompared;
  const Result<Operations> newest = store.query(query);
  if (!newest) return {};
  std::vector<std::string> choices;
  for (const Operation& operation : *newest) {
    const std::string& choice = operation.name.empty() ? operation.id : operation.name;
    if (std::find(choices.begin(), choices.end(), choice) == choices.end()) choices.push_back(choice);
  }
  std::string text;
  for (const std::string& choice : nearest(word, choices)) text += (text.empty() ? "" : ", ") + harmless(choice);
  return text;
}

Error unknown_word(const Selector& selector, Store& store) {
  std::string text = "no such operation: " + harmless(selector.written);
  const std::string near = near_to(selector.text, store);
  if (!near.empty()) text += "; did you mean " + near;
  text += "; `optrack list` shows what there is, PROVIDER:REMOTE-ID names one started elsewhere";
  return {ErrorKind::not_found, std::move(text), std::nullopt};
}

Error nothing_matches(const Selector& selector) {
  return {ErrorKind::not_found,
          "nothing matches " + harmless(selector.written) + "; `optrack list` shows what there is", std::nullopt};
}

Result<Operations> named(const std::string& name, Store& store) {
  Query query;
  query.name = name;
  query.statuses = {Status::pending, Status::running};
  Result<Operations> active = store.query(query);
  if (!active || !active->empty()) return active;
  query.statuses.clear();
  query.limit = 1;
  return store.query(query);
}

Result<Operations> with_prefix(const std::string& prefix, Store& store) {
  if (prefix.size() < kShortestPrefix) return Operations{};
  Query query;
  query.id_prefix = prefix;
  return store.query(query);
}

Result<Selected> selected(Operations operations) {
  Selected result;
  result.operations = std::move(operations);
  return result;
}

Result<Selected> resolve_word(const Selector& selector, Store& store) {
  const std::string id = ascii_lower(selector.text);
  Result<std::optional<Operation>> whole = store.find(id);
  if (!whole) return fail(std::move(whole).error());
  if (*whole) return selected({std::move(**whole)});
  Result<Operations> found = named(selector.text, store);
  if (found && found->empty()) found = with_prefix(id, store);
  if (!found) return fail(std::move(found).error());
  if (found->size() > 1) return fail(ambiguous(selector.written, *found));
  if (found->empty()) return fail(unknown_word(selector, store));
  return selected(std::move(*found));
}

Result<Selected> resolve_remote(const Selector& selector, Store& store) {
  Query query;
  query.provider = selector.key;
  query.remote_id = selector.text;
  Result<Operations> found = store.query(query);
  if (!found) return fail(std::move(found).error());
  if (found->empty()) {
    Selected result;
    result.unknown = UnknownRemote{selector.key, selector.text};
    return result;
  }
  const auto active = std::find_if(found->begin(), found->end(), is_active);
  return selected({active == found->end() ? std::move(found->front()) : std::move(*active)});
}

Result<Selected> resolve_query(const Selector& selector, Store& store) {
  Query query;
  if (selector.kind == Selector::Kind::last) query.limit = selector.count;
  if (selector.kind == Selector::Kind::active) query.statuses = {Status::pending, Status::running};
  if (selector.kind == Selector::Kind::failed) query.statuses = {Status::failed};
  if (selector.kind == Selector::Kind::label) query.labels.emplace(selector.key, selector.text);
  if (selector.kind == Selector::Kind::name_glob) query.name_glob = selector.text;
  Result<Operations> found = store.query(query);
  if (!found) return fail(std::move(found).error());
  if (found->empty()) return fail(nothing_matches(selector));
  return selected(std::move(*found));
}

Result<Selected> resolve_children(const Selector& selector, Store& store) {
  Result<Selected> parents = resolve(*selector.of, store);
  if (!parents) return parents;
  Operations children;
  for (const Operation& parent : parents->operations) {
    Query query;
    query.parent = parent.id;
    Result<Operations> found = store.query(query);
    if (!found) return fail(std::move(found).error());
    for (Operation& child : *found) children.push_back(std::move(child));
  }
  if (children.empty()) return fail(nothing_matches(selector));
  std::stable_sort(children.begin(), children.end(),
                   [](const Operation& a, const Operation& b) { return a.created > b.created; });
  return selected(std::move(children));
}

}  // namespace

Result<Selected> resolve(const Selector& selector, Store& store) {
  switch (selector.kind) {
    case Selector::Kind::word:
      return resolve_word(selector, store);
    case Selector::Kind::remote:
      return resolve_remote(selector, store);
    case Selector::Kind::url: {
      Selected address;
      address.url = selector.text;
      return address;
    }
    case Selector::Kind::children:
      return resolve_children(selector, store);
    case Selector::Kind::last:
    case Selector::Kind::active:
    case Selector::Kind::failed:
    case Selector::Kind::label:
    case Selector::Kind::name_glob:
      return resolve_query(selector, store);
  }
  return fail(nothing_matches(selector));
}

Result<Selected> resolve(std::string_view text, Store& store) {
  const Result<Selector> selector = parse_selector(text);
  if (!selector) return fail(selector.error());
  return resolve(*selector, store);
}

std::size_t unique_prefix_length(std::vector<std::string> ids, std::size_t least) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::size_t length = least;
  for (std::size_t i = 1; i < ids.size(); ++i) {
    const auto differ = std::mismatch(ids[i - 1].begin(), ids[i - 1].end(), ids[i].begin(), ids[i].end());
    length = std::max(length, static_cast<std::size_t>(differ.second - ids[i].begin()) + 1);
  }
  return length;
}

Result<std::size_t> unique_prefix_length(Store& store, std::string_view id, std::size_t least) {
  for (std::size_t length = least; length < id.size(); ++length) {
    Query query;
    query.id_prefix = id.substr(0, length);
    query.limit = 2;
    const Result<Operations> found = store.query(query);
    if (!found) return fail(found.error());
    if (found->size() < 2) return length;
  }
  return id.size();
}

}  // namespace optrack
