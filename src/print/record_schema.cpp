// SPDX-License-Identifier: MIT
#include "print/record_schema.hpp"

#include <algorithm>
#include <string_view>

#include <nlohmann/json.hpp>

#include "model/json.hpp"
#include "model/json_unseen.hpp"
#include "print/event_schema.hpp"

namespace optrack {
namespace {

constexpr std::string_view kRecordSchema = R"schema({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "optrack record",
  "description": "One operation. Readers ignore fields they do not know.",
  "type": "object",
  "required": ["status", "cancel_requested"],
  "properties": {
    "id": {"$ref": "#/$defs/local_id", "description": "absent where only the server knows the operation"},
    "name": {"type": "string"},
    "op_type": {"type": "string"},
    "context": {"type": "string"},
    "provider": {"type": "string"},
    "remote_id": {"type": "string"},
    "status": {"$ref": "#/$defs/status_word"},
    "raw_status": {"type": "string", "description": "the server's word"},
    "message": {"type": "string"},
    "progress": {"$ref": "#/$defs/percent"},
    "parent": {"$ref": "#/$defs/local_id"},
    "labels": {"type": "object", "additionalProperties": {"type": "string"}},
    "created": {"$ref": "#/$defs/time"},
    "started": {"$ref": "#/$defs/time"},
    "ended": {"$ref": "#/$defs/time"},
    "elapsed_ms": {"$ref": "#/$defs/milliseconds"},
    "cancel_requested": {"type": "boolean"},
    "cancel_reason": {"type": "string"},
    "cancel_message": {"type": "string"},
    "cancel_by": {"type": "string"},
    "result_type": {"type": "string"},
    "result": {"description": "any JSON value"},
    "remote_exit_code": {"type": "integer"},
    "owner": {
      "type": "object",
      "properties": {
        "user": {"type": "string"},
        "host": {"type": "string"},
        "pid": {"type": "integer", "minimum": 1}
      }
    },
    "tasks": {"type": "array", "items": {"$ref": "#/$defs/task_new"}, "description": "this and the rest: show"},
    "resources": {"type": "array", "items": {"$ref": "#/$defs/resource_new"}},
    "log_tail": {"type": "array", "items": {"$ref": "#/$defs/log_entry"}, "description": "oldest first"},
    "polls": {
      "type": "object",
      "required": ["polls", "errors"],
      "properties": {
        "polls": {"$ref": "#/$defs/count"},
        "errors": {"$ref": "#/$defs/count"},
        "last_error": {"type": "string"},
        "last_poll": {"$ref": "#/$defs/time"}
      }
    },
    "partial_result": {"description": "what there is so far, any JSON value"}
  }
})schema";

/// The members of a record's lists have the fields of the events that brought them.
constexpr const char* kShared[] = {"time",        "milliseconds", "count",        "percent",  "local_id",
                                   "status_word", "task_new",     "resource_new", "log_entry"};

}  // namespace

std::string record_schema() {
  Json schema = *parse_json(kRecordSchema);
  const Json events = *parse_json(event_schema());
  for (const char* const name : kShared) {
    Json& shared = schema["$defs"][name] = events["$defs"][name];
    if (!shared.contains("required")) continue;
    Json& required = shared["required"];
    required.erase(std::remove(required.begin(), required.end(), "op"), required.end());
  }
  return pretty_json(schema) + "\n";
}

}  // namespace optrack
