// SPDX-License-Identifier: MIT
#include "print/event_facts.hpp"

#include <doctest/doctest.h>

#include "model/event_json.hpp"
#include "support/samples.hpp"

using namespace optrack;
using namespace optrack::test;

TEST_CASE("facts: fields of the event under their names, texts, numbers and truth values only") {
  const auto facts =
      event_facts(R"({"v":1,"type":"log_entry","percent":46.5,"clipped":true,"labels":{"a":"b"},"x":[1]})");
  CHECK(facts == std::map<std::string, std::string>{{"OPTRACK_EVENT_V", "1"},
                                                    {"OPTRACK_EVENT_TYPE", "log_entry"},
                                                    {"OPTRACK_EVENT_PERCENT", "46.5"},
                                                    {"OPTRACK_EVENT_CLIPPED", "true"}});
}

TEST_CASE("facts: values are harmless, bounded and hold no end of a C string") {
  LogEntry entry = sample_log();
  entry.message = std::string("\x1b[2Jred\nline\0end", 17) + std::string(10'000, 'x') + "\u00e4";
  const auto facts = event_facts(event_line({7, sample_time(), "k3v9abcdef", LogAdded{entry}}, "dev"));
  entry.message = "::error::x ##vso[task.complete]";
  const auto command = event_facts(event_line({7, sample_time(), "k3v9abcdef", LogAdded{entry}}, "dev"));
  CHECK(command.at("OPTRACK_EVENT_MESSAGE") == ": :error::x # #vso[task.complete]");
  const std::string& message = facts.at("OPTRACK_EVENT_MESSAGE");
  CHECK(message.size() == 4096);
  CHECK(message.starts_with("red line"));
  CHECK(message.find('\0') == std::string::npos);
  CHECK(facts.at("OPTRACK_EVENT_SEQ") == "7");
  CHECK(facts.at("OPTRACK_EVENT_CTX") == "dev");
}

TEST_CASE("facts: every kind of event has its type, and what is no event has nothing") {
  for (const EventBody& body : sample_bodies()) {
    const auto facts = event_facts(event_line({0, sample_time(), "k3v9abcdef", body}, ""));
    CHECK(facts.at("OPTRACK_EVENT_TYPE") == type_of(body));
    for (const auto& [name, value] : facts) CHECK(name.starts_with("OPTRACK_EVENT_"));
  }
  CHECK(event_facts("").empty());
  CHECK(event_facts("[1]").empty());
  CHECK(event_facts("no json").empty());
}
