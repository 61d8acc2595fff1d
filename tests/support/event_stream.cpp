// SPDX-License-Identifier: MIT
#include "support/event_stream.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/event_json.hpp"
#include "support/schema.hpp"

namespace optrack::test {
namespace {

std::string text_of(const Json& line, const char* key) { return string_at(line, key).value_or(""); }

bool is_numbered(const Json& line) { return line.contains("seq"); }

/// Place of a type in the order within one poll; 0: has none.
int rank(const std::string& type) {
  static const std::vector<std::vector<std::string>> kOrder{
      {"task_new"}, {"log_entry"}, {"task_update"}, {"resource_new", "resource_gone"},
      {"progress"}, {"status"},    {"result"}};
  for (std::size_t i = 0; i < kOrder.size(); ++i) {
    if (std::find(kOrder[i].begin(), kOrder[i].end(), type) != kOrder[i].end()) return static_cast<int>(i) + 1;
  }
  return 0;
}

std::vector<Json> journal_of(const EventStream& stream, const std::string& op) {
  std::vector<Json> found;
  for (const Json& line : stream.lines()) {
    if (is_numbered(line) && text_of(line, "op") == op) found.push_back(line);
  }
  return found;
}

void check_numbers(const std::vector<Json>& lines, Complaints& found) {
  std::uint64_t last = 0;
  for (const Json& line : lines) {
    const auto seq = line.at("seq").get<std::uint64_t>();
    const bool same_message = seq == last && number_at(line, "part").value_or(1) > 1;
    if (seq != last + 1 && !same_message) found.push_back(fmt::format("seq {} after {}", seq, last));
    last = seq;
  }
}

/// Lines of one poll share their time.
void check_order(const std::vector<Json>& lines, Complaints& found) {
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const Json &before = lines[i - 1], &line = lines[i];
    if (text_of(before, "ts") != text_of(line, "ts")) continue;
    const int low = rank(text_of(before, "type")), high = rank(text_of(line, "type"));
    const auto place = std::pair{text_of(before, "type"), text_of(line, "type")};
    if (high != 0 && low > high) found.push_back(fmt::format("{} before {} in one poll", place.first, place.second));
    if (low != 2 || high != 2) continue;
    const auto earlier = parse_rfc3339(text_of(before, "at")), later = parse_rfc3339(text_of(line, "at"));
    if (earlier && later && std::tuple{*earlier, text_of(before, "log")} > std::tuple{*later, text_of(line, "log")}) {
      found.push_back("log entries of one poll out of order at " + text_of(line, "at"));
    }
  }
}

void check_progress(const std::vector<Json>& lines, Complaints& found) {
  double highest = 0;
  std::string status = "pending";
  for (const Json& line : lines) {
    if (text_of(line, "type") == "status") {
      if (text_of(line, "from") != status) found.push_back("status from " + text_of(line, "from") + ", was " + status);
      status = text_of(line, "to");
    }
    const auto percent = text_of(line, "type") == "progress" ? number_at(line, "percent") : std::nullopt;
    if (!percent) continue;
    if (*percent < highest) found.push_back(fmt::format("progress fell from {} to {}", highest, *percent));
    highest = *percent;
  }
  if (highest >= 100 && status != "completed") found.push_back("progress 100 although " + status);
}

void check_logs(const std::vector<Json>& lines, Complaints& found) {
  std::set<std::string> ids;
  for (const Json& line : lines) {
    if (text_of(line, "type") != "log_entry" || number_at(line, "part").value_or(1) > 1) continue;
    if (!ids.insert(text_of(line, "log")).second) found.push_back("log entry twice: " + text_of(line, "message"));
  }
}

/// Without the fields that are added when an event is shown and that the journal need not have. Their values are
/// numbers and single words.
std::string without_additions(std::string line) {
  for (const char* field : {"typical_ms", "p95_ms", "samples", "eta_ms", "eta_from", "remote_id"}) {
    const std::string name = fmt::format(",\"{}\":", field);
    const std::size_t at = line.rfind(name);
    if (at != std::string::npos) line.erase(at, line.find_first_of(",}", at + name.size()) - at);
  }
  return line;
}

}  // namespace

EventStream::EventStream(std::string_view text) {
  for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    texts_.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
    Result<Json> line = parse_json(texts_.back());
    if (!line || !line->is_object()) {
      unreadable_.push_back("not JSON: " + texts_.back());
      texts_.pop_back();
    } else {
      lines_.push_back(std::move(*line));
    }
  }
}

