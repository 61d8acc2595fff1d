// SPDX-License-Identifier: MIT
#include "print/workflow_commands.hpp"

#include <doctest/doctest.h>

using namespace optrack;

TEST_CASE("commands: no line begins one, whatever stands in front of it or inside") {
  struct Row {
    const char* why;
    std::string text, want;
  };
  const Row rows[] = {
      {"ordinary text", "copied 2.1 GiB: sda::1 #12 ## heading", "copied 2.1 GiB: sda::1 #12 ## heading"},
      {"empty", "", ""},
      {"at the beginning", "::error::x", ": :error::x"},
      {"behind blanks", "   ::add-mask::x", "   : :add-mask::x"},
      {"behind a wide blank", "\u3000::stop-commands::x", "\u3000: :stop-commands::x"},
      {"behind a sign without width", "\u200b::error::x", "\u200b: :error::x"},
      {"a sign without width between", ":\u00ad:error::x", ": \u00ad:error::x"},
      {"three colons", ":::error::", ": ::error::"},
      {"the older form, anywhere", "text ##[error]x", "text # #[error]x"},
      {"more hashes", "###[group]x", "## #[group]x"},
      {"twice", "##[a]##[b]", "# #[a]# #[b]"},
      {"Azure", "x ##vso[task.setvariable variable=a]b", "x # #vso[task.setvariable variable=a]b"},
      {"Azure in capitals", "##VSO[task.complete]", "# #VSO[task.complete]"},
      {"signs without width between", "#\u200d#\ufeff[error]", "# \u200d#\ufeff[error]"},
      {"each line", "a\n::error::x\r::error::y\n", "a\n: :error::x\r: :error::y\n"},
      {"no UTF-8", "\xff::error::\xfe", "\xff: :error::\xfe"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    CHECK(without_commands(row.text) == row.want);
    CHECK(without_commands(row.want) == row.want);
  }
}

TEST_CASE("commands: values cannot end a command, properties cannot begin another one") {
  CHECK(command_data("50% a\r\nb::c") == "50%25 a%0D%0Ab::c");
  CHECK(command_property("a:b,c%3A\n") == "a%3Ab%2Cc%253A%0A");
}

TEST_CASE("outputs: the end of a value is never in it, even when the secret is known") {
  CHECK(step_output("id", "k3v9", "s") == "id<<optrack_s\nk3v9\noptrack_s\n");
  CHECK(step_output("m", "optrack_s\nid<<x", "s") == "m<<optrack_s_\noptrack_s\nid<<x\noptrack_s_\n");
  CHECK(step_output("m", "optrack_s_", "s") == "m<<optrack_s__\noptrack_s_\noptrack_s__\n");
}

TEST_CASE("markdown: text stays text") {
  CHECK(markdown_text("plain words") == "plain words");
  CHECK(markdown_text("a|b\n<i>") == "a&#124;b &#60;i&#62;");
  const std::string made = markdown_text("[x](javascript:y) `c` **b** @ann #1 http://e $m$ &lt; \\|");
  CHECK(made.find_first_of("[]()`*@|<>\\$:") == std::string::npos);
}
