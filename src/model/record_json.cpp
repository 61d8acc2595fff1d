// SPDX-License-Identifier: MIT
#include "model/record_json.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "model/event_fields.hpp"
#include "model/field_writer.hpp"

namespace optrack {
namespace {

template <typename Thing>
Json fields_of(const Thing& thing) {
  Json json = Json::object();
  FieldWriter writer{json, FieldWriter::Form::shown};
  describe(writer, thing);
  return json;
}

void add_cancel(FieldWriter& writer, const CancelRequest& cancel) {
  writer.field("cancel_reason", cancel.reason);
  writer.field("cancel_message", cancel.message);
  writer.field("cancel_by", cancel.by);
}

Json owner_json(const Owner& owner) {
  Json json = Json::object();
  FieldWriter writer{json, FieldWriter::Form::shown};
  writer.field("user", owner.user);
  writer.field("host", owner.host);
  if (owner.pid != 0) json["pid"] = owner.pid;
  return json;
}

Json polls_json(const PollStats& stats) {
  Json json{{"polls", stats.polls}, {"errors", stats.errors}};
  FieldWriter writer{json, FieldWriter::Form::shown};
  writer.field("last_error", stats.last_error);
  writer.field("last_poll", stats.last_poll);
  return json;
}

template <typename Things>
Json list_of(const Things& things) {
  Json list = Json::array();
  for (const auto& thing : things) list.push_back(fields_of(thing.second));
  return list;
}

}  // namespace

Json record_json(const Operation& operation, std::string_view context, WallTime now) {
  Json json = Json::object();
  FieldWriter writer{json, FieldWriter::Form::shown};
  writer.field("id", operation.id);
  writer.field("name", operation.name);
  writer.field("op_type", operation.type);
  writer.field("context", std::string{context});
  writer.field("provider", operation.provider);
  writer.field("remote_id", operation.remote.id);
  writer.field("status", operation.status);
  writer.field("raw_status", operation.raw_status);
  writer.field("message", operation.message);
  writer.field("progress", operation.progress);
  writer.field("parent", operation.parent);
  writer.field("labels", operation.labels);
  writer.field("created", format_rfc3339(operation.created));
  writer.field("started", operation.started);
  writer.field("ended", operation.ended);
  writer.field("elapsed_ms", elapsed(operation, now));
  json["cancel_requested"] = operation.cancel.has_value();
  if (operation.cancel) add_cancel(writer, *operation.cancel);
  if (operation.outcome) describe(writer, *operation.outcome);
  Json owner = owner_json(operation.owner);
  if (!owner.empty()) json["owner"] = std::move(owner);
  return json;
}

Json full_record_json(const Operation& operation, const Known& known, std::span<const LogEntry> log_tail,
                      std::string_view context, WallTime now) {
  Json json = record_json(operation, context, now);
  json["tasks"] = list_of(known.tasks);
  json["resources"] = list_of(known.resources);
  Json& logs = json["log_tail"] = Json::array();
  for (const LogEntry& entry : log_tail) logs.push_back(fields_of(entry));
  json["polls"] = polls_json(known.polls);
  if (!is_final(known.status) && known.outcome && !known.outcome->value.empty()) {
    json["partial_result"] = fields_of(*known.outcome)["result"];
  }
  return json;
}

Json task_json(const Task& task) { return fields_of(task); }
Json resource_json(const Resource& resource) { return fields_of(resource); }
Json log_json(const LogEntry& entry) { return fields_of(entry); }

}  // namespace optrack
