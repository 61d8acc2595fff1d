// SPDX-License-Identifier: MIT
#include "print/result_facts.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "model/json.hpp"
#include "model/text.hpp"
#include "optrack/result_view.hpp"

namespace optrack {
namespace {

using ResultFactList = std::vector<ResultFact>;

constexpr std::size_t kMostFacts = 5;
constexpr int kLongestValue = 200;  // Cells.
constexpr int kLongestName = 40;

void add_fact(ResultFactList& facts, std::string_view name, const std::string& value) {
  if (!value.empty()) facts.push_back({std::string{name}, value});
}
void add_fact(ResultFactList& facts, std::string_view name, std::optional<std::int64_t> number,
              std::string_view unit = "") {
  if (number) facts.push_back({std::string{name}, fmt::format("{}{}", *number, unit)});
}

void tell(const CatletView& view, ResultFactList& facts) {
  add_fact(facts, "name", view.name);
  add_fact(facts, "id", view.id);
  add_fact(facts, "status", view.status);
  add_fact(facts, "cpus", view.cpu_count);
  add_fact(facts, "memory", view.memory_mib, " MiB");
}

void tell(const CatletConfigView& view, ResultFactList& facts) {
  add_fact(facts, "name", view.name);
  add_fact(facts, "parent", view.parent);
  add_fact(facts, "configuration", view.has_configuration ? "yes" : "no");
}

void tell(const VirtualDiskView& view, ResultFactList& facts) {
  add_fact(facts, "name", view.name);
  add_fact(facts, "id", view.id);
  add_fact(facts, "size", view.size);
}

/// None where the document is not what such a view is made of.
template <typename View>
ResultFactList facts_of_view(const Outcome& outcome) {
  ResultFactList facts;
  if (const auto view = result_as<View>(outcome)) tell(*view, facts);
  return facts;
}

ResultFactList of_operation(const Outcome& outcome) {
  ResultFactList facts;
  const Result<Json> document = parse_json(outcome.value.text);
  if (!document) return facts;
  const auto id = string_at(*document, "operation_id");
  add_fact(facts, "id", id ? *id : string_at(*document, "id").value_or(""));
  add_fact(facts, "status", string_at(*document, "status").value_or(""));
  add_fact(facts, "message", string_at(*document, "status_message").value_or(""));
  return facts;
}

struct ResultKind {
  std::string_view type;
  ResultFactList (*facts)(const Outcome& outcome);
};

constexpr std::array kResultKinds{
    ResultKind{"Catlet", facts_of_view<CatletView>},
    ResultKind{"CatletConfig", facts_of_view<CatletConfigView>},
    ResultKind{"VirtualDisk", facts_of_view<VirtualDiskView>},
    ResultKind{"Operation", of_operation},
};

/// In a word; empty for what has parts, and for nothing.
std::string scalar_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number() || value.is_boolean()) return json_text(value);
  return {};
}

/// Of a type that nobody wrote a view for.
void add_members(const Json& document, ResultFacts& into) {
  if (!document.is_object()) {
    add_fact(into.facts, "value", scalar_text(document));
    return;
  }
  for (const auto& [key, value] : document.items()) {
    const std::string text = scalar_text(value);
    if (text.empty() || into.facts.size() == kMostFacts) {
      ++into.more;
    } else {
      add_fact(into.facts, key, text);
    }
  }
}

}  // namespace

ResultFacts result_facts(const Outcome& outcome, bool unicode) {
  ResultFacts told{outcome.type.empty() ? "result" : fit(harmless(outcome.type), kLongestName, unicode), {}, 0, false};
  if (outcome.value.empty() || outcome.exit_code) return told;
  const auto* const kind = std::find_if(kResultKinds.begin(), kResultKinds.end(),
                                        [&outcome](const ResultKind& one) { return one.type == outcome.type; });
  if (kind != kResultKinds.end()) told.facts = kind->facts(outcome);
  told.is_typed = !told.facts.empty();
  if (!told.is_typed) {
    if (const Result<Json> document = parse_json(outcome.value.text)) add_members(*document, told);
  }
  for (ResultFact& fact : told.facts) {
    fact.name = fit(harmless(fact.name), kLongestName, unicode);
    fact.value = fit(harmless(fact.value), kLongestValue, unicode);
  }
  return told;
}

std::vector<std::string> result_lines(const Outcome& outcome, std::string_view tag, int columns, bool unicode) {
  constexpr int kLeast = 20;
  constexpr int kUsual = 80;
  const auto most = static_cast<std::size_t>(columns <= 0 ? kUsual : std::max(columns, kLeast));
  const ResultFacts told = result_facts(outcome, unicode);
  std::vector<std::string> lines;
  if (told.facts.empty()) return lines;
  lines.push_back(told.title);
  for (const ResultFact& fact : told.facts) {
    const std::string text = fmt::format("  {} {}", fact.name, fact.value);
    const bool beside = told.is_typed && display_width(lines.back()) + display_width(text) <= most;
    if (beside) {
      lines.back() += text;
    } else {
      lines.push_back(text);
    }
  }
  if (told.more > 0) lines.push_back(fmt::format("  {} more: optrack result {}", told.more, tag));
  for (std::string& line : lines) line = fit(line, static_cast<int>(most), unicode);
  return lines;
}

}  // namespace optrack
