// SPDX-License-Identifier: MIT
#include "optrack/condition.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "model/ascii.hpp"
#include "model/nearest.hpp"
#include "track/condition_tree.hpp"

namespace optrack {
namespace {

using LeafKind = ConditionLeaf::Kind;
using Comparison = ConditionLeaf::Comparison;

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kForms =
    "done, success, status=STATUS, task:NAME, task:NAME=STATUS, progress>=N, log~REGEX, resource:TYPE, "
    "/json/pointer=VALUE, jq:PROGRAM";

/// Reads the terms of one condition; knows where it is, for error messages.
class ConditionReader {
 public:
  ConditionReader(std::string_view text, const FilterMaker& jq) : text_(text), jq_(jq) {}

  Result<ConditionTree> read() {
    ConditionTree tree;
    tree.text = text_;
    std::size_t from = 0;
    while (from <= text_.size()) {
      const std::size_t to = end_of_term(from);
      Result<ConditionTerm> term = read_term(text_.substr(from, to - from));
      if (!term) return fail(std::move(term).error());
      tree.terms.push_back(std::move(*term));
      from = to + 2;
    }
    return tree;
  }

 private:
  /// The next `||`, or the end: a jq program takes all that is left.
  [[nodiscard]] std::size_t end_of_term(std::size_t from) const {
    const std::string_view rest = text_.substr(from);
    const std::size_t word = rest.find_first_not_of(" \t!");
    if (word != std::string_view::npos && rest.substr(word).starts_with("jq:")) return text_.size();
    return std::min(text_.find("||", from), text_.size());
  }

  [[nodiscard]] Error wrong(std::string_view place, const std::string& what) const {
    const auto column = static_cast<std::size_t>(place.data() - text_.data()) + 1;
    return {ErrorKind::usage, fmt::format("condition '{}', character {}: {}", text_, column, what), {}};
  }

  Result<ConditionTerm> read_term(std::string_view part) {
    ConditionTerm term;
    std::string_view rest = part;
    rest.remove_prefix(std::min(rest.find_first_not_of(kBlanks), rest.size()));
    term.text = trimmed(rest);
    while (rest.starts_with('!')) {
      ++term.denials;
      rest.remove_prefix(1);
      rest.remove_prefix(std::min(rest.find_first_not_of(kBlanks), rest.size()));
    }
    rest = rest.substr(0, rest.find_last_not_of(kBlanks) + 1);
    if (rest.empty()) return fail(wrong(rest, fmt::format("a condition is missing here: {}", kForms)));
    Result<ConditionLeaf> leaf = read_leaf(rest);
    if (!leaf) return fail(std::move(leaf).error());
    term.leaf = std::move(*leaf);
    return term;
  }

  Result<ConditionLeaf> read_leaf(std::string_view text) {
    struct Form {
      std::string_view beginning;
      Result<ConditionLeaf> (ConditionReader::*read)(std::string_view rest) const;
    };
    static constexpr std::array kReaders{
        Form{"status=", &ConditionReader::read_status},     Form{"task:", &ConditionReader::read_task},
        Form{"progress", &ConditionReader::read_progress},  Form{"log~", &ConditionReader::read_log},
        Form{"resource:", &ConditionReader::read_resource}, Form{"jq:", &ConditionReader::read_jq}};
    if (text == "done" || text == "success") {
      ConditionLeaf leaf;
      leaf.kind = text == "done" ? LeafKind::done : LeafKind::success;
      return leaf;
    }
    if (text.starts_with('/')) return read_pointer(text);
    for (const Form& form : kReaders) {
      if (text.starts_with(form.beginning)) return (this->*form.read)(text.substr(form.beginning.size()));
    }
    return fail(wrong(text, fmt::format("'{}' is no condition; there are: {}", text, kForms)));
  }

  [[nodiscard]] Result<Status> status_word(std::string_view word) const {
    if (const auto status = parse_status(word)) return *status;
    static const std::vector<std::string> kWords{"pending", "running", "completed", "failed", "cancelled", "lost"};
    const std::vector<std::string> near = nearest(word, kWords);
    return fail(wrong(word, fmt::format("'{}' is no status{}; there are: {}", word,
                                        near.empty() ? "" : fmt::format(", did you mean {}?", near.front()),
                                        fmt::join(kWords, ", "))));
  }

  [[nodiscard]] Result<ConditionLeaf> read_status(std::string_view rest) const {
    const Result<Status> status = status_word(rest);
    if (!status) return fail(status.error());
    ConditionLeaf leaf;
    leaf.kind = LeafKind::status;
    leaf.status = *status;
    return leaf;
  }

