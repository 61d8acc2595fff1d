// SPDX-License-Identifier: MIT
#include "cli/record_output.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "model/json_unseen.hpp"
#include "model/nearest.hpp"

namespace optrack::cli {

const std::vector<std::string>& record_fields() {
  static const std::vector<std::string> kFields{"id",
                                                "name",
                                                "op_type",
                                                "context",
                                                "provider",
                                                "remote_id",
                                                "status",
                                                "raw_status",
                                                "message",
                                                "progress",
                                                "parent",
                                                "labels",
                                                "created",
                                                "started",
                                                "ended",
                                                "elapsed_ms",
                                                "cancel_requested",
                                                "cancel_reason",
                                                "cancel_message",
                                                "result_type",
                                                "result",
                                                "exit_code",
                                                "owner",
                                                "tasks",
                                                "resources",
                                                "log_tail",
                                                "polls",
                                                "partial_result"};
  return kFields;
}

Result<Json> pick_fields(const Json& record, std::string_view fields, const std::vector<std::string>& known) {
  if (fields.empty() || fields == "all") return record;
  Json picked = Json::object();
  while (!fields.empty()) {
    const std::size_t comma = std::min(fields.find(','), fields.size());
    const std::string field{fields.substr(0, comma)};
    fields.remove_prefix(std::min(comma + 1, fields.size()));
    if (std::find(known.begin(), known.end(), field) == known.end()) {
      std::string message = "no such field: " + field;
      for (const std::string& name : nearest(field, known)) message += "; did you mean " + name + "?";
      return fail(ErrorKind::usage, message + " (--json all gives every field)");
    }
    if (record.contains(field)) picked[field] = record[field];
  }
  return picked;
}

std::string json_document(const Json& json) { return pretty_json(json) + "\n"; }

}  // namespace optrack::cli
