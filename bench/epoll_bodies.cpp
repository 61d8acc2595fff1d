// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <ctime>

#include "epoll_server.hpp"

namespace optrack::bench {
namespace {

constexpr std::string_view kMark = "00000000-0000-0000-0000-00000000mark";
constexpr std::string_view kNumber = "00000000-answer";
constexpr std::array<std::string_view, 4> kTasks{"Create catlet", "Prepare genes", "Update network", "Start catlet"};

std::string guid(char kind, std::size_t number) {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%c0000000-0000-4000-8000-%012zx", kind, number);
  return text.data();
}

/// The n-th entry was written n milliseconds after this minute began; fewer than 3,600,000 entries.
std::string log_time(std::size_t n) {
  std::array<char, 80> text{};
  std::snprintf(text.data(), text.size(), "2025-06-01T10:%02zu:%02zu.%03zu0000", n / 60'000, n / 1000 % 60, n % 1000);
  return text.data();
}

std::string log_entries(std::size_t count) {
  std::string all;
  for (std::size_t n = 0; n < count; ++n) {
    if (n > 0) all += ',';
    all += R"({"id":")" + guid('e', n) + R"(","task_id":")" + guid('a', n % kTasks.size()) + R"(","timestamp":")" +
           log_time(n) + R"(Z","message":"Layer )" + std::to_string(n) + R"( of the image was read and checked."})";
  }
  return all;
}

std::string tasks() {
  std::string all;
  for (std::size_t n = 0; n < kTasks.size(); ++n) {
    if (n > 0) all += ',';
    const std::string parent = n == 0 ? std::string{kMark} : guid('a', 0);
    all += R"({"id":")" + guid('a', n) + R"(","parent_task_id":")" + parent +
           R"(","name":"CreateCatletCommand","display_name":")" + std::string{kTasks.at(n)} + R"(","progress":)" +
           std::to_string(20 * n) + R"(,"status":"Running","started_at":"2025-06-01T09:00:01Z","reference":null})";
  }
  return all;
}

/// "2025-06-01T10:00:00.5Z", percent-encoded, with the seven digits that log entries have.
std::string comparable(std::string_view cursor) {
  std::string text;
  for (std::size_t i = 0; i < cursor.size(); ++i) {
    const bool colon = cursor.substr(i, 3) == "%3A" || cursor.substr(i, 3) == "%3a";
    text += colon ? ':' : cursor[i];
    i += colon ? 2 : 0;
  }
  if (text.ends_with('Z')) text.pop_back();
  constexpr std::size_t kSeconds = 19;
  if (text.size() == kSeconds) text += '.';
  text.resize(std::max<std::size_t>(text.size(), kSeconds + 8), '0');
  return text;
}

}  // namespace

Nanoseconds monotonic() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return Nanoseconds{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

Bodies::Bodies(const Shape& shape) : shape_(shape), newest_(shape.logs > 0 ? log_time(shape.logs - 1) : "") {
  running_ = make(shape, "Running", "");
  with_logs_ = make(shape, "Running", log_entries(shape.logs));
  completed_ = make(shape, "Completed", "");
}

Bodies::Template Bodies::make(const Shape& shape, std::string_view status, const std::string& logs) {
  const std::string ended = status == "Completed" ? R"("2025-06-01T11:00:00Z")" : "null";
  std::string text = R"({"id":")" + std::string{kMark} + R"(","status":")" + std::string{status} +
                     R"(","status_message":")" + std::string{status} +
                     R"(","started_at":"2025-06-01T09:00:00Z","ended_at":)" + ended + R"(,"tasks":[)" + tasks() +
                     R"(],"resources":[{"id":")" + guid('d', 1) + R"(","resource_id":")" + guid('c', 1) +
                     R"(","resource_type":"Catlet"}],"log_entries":[)" + logs + R"(],"projects":[{"id":")" +
                     guid('b', 1) + R"(","name":"default","tenant_id":")" + guid('b', 2) + R"("}],"links":[{"rel":")" +
                     std::string{kNumber} + R"(","href":"/"}])" + R"(,"more":[)";
  for (std::size_t n = 0; logs.empty() && text.size() + 120 < shape.body_bytes; ++n) {
    text += (n > 0 ? "," : "") + (R"({"rel":"related","href":"/v1/catlets/)" + guid('c', n) + R"("})");
  }
  text += "]";
  constexpr std::size_t kNoteFrame = sizeof(R"(,"note":""})") - 1;
  if (text.size() + kNoteFrame < shape.body_bytes) {
    text += R"(,"note":")" + std::string(shape.body_bytes - text.size() - kNoteFrame, '.') + '"';
  }
  text += '}';
  Template made;
  for (std::size_t at = text.find(kMark); at != std::string::npos; at = text.find(kMark, at + 1))
    made.ids.push_back(at);
  made.number = text.find(kNumber);
  made.text = std::move(text);
  return made;
}

std::string Bodies::answer(std::string_view id, std::size_t nth, std::string_view cursor) const {
  const bool completed = shape_.completed_from > 0 && nth >= shape_.completed_from;
  const bool logs = !completed && shape_.logs > 0 && nth >= shape_.logs_from;
  const bool news = logs && (cursor.empty() || comparable(cursor) < newest_);
  const Template& from = completed ? completed_ : news ? with_logs_ : running_;
  std::string text = from.text;
  for (const std::size_t at : from.ids) std::memcpy(text.data() + at, id.data(), std::min(id.size(), kMark.size()));
  for (std::size_t rest = shape_.changing ? nth : 0, at = from.number + 8; rest > 0; rest /= 10) {
    text[--at] = static_cast<char>('0' + rest % 10);
  }
  return text;
}

std::size_t Arrivals::came(std::string_view id, Nanoseconds now) {
  ++requests_;
  Seen& seen = seen_[std::string{id}];
  if (seen.answered > 0 && interval_ > 0) late_.push_back(std::max<Nanoseconds>(now - seen.answered - interval_, 0));
  return ++seen.count;
}

void Arrivals::answered(std::string_view id, Nanoseconds now) { seen_[std::string{id}].answered = now; }

void Arrivals::reset() {
  requests_ = 0;
  late_.clear();
}

std::string Arrivals::report(std::size_t connections) const {
  std::vector<Nanoseconds> sorted = late_;
  std::sort(sorted.begin(), sorted.end());
  const auto part = [&sorted](std::size_t percent) {
    return sorted.empty() ? 0.0 : static_cast<double>(sorted[(sorted.size() - 1) * percent / 100]) / 1e6;
  };
  std::array<char, 200> text{};
  std::snprintf(text.data(), text.size(),
                R"({"requests":%zu,"connections":%zu,"late_ms":{"p50":%.3f,"p95":%.3f,"max":%.3f}})", requests_,
                connections, part(50), part(95), part(100));
  return text.data();
}

}  // namespace optrack::bench
