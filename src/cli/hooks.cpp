// SPDX-License-Identifier: MIT
#include "cli/hooks.hpp"

#include <utility>

#include <fmt/format.h>

#include "model/event_json.hpp"
#include "model/text.hpp"
#include "print/event_facts.hpp"

namespace optrack::cli {
namespace {

constexpr Milliseconds kLongWait{10'000};

bool is_about(const HookRule& rule, const Event& event) {
  if (type_of(event.body) == rule.event) return true;
  const auto report = stage_report(event);
  return report && to_string(report->stage) == rule.event;
}

/// What a desktop's notification shows may hold markup: none of ours does.
std::string without_markup(std::string_view text) {
  std::string made;
  for (const char c : harmless(text)) {
    switch (c) {
      case '&':
        made += "&amp;";
        break;
      case '<':
        made += "&lt;";
        break;
      case '>':
        made += "&gt;";
        break;
      default:
        made += c;
    }
  }
  return made;
}

}  // namespace

Hooks::Hooks(HookQueue& queue, const Clock& clock, HookArgs args, HookScene scene)
    : queue_(queue), clock_(clock), args_(std::move(args)), scene_(std::move(scene)) {
  handlers_.add<OperationSeen>([this](const Event& event, const OperationSeen& seen) {
    if (!seen.op_type.empty()) scene_.titles[event.op] = seen.op_type;
  });
  handlers_.add<StreamStart>([this](const StreamStart& /*start*/) { begun_ = clock_.now(); });
  for (const HookRule& rule : args_.rules) {
    handlers_.add<Event>([this, rule](const Event& event) {
      if (is_about(rule, event)) call("--on " + rule.event, rule.command, event);
    });
  }
  handlers_.add<StreamEnd>([this](const Event& event, const StreamEnd& end) { notify(event, end); });
}

void Hooks::call(const std::string& hook, const std::string& command, const Event& event) {
  HookCall call{hook, {{"/bin/sh", "-c", command}}, event_line(event, scene_.context), false};
  call.program.variables = event_facts(call.input);
  if (const auto report = stage_report(event)) {
    call.program.variables["OPTRACK_EVENT_STAGE"] = to_string(report->stage);
  }
  if (const auto title = scene_.titles.find(event.op); title != scene_.titles.end()) {
    call.program.variables["OPTRACK_EVENT_TITLE"] = harmless(title->second);
  }
  queue_.call(std::move(call));
}

std::string Hooks::text_about(const StreamEnd& end, Milliseconds took) const {
  std::string what;
  for (const auto& [status, count] : end.counts) {
    if (count > 0) what += fmt::format("{}{} {}", what.empty() ? "" : ", ", count, status);
  }
  const std::string one = scene_.titles.size() == 1 ? scene_.titles.begin()->second + ": " : std::string{};
  return fmt::format("{}{} after {}", one, what, format_clock(took));
}

void Hooks::notify(const Event& event, const StreamEnd& end) {
  const auto took = std::chrono::floor<Milliseconds>(clock_.now() - begun_.value_or(clock_.now()));
  if (took <= kLongWait) return;
  if (args_.bell && scene_.bell != nullptr) scene_.bell->write("\a");
  if (args_.desktop) {
    HookCall call{"--notify desktop", {{"notify-send", "--app-name=optrack", "--"}}, "", true};
    call.program.arguments.push_back("optrack: " + without_markup(end.exit_name));
    call.program.arguments.push_back(without_markup(text_about(end, took)));
    queue_.call(std::move(call));
  }
  for (const std::string& command : args_.notify) call("--notify", command, event);
}

}  // namespace optrack::cli
