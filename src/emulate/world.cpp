// SPDX-License-Identifier: MIT
#include "emulate/world.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "emulate/seeded.hpp"

namespace optrack::emulate {

using Json = nlohmann::ordered_json;

World::World(Scenario scenario, double speed, std::uint64_t seed, WorldLimits limits)
    : scenario_(std::move(scenario)), speed_(speed), seed_(seed), limits_(limits) {}

std::string World::begin(BeginOperation wanted, Moment now) {
  if (!wanted.id.empty() && operations_.contains(wanted.id)) return wanted.id;
  const auto number = ++begun_;
  if (wanted.id.empty()) wanted.id = guid(seed_, fmt::format("operation {}", number));
  if (wanted.type == "catlets.create") {
    wanted.catlet_id = guid(seed_, fmt::format("catlet {}", number));
    catlets_[wanted.catlet_id] = {wanted.catlet_id, wanted.name, "Pending"};
    names_[wanted.name] = wanted.catlet_id;
  }
  OperationFacts facts{wanted.id, wanted.name, wanted.catlet_id, std::move(wanted.configuration), "build-agent",
                       now.wall,  seed_};
  Record record{wanted.type, {faster(scenario_.plan(wanted.type), speed_), std::move(facts)}, now.steady};
  ends_.emplace(now.steady + record.timeline.end(), wanted.id);
  operations_.emplace(wanted.id, std::move(record));
  return wanted.id;
}

std::optional<Json> World::operation(const std::string& id, Moment now, const OperationView& view) const {
  const auto found = operations_.find(id);
  if (found == operations_.end()) return std::nullopt;
  return found->second.timeline.at(now.steady - found->second.created, view);
}

Json World::operations(Moment now, const OperationView& view) const {
  Json list = Json::array();
  for (const auto& [id, record] : operations_) list.push_back(record.timeline.at(now.steady - record.created, view));
  return list;
}

bool World::cancel(const std::string& id, Moment now) {
  const auto found = operations_.find(id);
  if (found == operations_.end()) return false;
  auto& record = found->second;
  const auto before = record.timeline.end();
  if (!record.timeline.cancel(now.steady - record.created)) return false;
  if (record.timeline.end() != before) ends_.emplace(record.created + record.timeline.end(), id);
  return true;
}

std::vector<std::string> World::advance(Moment now) {
  std::vector<std::string> forgotten;
  while (!ends_.empty() && ends_.begin()->first <= now.steady) {
    const auto end = ends_.begin()->first;
    const auto id = ends_.begin()->second;
    ends_.erase(ends_.begin());
    const auto found = operations_.find(id);
    // A cancelled operation has a second, later entry, which finds nothing or another end.
    if (found == operations_.end() || found->second.created + found->second.timeline.end() != end) continue;
    settle(found->second);
    finished_.emplace(end, id);
  }
  while (!finished_.empty() &&
         (now.steady - finished_.begin()->first > limits_.retention || operations_.size() > limits_.most_operations)) {
    forget(finished_.begin()->second, forgotten);
    finished_.erase(finished_.begin());
  }
  return forgotten;
}

void World::settle(const Record& record) {
  const auto found = catlets_.find(record.timeline.facts().catlet_id);
  if (found == catlets_.end()) return;
  const bool done = record.timeline.outcome() == Ending::completed;
  auto& catlet = found->second;
  if ((record.type == "catlets.create" && !done) || (record.type == "catlets.delete" && done)) {
    names_.erase(catlet.name);
    catlets_.erase(found);
  } else if (done && record.type != "catlets.update") {
    catlet.status = record.type == "catlets.start" ? "Running" : "Stopped";
  }
}

void World::forget(const std::string& id, std::vector<std::string>& forgotten) {
  operations_.erase(id);
  forgotten.push_back(id);
}

const Catlet* World::catlet(const std::string& id) const {
  const auto found = catlets_.find(id);
  return found == catlets_.end() ? nullptr : &found->second;
}

bool World::name_taken(const std::string& name) const { return names_.contains(name); }

}  // namespace optrack::emulate
