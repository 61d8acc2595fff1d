// SPDX-License-Identifier: MIT
#include "cli/json_output.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "model/json_unseen.hpp"

namespace optrack::cli {
namespace {

/// The document as it is written, without --jq.
std::string document_text(const Json& document, bool lines) {
  if (!lines) return pretty_json(document) + "\n";
  if (!document.is_array()) return json_text(document) + "\n";
  std::string text;
  for (const Json& row : document) text += json_text(row) + "\n";
  return text;
}

/// One per line; empty where rows have none.
std::string ids_in(const Json& rows) {
  std::string ids;
  for (const Json& row : rows) {
    if (const auto id = string_at(row, "id")) ids += *id + "\n";
  }
  return ids;
}

}  // namespace

Form form_of(const App& app) {
  Form form = app.json().given ? Form::document : Form::people;
  for (const std::string& mode : app.globals().outputs) {
    if (mode == "json") form = Form::document;
    if (mode == "ndjson") form = Form::lines;
    if (mode == "id") form = Form::ids;
    if (mode == "quiet") form = Form::nothing;
  }
  return form;
}

bool wants_json(const App& app) {
  const Form form = form_of(app);
  return form == Form::document || form == Form::lines;
}

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
                                                "cancel_by",
                                                "result_type",
                                                "result",
                                                "remote_exit_code",
                                                "owner",
                                                "tasks",
                                                "resources",
                                                "log_tail",
                                                "polls",
                                                "partial_result"};
  return kFields;
}

Json pick_fields(const Json& document, const std::vector<std::string>& fields) {
  if (fields.empty()) return document;
  if (document.is_array()) {
    Json all = Json::array();
    for (const Json& one : document) all.push_back(pick_fields(one, fields));
    return all;
  }
  Json picked = Json::object();
  for (const std::string& field : fields) {
    if (const Json* value = member(document, field)) picked[field] = *value;
  }
  return picked;
}

Result<void> print_json(App& app, const Json& document) {
  const bool lines = form_of(app) == Form::lines;
  const std::string text = document_text(pick_fields(document, app.json().fields), lines);
  const auto filtered = filtered_out(app, lines ? FilteredOutput::Unit::line : FilteredOutput::Unit::write);
  if (!filtered) {
    app.print(text);
    return {};
  }
  filtered->write(text);
  std::vector<std::string> complaints = filtered->take_complaints();
  if (complaints.empty()) return {};
  for (std::size_t i = 0; i + 1 < complaints.size(); ++i) app.complain(complaints[i]);
  return fail(ErrorKind::local, std::move(complaints.back()));
}

Result<int> print_answer(App& app, const Json& document, std::string_view text) {
  const Form form = form_of(app);
  const std::string ids = form == Form::ids ? ids_in(document) : "";
  if (form == Form::people || form == Form::ids) app.print(ids.empty() ? text : ids);
  if (!wants_json(app)) return 0;
  if (const Result<void> printed = print_json(app, document); !printed) return fail(printed.error());
  return 0;
}

std::unique_ptr<FilteredOutput> filtered_out(App& app, FilteredOutput::Unit unit) {
  if (!app.json().filter) return nullptr;
  return std::make_unique<FilteredOutput>(app.borders().out, *app.json().filter, unit, app.out_terminal().is_terminal);
}

}  // namespace optrack::cli
