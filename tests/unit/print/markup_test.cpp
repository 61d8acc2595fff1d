// SPDX-License-Identifier: MIT
#include "print/markup.hpp"

#include <doctest/doctest.h>

using namespace optrack;

TEST_CASE("markup_text: nothing that is syntax in HTML or XML is left") {
  CHECK(markup_text("a & b") == "a &amp; b");
  CHECK(markup_text("<script>alert('x')</script>") == "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
  CHECK(markup_text("\" onload=\"x") == "&quot; onload=&quot;x");
  CHECK(markup_text("]]>") == "]]&gt;");
  CHECK(markup_text("&lt;") == "&amp;lt;");
  CHECK(markup_text("grün 日本 🎉") == "grün 日本 🎉");
}

TEST_CASE("markup_text: what XML does not allow becomes visible or a replacement character") {
  CHECK(markup_text(std::string_view{"a\0b", 3}) == "a\u2400b");
  CHECK(markup_text("\x1b[31mred\x1b[0m\x08") == "red\u2408");
  CHECK(markup_text("\xff") == "\ufffd");
  CHECK(markup_text("\xef\xbf\xbe\xef\xbf\xbf") == "\ufffd\ufffd");
  CHECK(markup_text("\xed\xa0\x80").find('\xed') == std::string::npos);
  CHECK(markup_text("one\ntwo\r\nthree\u2028four") == "one two three four");
}

TEST_CASE("Markup: closes what was opened, in order") {
  Markup out{"<?xml?>\n"};
  out.open("a", {{"x", "1 < 2"}, {"y", "\"'"}});
  out.element("b", "text & more");
  out.open("c");
  out.empty("d", {{"e", "f"}});
  CHECK(out.take() == "<?xml?>\n<a x=\"1 &lt; 2\" y=\"&quot;&#39;\"><b>text &amp; more</b><c><d e=\"f\"/></c></a>");
}

TEST_CASE("Markup: lines keep their breaks and nothing else") {
  Markup out{""};
  out.lines("one <\n\n\ttwo\r\n");
  CHECK(out.take() == "one &lt;\n\n two\n");
}
