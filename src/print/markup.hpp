// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace optrack {

/// `text` as it may stand in HTML and XML 1.0, between tags and within quoted attributes alike: harmless (one line,
/// see model/text.hpp), with entities for what would be syntax, and without what XML does not allow.
std::string markup_text(std::string_view text);

/// Writes markup that is well-formed as XML and, in HTML, means the same: every element is closed, and no text or
/// attribute value can leave its place. Names of elements and attributes are ours: string literals.
class Markup {
 public:
  using Attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  /// \param preamble  What stands before the first element, as it is.
  explicit Markup(std::string_view preamble) : out_(preamble) {}

  void open(std::string_view tag, Attributes attributes = {});
  /// Ends the element opened last. REQUIRES: one is open.
  void close();
  void text(std::string_view text) { out_ += markup_text(text); }
  /// Text that keeps its line breaks, for `pre`.
  void lines(std::string_view text);
  void element(std::string_view tag, std::string_view text) { element(tag, {}, text); }
  void element(std::string_view tag, Attributes attributes, std::string_view text);
  /// An element that never has content: `meta`, or any in SVG and XML.
  void empty(std::string_view tag, Attributes attributes);
  /// Our own text, as it is.
  void verbatim(std::string_view own) { out_ += own; }
  /// A line break between elements, for people who read the source.
  void line() { out_ += '\n'; }

  [[nodiscard]] std::size_t size() const { return out_.size(); }
  /// Everything written, with all elements closed.
  std::string take();

 private:
  void tag(std::string_view name, Attributes attributes);

  std::string out_;
  std::vector<std::string_view> open_;
};

}  // namespace optrack
