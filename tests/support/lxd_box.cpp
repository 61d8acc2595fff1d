// SPDX-License-Identifier: MIT
#include "support/lxd_box.hpp"

#include <chrono>
#include <cstdint>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <utility>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "support/schema.hpp"

namespace optrack::test {

using namespace std::chrono_literals;

LxdBox::LxdBox() {
  if (!server.running()) return;
  const Ran added = (*this)({"provider", "add", "box", "--protocol", "lxd", "--url", server.url()});
  if (added.code != 0) throw std::runtime_error("no provider: " + added.err);
}

bool LxdBox::usable() const {
  if (!server.running()) MESSAGE("skipped: " << server.why_not());
  return server.running();
}

Program LxdBox::program(std::vector<std::string> arguments) const {
  Program program = optrack.program(std::move(arguments));
  program.limit = 60s;
  return program;
}

Ran LxdBox::operator()(std::vector<std::string> arguments) const { return run(program(std::move(arguments))); }

Json LxdBox::record(const std::string& selector) const {
  const Ran shown = (*this)({"show", selector, "-o", "json"});
  CAPTURE(shown.err);
  Json found = parse_json(shown.out).value_or(Json::object());
  return found.is_array() && found.size() == 1 ? found.front() : found;
}

void LxdBox::wait_until_forgotten(const std::string& remote_id) const {
  for (int tries = 0; tries < 100; ++tries) {
    if (server.ask("GET", "/1.0/operations/" + remote_id).find("\"error_code\":404") != std::string::npos) return;
    std::this_thread::sleep_for(200ms);
  }
  throw std::runtime_error("the server still knows " + remote_id);
}

std::vector<std::string> exec_arguments(const std::string& command, const std::string& instance,
                                        const std::string& script, std::vector<std::string> more) {
  std::vector<std::string> arguments{command, "instances.exec", "instance=" + instance,
                                     "command=" + Json::array({"sh", "-c", script}).dump()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

std::vector<Json> checked_events(std::string_view stream) {
  std::vector<Json> events;
  std::uint64_t last = 0;
  std::istringstream lines{std::string{stream}};
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line.substr(0, 300));
    constexpr std::size_t kMostChecked = 300;  // Slow, and long streams repeat themselves.
    const auto violations = events.size() < kMostChecked ? event_violations(line) : std::vector<std::string>{};
    if (!violations.empty()) FAIL_CHECK(violations.front());
    Json event = parse_json(line).value_or(Json::object());
    if (event.contains("seq")) {
      const auto seq = event["seq"].get<std::uint64_t>();
      const bool later_part = event.contains("part") && event["part"] != 1;
      if (seq != (later_part ? last : last + 1)) FAIL_CHECK("after number " << last << " came " << seq);
      last = seq;
    }
    events.push_back(std::move(event));
  }
  return events;
}

std::vector<Json> of_type(const std::vector<Json>& events, std::string_view type) {
  std::vector<Json> found;
  for (const Json& event : events) {
    if (event.value("type", "") == type) found.push_back(event);
  }
  return found;
}

std::string log_text(const std::vector<Json>& events) {
  std::string text;
  for (const Json& entry : of_type(events, "log_entry")) {
    if (entry.value("part", 1) == 1) text += entry.value("task", "") + " ";
    text += entry.value("message", "");
    if (entry.value("part", 1) == entry.value("parts", 1)) text += "|";
  }
  return text;
}

}  // namespace optrack::test
