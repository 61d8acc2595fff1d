// SPDX-License-Identifier: MIT
#include "print/markup.hpp"

#include <algorithm>

#include "model/text.hpp"
#include "model/utf8.hpp"

namespace optrack {
namespace {

std::string_view entity_of(char byte) {
  switch (byte) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

/// What `harmless` lets pass and XML 1.0 does not: U+FFFE and U+FFFF. Source: XML 1.0, section 2.2.
bool is_no_character(std::string_view text, std::size_t at) {
  return text.compare(at, 3, "\xef\xbf\xbe") == 0 || text.compare(at, 3, "\xef\xbf\xbf") == 0;
}

/// `text` must be harmless.
void append_markup(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (const std::string_view entity = entity_of(text[at]); !entity.empty()) {
      out += entity;
      ++at;
    } else if (is_no_character(text, at)) {
      out += "\xef\xbf\xbd";
      at += 3;
    } else {
      const std::size_t length = code_point_at(text, at).length;
      out += text.substr(at, length);
      at += length;
    }
  }
}

}  // namespace

std::string markup_text(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  if (is_plainly_harmless(text)) {
    append_markup(out, text);
  } else {
    append_markup(out, harmless(text));
  }
  return out;
}

void Markup::tag(std::string_view name, Attributes attributes) {
  out_ += '<';
  out_ += name;
  for (const auto& [key, value] : attributes) {
    out_ += ' ';
    out_ += key;
    out_ += "=\"";
    out_ += markup_text(value);
    out_ += '"';
  }
}

void Markup::open(std::string_view tag_name, Attributes attributes) {
  tag(tag_name, attributes);
  out_ += '>';
  open_.push_back(tag_name);
}

void Markup::close() {
  out_ += "</";
  out_ += open_.back();
  out_ += '>';
  open_.pop_back();
}

void Markup::lines(std::string_view text) {
  while (true) {
    const std::size_t end = text.find('\n');
    out_ += markup_text(text.substr(0, end));
    if (end == std::string_view::npos) return;
    out_ += '\n';
    text.remove_prefix(end + 1);
  }
}

void Markup::element(std::string_view tag_name, Attributes attributes, std::string_view content) {
  open(tag_name, attributes);
  text(content);
  close();
}

void Markup::empty(std::string_view tag_name, Attributes attributes) {
  tag(tag_name, attributes);
  out_ += "/>";
}

std::string Markup::take() {
  while (!open_.empty()) close();
  return std::exchange(out_, {});
}

}  // namespace optrack
