// SPDX-License-Identifier: MIT
#include "registry/selector.hpp"

#include <charconv>
#include <utility>

#include "model/nearest.hpp"
#include "model/text.hpp"

namespace optrack {
namespace {

constexpr int kDeepestSelector = 16;
constexpr std::size_t kLongestSelector = 8192;

tl::unexpected<Error> refuse_selector(std::string_view written, std::string_view why) {
  return fail(ErrorKind::usage, "bad selector '" + harmless(written.substr(0, 100)) + "': " + std::string{why} +
                                    " (see: optrack help selectors)");
}

Selector make_selector(Selector::Kind kind, std::string_view written, std::string_view key, std::string_view text) {
  Selector selector;
  selector.kind = kind;
  selector.key = key;
  selector.text = text;
  selector.written = written;
  return selector;
}

/// `@last:3`
Result<Selector> parse_last(std::string_view written, std::string_view number) {
  std::size_t count = 0;
  const char* end = number.data() + number.size();
  const auto [stop, error] = std::from_chars(number.data(), end, count);
  if (error != std::errc{} || stop != end || count == 0 || count > 1'000'000) {
    return refuse_selector(written, "after '@last:' comes how many, 1 or more");
  }
  Selector selector = make_selector(Selector::Kind::last, written, {}, {});
  selector.count = count;
  return selector;
}

Result<Selector> parse_at(std::string_view text) {
  if (text == "@last") return make_selector(Selector::Kind::last, text, {}, {});
  if (text == "@active") return make_selector(Selector::Kind::active, text, {}, {});
  if (text == "@failed") return make_selector(Selector::Kind::failed, text, {}, {});
  constexpr std::string_view kLast = "@last:";
  if (text.substr(0, kLast.size()) == kLast) return parse_last(text, text.substr(kLast.size()));
  const std::vector<std::string> known{"@last", "@active", "@failed"};
  const std::vector<std::string> near = nearest(text, known, 1);
  return refuse_selector(text, near.empty() ? std::string{"there are @last, @last:N, @active and @failed"}
                                            : "did you mean " + near.front());
}

Result<Selector> parse_label(std::string_view written, std::string_view pair) {
  const std::size_t equals = pair.find('=');
  if (equals == std::string_view::npos || equals == 0) return refuse_selector(written, "write label:key=value");
  return make_selector(Selector::Kind::label, written, pair.substr(0, equals), pair.substr(equals + 1));
}

Result<Selector> parse(std::string_view text, int depth);

Result<Selector> parse_children(std::string_view written, std::string_view rest, int depth) {
  if (depth >= kDeepestSelector) return refuse_selector(written, "too many 'children:'");
  Result<Selector> of = parse(rest, depth + 1);
  if (!of) return of;
  if (of->kind == Selector::Kind::url) return refuse_selector(written, "children of an address are not known");
  Selector selector = make_selector(Selector::Kind::children, written, {}, {});
  selector.of = std::make_shared<const Selector>(std::move(*of));
  return selector;
}

Result<Selector> parse_with_colon(std::string_view text, std::size_t colon, int depth) {
  const std::string_view before = text.substr(0, colon);
  const std::string_view after = text.substr(colon + 1);
  if (before.empty()) return refuse_selector(text, "nothing stands before ':'");
  if (after.empty()) return refuse_selector(text, "nothing stands after ':'");
  if (after.substr(0, 2) == "//") return make_selector(Selector::Kind::url, text, {}, text);
  if (before == "label") return parse_label(text, after);
  if (before == "name") return make_selector(Selector::Kind::name_glob, text, {}, after);
  if (before == "children") return parse_children(text, after, depth);
  return make_selector(Selector::Kind::remote, text, before, after);
}

Result<Selector> parse(std::string_view text, int depth) {
  if (text.empty()) return fail(ErrorKind::usage, "an empty selector names nothing: give an id or a name");
  if (text.size() > kLongestSelector) return refuse_selector(text, "it is too long");
  if (text.front() == '@') return parse_at(text);
  if (text.front() == '-') return refuse_selector(text, "names do not begin with '-'");
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos) return parse_with_colon(text, colon, depth);
  return make_selector(Selector::Kind::word, text, {}, text);
}

}  // namespace

bool may_select_nothing(const Selector& selector) {
  return selector.kind != Selector::Kind::word && selector.kind != Selector::Kind::remote &&
         selector.kind != Selector::Kind::url;
}

Result<Selector> parse_selector(std::string_view text) { return parse(text, 0); }

}  // namespace optrack
