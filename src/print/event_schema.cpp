// SPDX-License-Identifier: MIT
#include "print/event_schema.hpp"

namespace optrack {

std::string_view event_schema() {  // NOLINT(readability-function-size): it is one text
  static constexpr std::string_view kSchema = R"schema({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "optrack event, version 1",
  "description": "One line of an event stream. Readers ignore fields and types they do not know.",
  "type": "object",
  "required": ["v", "ts", "type"],
  "properties": {
    "v": {"const": 1},
    "seq": {"type": "integer", "minimum": 1, "description": "of journalled events: 1, 2, 3, ... per operation"},
    "ts": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$", "description": "when optrack saw it"},
    "type": {"type": "string"},
    "op": {"$ref": "#/$defs/local_id"},
    "ctx": {"type": "string", "description": "name of the context"},
    "part": {"type": "integer", "minimum": 1},
    "parts": {"type": "integer", "minimum": 1},
    "clipped": {"const": true, "description": "fields were shortened to keep the line short"}
  },
  "allOf": [
    {"if": {"properties": {"type": {"const": "stream_start"}}}, "then": {"$ref": "#/$defs/stream_start"}},
    {"if": {"properties": {"type": {"const": "operation"}}}, "then": {"$ref": "#/$defs/operation"}},
    {"if": {"properties": {"type": {"const": "status"}}}, "then": {"$ref": "#/$defs/status"}},
    {"if": {"properties": {"type": {"const": "progress"}}}, "then": {"$ref": "#/$defs/progress"}},
    {"if": {"properties": {"type": {"const": "task_new"}}}, "then": {"$ref": "#/$defs/task_new"}},
    {"if": {"properties": {"type": {"const": "task_update"}}}, "then": {"$ref": "#/$defs/task_update"}},
    {"if": {"properties": {"type": {"const": "log_entry"}}}, "then": {"$ref": "#/$defs/log_entry"}},
    {"if": {"properties": {"type": {"const": "resource_new"}}}, "then": {"$ref": "#/$defs/resource_new"}},
    {"if": {"properties": {"type": {"const": "resource_gone"}}}, "then": {"$ref": "#/$defs/resource_gone"}},
    {"if": {"properties": {"type": {"const": "heartbeat"}}}, "then": {"$ref": "#/$defs/heartbeat"}},
    {"if": {"properties": {"type": {"const": "poll_error"}}}, "then": {"$ref": "#/$defs/poll_error"}},
    {"if": {"properties": {"type": {"const": "poll_ok"}}}, "then": {"$ref": "#/$defs/poll_ok"}},
    {"if": {"properties": {"type": {"const": "condition"}}}, "then": {"$ref": "#/$defs/condition"}},
    {"if": {"properties": {"type": {"const": "cancel"}}}, "then": {"$ref": "#/$defs/cancel"}},
    {"if": {"properties": {"type": {"const": "label"}}}, "then": {"$ref": "#/$defs/label"}},
    {"if": {"properties": {"type": {"const": "result"}}}, "then": {"$ref": "#/$defs/result"}},
    {"if": {"properties": {"type": {"const": "notice"}}}, "then": {"$ref": "#/$defs/notice"}},
    {"if": {"properties": {"type": {"const": "stream_end"}}}, "then": {"$ref": "#/$defs/stream_end"}}
  ],
  "$defs": {
    "time": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?Z$"},
    "milliseconds": {"type": "integer", "minimum": 0},
    "count": {"type": "integer", "minimum": 0},
    "percent": {"type": "number", "minimum": 0, "maximum": 100},
    "texts": {"type": "array", "items": {"type": "string"}},
    "local_id": {"type": "string", "pattern": "^[0-9a-hjkmnp-tv-z]{10}$"},
    "status_word": {"enum": ["pending", "running", "completed", "failed", "cancelled", "lost"]},
    "stream_start": {
      "required": ["ops", "conditions"],
      "properties": {
        "version": {"type": "string", "description": "of optrack"},
        "ops": {"$ref": "#/$defs/texts"},
        "mode": {"type": "string"},
        "conditions": {"$ref": "#/$defs/texts"},
        "deadline": {"$ref": "#/$defs/time"}
      }
    },
    "operation": {
      "required": ["op", "status"],
      "properties": {
        "name": {"type": "string"},
        "op_type": {"type": "string"},
        "provider": {"type": "string"},
        "remote_id": {"type": "string"},
        "status": {"$ref": "#/$defs/status_word"},
        "raw_status": {"type": "string", "description": "the server's word"},
        "url": {"type": "string", "description": "without its query"},
        "labels": {"type": "object", "additionalProperties": {"type": "string"}},
        "parent": {"$ref": "#/$defs/local_id"},
        "typical_ms": {"$ref": "#/$defs/milliseconds", "description": "median of the last operations of this type"},
        "p95_ms": {"$ref": "#/$defs/milliseconds", "description": "what 95 of 100 are expected not to outlast"},
        "samples": {"$ref": "#/$defs/count", "description": "how many operations that is known from"}
      }
    },
    "status": {
      "required": ["op", "from", "to"],
      "properties": {
        "from": {"$ref": "#/$defs/status_word"},
        "to": {"$ref": "#/$defs/status_word"},
        "raw_status": {"type": "string"},
        "message": {"type": "string"},
        "at": {"$ref": "#/$defs/time"},
        "elapsed_ms": {"$ref": "#/$defs/milliseconds"}
      }
    },
    "progress": {
      "required": ["op", "tasks_total", "tasks_done", "tasks_running", "tasks_failed"],
      "properties": {
        "percent": {"$ref": "#/$defs/percent"},
        "tasks_total": {"$ref": "#/$defs/count"},
        "tasks_done": {"$ref": "#/$defs/count"},
        "tasks_running": {"$ref": "#/$defs/count"},
        "tasks_failed": {"$ref": "#/$defs/count"},
        "eta_ms": {"$ref": "#/$defs/milliseconds", "description": "expected time to the end"},
        "eta_from": {"enum": ["history", "progress", "server"]}
      }
    },
    "task_new": {
      "required": ["op", "task", "status"],
      "properties": {
        "task": {"type": "string"},
        "parent_task": {"type": "string"},
        "name": {"type": "string"},
        "display_name": {"type": "string"},
        "status": {"$ref": "#/$defs/status_word"},
        "raw_status": {"type": "string"},
        "progress": {"$ref": "#/$defs/percent"},
        "message": {"type": "string"},
        "started": {"$ref": "#/$defs/time"},
        "ended": {"$ref": "#/$defs/time"},
        "reference": {"description": "what the task is about, as the server said it"}
      }
    },
    "task_update": {
      "required": ["op", "task"],
      "properties": {
        "task": {"type": "string"},
        "from": {"$ref": "#/$defs/status_word"},
        "to": {"$ref": "#/$defs/status_word"},
        "progress": {"$ref": "#/$defs/percent"},
        "message": {"type": "string"},
        "display_name": {"type": "string"},
        "elapsed_ms": {"$ref": "#/$defs/milliseconds"}
      }
    },
    "log_entry": {
      "required": ["op", "message"],
      "properties": {
        "log": {"type": "string", "description": "id of the entry"},
        "task": {"type": "string"},
        "at": {"$ref": "#/$defs/time"},
        "level": {"type": "string"},
        "message": {"type": "string"},
        "raw": {"type": "string", "description": "as received, where it differed"},
        "raw_base64": {"type": "string", "contentEncoding": "base64"}
      }
    },
    "resource_new": {
      "required": ["op", "resource"],
      "properties": {
        "resource": {"type": "string"},
        "resource_type": {"type": "string"},
        "name": {"type": "string"},
        "link": {"type": "string"}
      }
    },
    "resource_gone": {
      "required": ["op", "resource"],
      "properties": {
        "resource": {"type": "string"},
        "resource_type": {"type": "string"},
        "name": {"type": "string"},
        "link": {"type": "string"}
      }
    },
    "heartbeat": {
      "required": ["op", "silent_ms", "running"],
      "properties": {
        "silent_ms": {"$ref": "#/$defs/milliseconds"},
        "running": {"$ref": "#/$defs/texts"},
        "next_poll_ms": {"$ref": "#/$defs/milliseconds"},
        "typical_ms": {"$ref": "#/$defs/milliseconds"},
        "late_ms": {"$ref": "#/$defs/milliseconds", "description": "beyond what 95 of 100 take"}
      }
    },
    "poll_error": {
      "required": ["op", "attempt", "error", "error_kind", "retry_ms", "outage_ms"],
      "properties": {
        "attempt": {"type": "integer", "minimum": 1},
        "http_status": {"type": "integer", "minimum": 100, "maximum": 999},
        "error": {"type": "string"},
        "error_kind": {"enum": ["usage", "denied", "not_found", "unreachable", "protocol", "timeout", "stopped", "conflict", "local"]},
        "retry_ms": {"$ref": "#/$defs/milliseconds"},
        "outage_ms": {"$ref": "#/$defs/milliseconds"}
      }
    },
    "poll_ok": {
      "required": ["op", "outage_ms"],
      "properties": {
        "outage_ms": {"$ref": "#/$defs/milliseconds"}
      }
    },
    "condition": {
      "required": ["cond", "state"],
      "properties": {
        "cond": {"type": "string"},
        "state": {"enum": ["met", "impossible"]}
      }
    },
    "cancel": {
      "required": ["op", "state"],
      "properties": {
        "state": {"enum": ["requested", "accepted", "refused"]},
        "reason": {"type": "string"},
        "message": {"type": "string"},
        "by": {"type": "string"}
      }
    },
    "label": {
      "required": ["op"],
      "properties": {
        "labels": {"type": "object", "additionalProperties": {"type": "string"}, "description": "those that were set"},
        "removed": {"type": "array", "items": {"type": "string"}, "description": "keys of those that were taken away"},
        "by": {"type": "string"}
      }
    },
    "result": {
      "required": ["op", "status", "failed_tasks"],
      "properties": {
        "status": {"enum": ["completed", "failed", "cancelled", "lost"]},
        "result_type": {"type": "string"},
        "result": {"description": "any JSON value"},
        "result_omitted": {"const": true},
        "remote_exit_code": {"type": "integer"},
        "message": {"type": "string"},
        "failed_tasks": {"$ref": "#/$defs/texts"},
        "elapsed_ms": {"$ref": "#/$defs/milliseconds"}
      }
    },
    "notice": {
      "required": ["message"],
      "properties": {
        "message": {"type": "string"}
      }
    },
    "stream_end": {
      "required": ["exit_code", "exit_name", "counts", "resume"],
      "properties": {
        "exit_code": {"type": "integer", "minimum": 0, "maximum": 255},
        "exit_name": {"type": "string"},
        "counts": {"type": "object", "additionalProperties": {"$ref": "#/$defs/count"}},
        "resume": {"$ref": "#/$defs/texts"}
      }
    }
  }
}
)schema";
  return kSchema;
}

}  // namespace optrack
