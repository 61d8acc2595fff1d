// SPDX-License-Identifier: MIT
#include "support/scripted_children.hpp"

#include <algorithm>

namespace optrack::test {
namespace {

constexpr std::size_t kPipe = 65'536;

}  // namespace

std::size_t ScriptedChildren::running() const {
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [](const Child& child) { return !child.collected; }));
}

Result<Children::Id> ScriptedChildren::start(const ChildProgram& program) {
  Child child{program, "", clock_.now(), false, {}, {}, false};
  if (behaviour(child).missing) return fail(ErrorKind::not_found, "run " + program.arguments.front() + ": missing");
  all.push_back(std::move(child));
  return all.size();
}

ScriptedChildren::Child* ScriptedChildren::find(Id id) {
  const bool known = id > 0 && id <= all.size() && !all[id - 1].collected;
  return known ? &all[id - 1] : nullptr;
}

Behaviour ScriptedChildren::behaviour(const Child& child) const {
  const auto found = plays.find(child.program.arguments.back());
  return found == plays.end() ? Behaviour{} : found->second;
}

/// What it does by itself until now.
void ScriptedChildren::live(Child& child) {
  const Behaviour play = behaviour(child);
  const bool done = (play.lasts && clock_.now() >= child.begun + *play.lasts) ||
                    (!play.lasts && play.ends_with_input && child.input_ended);
  if (done && !child.status) child.status = play.status;
}

std::optional<std::size_t> ScriptedChildren::write(Id id, std::string_view bytes) {
  Child* child = find(id);
  if (child == nullptr || child->input_ended) return std::nullopt;
  live(*child);
  if (child->status) return std::nullopt;
  const std::size_t room = behaviour(*child).reads ? bytes.size() : kPipe - child->input.size();
  const std::size_t taken = std::min(bytes.size(), room);
  child->input += bytes.substr(0, taken);
  return taken;
}

void ScriptedChildren::end_input(Id id) {
  if (Child* child = find(id)) child->input_ended = true;
}

std::optional<int> ScriptedChildren::ended(Id id) {
  Child* child = find(id);
  if (child == nullptr) return std::nullopt;
  live(*child);
  child->collected = child->status.has_value();
  return child->status;
}

void ScriptedChildren::stop(Id id, ChildStop how) {
  Child* child = find(id);
  if (child == nullptr) return;
  child->stops.push_back(how);
  if (how == ChildStop::kill) child->status = 128 + 9;
  if (how == ChildStop::ask && behaviour(*child).heeds_asking) child->status = 128 + 15;
}

}  // namespace optrack::test
