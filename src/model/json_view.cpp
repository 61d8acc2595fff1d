// SPDX-License-Identifier: MIT
#include "model/json_view.hpp"

#include <bit>
#include <cmath>
#include <type_traits>
#include <utility>

#include <simdjson.h>
#include <nlohmann/json.hpp>

namespace optrack {

struct JsonDocument::Parser {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
};

namespace {

using Element = simdjson::dom::element;
static_assert(sizeof(Element) == sizeof(JsonView) && std::is_trivially_copyable_v<Element>);

/// A larger document's buffers are not worth keeping.
constexpr std::size_t kKept = 256 * 1024;

using OwnedParser = std::unique_ptr<JsonDocument::Parser, JsonDocument::GiveBack>;

/// The parser of the last document that is gone: its buffers serve the next one.
thread_local std::unique_ptr<JsonDocument::Parser> idle_parser;

OwnedParser take_parser() {
  if (idle_parser) return OwnedParser{idle_parser.release()};
  return OwnedParser{new JsonDocument::Parser};
}

Element element_of(JsonView view) { return std::bit_cast<Element>(view); }
JsonView view_of(Element element) { return std::bit_cast<JsonView>(element); }

bool parse(JsonDocument::Parser& into, std::string_view text) {
  const std::size_t capacity = std::max(into.parser.capacity(), std::max<std::size_t>(text.size(), 4096));
  if (into.parser.capacity() < capacity || into.parser.max_depth() != std::size_t{kDeepestJson}) {
    if (into.parser.allocate(capacity, std::size_t{kDeepestJson}) != simdjson::SUCCESS) return false;
  }
  return into.parser.parse(text.data(), text.size()).get(into.root) == simdjson::SUCCESS;
}

/// Whether an escape may be half of a UTF-16 pair; simdjson lets a second half without a first one pass.
bool has_surrogate(std::string_view text) {
  for (std::size_t at = text.find("\\u"); at != std::string_view::npos; at = text.find("\\u", at + 2)) {
    const char first = at + 2 < text.size() ? text[at + 2] : '\0';
    if (first == 'd' || first == 'D') return true;
  }
  return false;
}

std::optional<Element> member(JsonView view, std::string_view key) {
  simdjson::dom::object object;
  Element found;
  if (view.document == nullptr || element_of(view).get(object) != simdjson::SUCCESS) return std::nullopt;
  if (object.at_key(key).get(found) != simdjson::SUCCESS) return std::nullopt;
  return found;
}

std::optional<std::string_view> text_at(JsonView view, std::string_view key) {
  const std::optional<Element> found = member(view, key);
  std::string_view text;
  if (!found || found->get(text) != simdjson::SUCCESS) return std::nullopt;
  return text;
}

}  // namespace

void JsonDocument::GiveBack::operator()(Parser* parser) const {
  std::unique_ptr<Parser> owned{parser};
  if (owned->parser.capacity() <= kKept) idle_parser = std::move(owned);
}

JsonView JsonDocument::root() const { return view_of(parser_->root); }

Result<JsonDocument> read_json(std::string_view text) {
  OwnedParser parser = take_parser();
  if (!has_surrogate(text) && parse(*parser, text)) return JsonDocument{std::move(parser)};
  // What is wrong, and where; or it is right and only too rare for the quick way: whole numbers beyond 64 bits, a byte
  // order mark, pairs of escapes.
  const Result<Json> slow = parse_json(text);
  if (!slow) return fail(slow.error());
  if (parse(*parser, slow->dump(-1, ' ', false, Json::error_handler_t::replace)))
    return JsonDocument{std::move(parser)};
  return fail(ErrorKind::protocol, "JSON that cannot be read here");
}

Json json_of(JsonView view) {
  const Element element = element_of(view);
  switch (element.type()) {
    case simdjson::dom::element_type::OBJECT: {
      Json json = Json::object();
      auto& members = json.get_ref<Json::object_t&>();
      const simdjson::dom::object object = element;
      for (const auto& [key, value] : object) members.emplace_back(std::string{key}, json_of(view_of(value)));
      return json;
    }
    case simdjson::dom::element_type::ARRAY: {
      Json json = Json::array();
      const simdjson::dom::array array = element;
      for (const Element item : array) json.push_back(json_of(view_of(item)));
      return json;
    }
    case simdjson::dom::element_type::STRING:
      return std::string{std::string_view{element}};
    case simdjson::dom::element_type::INT64:
      return std::int64_t{element};
    case simdjson::dom::element_type::UINT64:
      return std::uint64_t{element};
    case simdjson::dom::element_type::DOUBLE:
      return double{element};
    case simdjson::dom::element_type::BOOL:
      return bool{element};
    case simdjson::dom::element_type::NULL_VALUE:
      break;
  }
  return nullptr;
}

std::optional<std::string> string_at(JsonView view, std::string_view key) {
  const auto text = text_at(view, key);
  return text ? std::optional{std::string{*text}} : std::nullopt;
}

std::optional<double> number_at(JsonView view, std::string_view key) {
  const std::optional<Element> found = member(view, key);
  double number = 0;
  if (!found || found->get(number) != simdjson::SUCCESS || !std::isfinite(number)) return std::nullopt;
  return number;
}

std::optional<WallTime> time_at(JsonView view, std::string_view key) {
  const auto text = text_at(view, key);
  return text ? parse_rfc3339(*text) : std::nullopt;
}

std::optional<JsonView> object_at(JsonView view, std::string_view key) {
  const std::optional<Element> found = member(view, key);
  if (!found || !found->is_object()) return std::nullopt;
  return view_of(*found);
}

std::optional<std::vector<JsonView>> items_at(JsonView view, std::string_view key) {
  const std::optional<Element> found = member(view, key);
  simdjson::dom::array array;
  if (!found || found->get(array) != simdjson::SUCCESS) return std::nullopt;
  std::vector<JsonView> items;
  items.reserve(array.size());
  for (const Element item : array) items.push_back(view_of(item));
  return items;
}

}  // namespace optrack