std::vector<std::string> EventStream::operations() const {
  std::vector<std::string> found;
  for (const Json& line : lines_) {
    const std::string op = text_of(line, "op");
    if (!op.empty() && std::find(found.begin(), found.end(), op) == found.end()) found.push_back(op);
  }
  return found;
}

std::string EventStream::journalled(const std::string& op) const {
  std::string all;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    if (is_numbered(lines_[i]) && text_of(lines_[i], "op") == op) all += without_additions(texts_[i]) + '\n';
  }
  return all;
}

std::map<std::string, EventStream> EventStream::by_operation() const {
  std::map<std::string, EventStream> found;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    EventStream& own = found[text_of(lines_[i], "op")];
    own.texts_.push_back(texts_[i]);
    own.lines_.push_back(lines_[i]);
  }
  return found;
}

std::vector<Json> EventStream::of_type(std::string_view type) const {
  std::vector<Json> found;
  for (const Json& line : lines_) {
    if (text_of(line, "type") == type) found.push_back(line);
  }
  return found;
}

Complaints EventStream::invalid_lines() const {
  Complaints found = unreadable_;
  for (const std::string& text : texts_) {
    for (const std::string& what : event_violations(text)) found.push_back(what + " in " + text);
  }
  return found;
}

Complaints EventStream::wrong_frame(int exit_code) const {
  if (lines_.empty()) return {"nothing was printed"};
  Complaints found;
  if (text_of(lines_.front(), "type") != "stream_start") found.emplace_back("does not begin with stream_start");
  const Json& last = lines_.back();
  if (text_of(last, "type") != "stream_end") {
    found.emplace_back("does not end with stream_end");
  } else if (number_at(last, "exit_code") != exit_code) {
    found.push_back("stream_end names another exit code: " + last.dump());
  }
  return found;
}

Complaints broken_rules(const EventStream& stream, const std::string& op, bool one_asks) {
  Complaints found;
  const std::vector<Json> lines = journal_of(stream, op);
  check_numbers(lines, found);
  if (one_asks) check_order(lines, found);
  check_progress(lines, found);
  check_logs(lines, found);
  return found;
}

Complaints wrong_end(const EventStream& stream, const std::string& op, std::string_view status,
                     const std::multiset<std::string>& messages) {
  Complaints found;
  const std::vector<Json> lines = journal_of(stream, op);
  std::multiset<std::string> printed;
  int results = 0;
  for (const Json& line : lines) {
    const std::string type = text_of(line, "type");
    if (type == "log_entry") printed.insert(text_of(line, "message"));
    if (type == "result") ++results;
  }
  if (results != 1) found.push_back(fmt::format("{} results", results));
  if (!lines.empty() && text_of(lines.back(), "type") != "result") found.emplace_back("the last event is no result");
  if (!lines.empty() && text_of(lines.back(), "status") != status) {
    found.push_back(fmt::format("ended {}, not {}", text_of(lines.back(), "status"), status));
  }
  std::vector<std::string> wrong;
  std::set_difference(messages.begin(), messages.end(), printed.begin(), printed.end(), std::back_inserter(wrong));
  if (!wrong.empty()) found.push_back(fmt::format("{} log entries lost: {}", wrong.size(), fmt::join(wrong, "; ")));
  wrong.clear();
  std::set_difference(printed.begin(), printed.end(), messages.begin(), messages.end(), std::back_inserter(wrong));
  if (!wrong.empty()) found.push_back(fmt::format("{} log entries too many: {}", wrong.size(), fmt::join(wrong, "; ")));
  return found;
}

Complaints differs_from_journal(const EventStream& stream, const std::string& op, Store& store, bool whole) {
  const auto events = store.events(op, {});
  if (!events) return {"the registry cannot be read: " + events.error().message};
  std::string stored;
  for (const Event& event : *events) {
    std::string line = event_line(event, store.context());
    line.pop_back();
    stored += without_additions(std::move(line)) + '\n';
  }
  const std::string printed = stream.journalled(op);
  if (whole ? stored == printed : stored.compare(0, printed.size(), printed) == 0) return {};
  const auto place = std::mismatch(stored.begin(), stored.end(), printed.begin(), printed.end());
  const auto at = static_cast<std::size_t>(place.first - stored.begin());
  const auto line = stored.rfind('\n', at) + 1;
  return {fmt::format("journal and output differ: stored {} printed {}", stored.substr(line, 200),
                      printed.substr(std::min(line, printed.size()), 200))};
}

}  // namespace optrack::test