  /// The first `=` that no backslash denies.
  static std::size_t find_equals(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] == '\\') {
        ++at;
      } else if (text[at] == '=') {
        return at;
      }
    }
    return std::string_view::npos;
  }

  static std::string unescaped(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
      const bool escape = text[at] == '\\' && at + 1 < text.size() &&
                          (text[at + 1] == '|' || text[at + 1] == '=' || text[at + 1] == '\\');
      if (escape) ++at;
      plain += text[at];
    }
    return plain;
  }

  [[nodiscard]] Result<ConditionLeaf> read_task(std::string_view rest) const {
    ConditionLeaf leaf;
    leaf.kind = LeafKind::task;
    const std::size_t equals = find_equals(rest);
    leaf.name = unescaped(rest.substr(0, equals));
    if (leaf.name.empty()) return fail(wrong(rest, "the name of a task is missing"));
    if (equals == std::string_view::npos) return leaf;
    const Result<Status> status = status_word(rest.substr(equals + 1));
    if (!status) return fail(status.error());
    leaf.status = *status;
    return leaf;
  }

  [[nodiscard]] Result<ConditionLeaf> read_progress(std::string_view rest) const {
    static constexpr std::array<std::pair<std::string_view, Comparison>, 6> kSigns{{{">=", Comparison::at_least},
                                                                                    {"<=", Comparison::at_most},
                                                                                    {"==", Comparison::equal},
                                                                                    {">", Comparison::more},
                                                                                    {"<", Comparison::less},
                                                                                    {"=", Comparison::equal}}};
    const auto* const sign = std::find_if(kSigns.begin(), kSigns.end(),
                                          [rest](const auto& candidate) { return rest.starts_with(candidate.first); });
    if (sign == kSigns.end()) return fail(wrong(rest, "expected >=, >, =, < or <= and a number"));
    std::string_view number = rest.substr(sign->first.size());
    number.remove_prefix(std::min(number.find_first_not_of(kBlanks), number.size()));
    ConditionLeaf leaf;
    leaf.kind = LeafKind::progress;
    leaf.comparison = sign->second;
    const std::string_view digits = number.ends_with('%') ? number.substr(0, number.size() - 1) : number;
    const auto [stop, trouble] = std::from_chars(digits.data(), digits.data() + digits.size(), leaf.number);
    const bool whole = trouble == std::errc{} && stop == digits.data() + digits.size();
    if (!whole || !(leaf.number >= 0 && leaf.number <= 100)) {
      return fail(wrong(number, fmt::format("'{}' is no number from 0 to 100", number)));
    }
    return leaf;
  }

  [[nodiscard]] Result<ConditionLeaf> read_log(std::string_view rest) const {
    if (rest.empty()) return fail(wrong(rest, "a regular expression is missing"));
    auto pattern = Pattern::read(rest);
    if (!pattern) {
      const std::string& bad = pattern.error().place;
      const std::size_t place = bad.empty() ? std::string_view::npos : rest.find(bad);
      return fail(wrong(place == std::string_view::npos ? rest : rest.substr(place),
                        "the regular expression is wrong: " + pattern.error().what));
    }
    ConditionLeaf leaf;
    leaf.kind = LeafKind::log;
    leaf.pattern = std::move(*pattern);
    return leaf;
  }

  [[nodiscard]] Result<ConditionLeaf> read_resource(std::string_view rest) const {
    ConditionLeaf leaf;
    leaf.kind = LeafKind::resource;
    leaf.name = unescaped(rest);
    if (leaf.name.empty()) return fail(wrong(rest, "the type of a resource is missing"));
    return leaf;
  }

  [[nodiscard]] Result<ConditionLeaf> read_pointer(std::string_view text) const {
    const std::size_t equals = find_equals(text);
    if (equals == std::string_view::npos) return fail(wrong(text.substr(text.size()), "expected =VALUE"));
    ConditionLeaf leaf;
    leaf.kind = LeafKind::pointer;
    leaf.name = unescaped(text.substr(0, equals));
    leaf.value = unescaped(text.substr(equals + 1));
    for (std::size_t at = leaf.name.find('~'); at != std::string::npos; at = leaf.name.find('~', at + 1)) {
      const char next = at + 1 < leaf.name.size() ? leaf.name[at + 1] : ' ';
      if (next != '0' && next != '1') {
        return fail(wrong(text.substr(std::min(text.find('~'), text.size())),
                          "in a JSON pointer '~' stands only in ~0 (~) and ~1 (/)"));
      }
    }
    return leaf;
  }

  [[nodiscard]] Result<ConditionLeaf> read_jq(std::string_view rest) const {
    if (trimmed(rest).empty()) return fail(wrong(rest, "a jq program is missing"));
    if (!jq_) return fail(wrong(rest, "jq programs cannot be run here"));
    Result<std::shared_ptr<RecordFilter>> filter = jq_(rest);
    if (!filter) {
      if (filter.error().kind != ErrorKind::usage) return fail(std::move(filter).error());
      return fail(wrong(rest, filter.error().message));
    }
    ConditionLeaf leaf;
    leaf.kind = LeafKind::jq;
    leaf.filter = std::move(*filter);
    return leaf;
  }

  std::string_view text_;
  const FilterMaker& jq_;
};

}  // namespace

std::string_view to_string(ConditionState state) {
  switch (state) {
    case ConditionState::open:
      return "open";
    case ConditionState::met:
      return "met";
    case ConditionState::impossible:
      break;
  }
  return "impossible";
}

Result<Condition> Condition::parse(std::string_view text, const FilterMaker& jq) {
  Result<ConditionTree> tree = ConditionReader{trimmed(text), jq}.read();
  if (!tree) return fail(std::move(tree).error());
  return Condition{std::make_shared<const ConditionTree>(std::move(*tree))};
}

const std::string& Condition::text() const { return tree_->text; }

bool Condition::is_done() const {
  return tree_->terms.size() == 1 && tree_->terms[0].denials == 0 && tree_->terms[0].leaf.kind == LeafKind::done;
}

bool Condition::reads_record() const {
  return std::any_of(tree_->terms.begin(), tree_->terms.end(), [](const ConditionTerm& term) {
    return term.leaf.kind == LeafKind::pointer || term.leaf.kind == LeafKind::jq;
  });
}

}  // namespace optrack
