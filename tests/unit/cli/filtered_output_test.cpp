// SPDX-License-Identifier: MIT
#include "cli/filtered_output.hpp"

#include <doctest/doctest.h>

#include "support/string_output.hpp"

using namespace optrack;
using namespace optrack::cli;

namespace filtered_output_test {

namespace {

using Sentences = std::vector<std::string>;

/// Gives back each document as a string; one with `!` in it fails with the rest of it as the message, one with `#`
/// ends the program. Notes what it was given.
class EchoProgram final : public JqProgram {
 public:
  Result<std::optional<std::string>> run(std::string_view document, const Take& take) override {
    given.emplace_back(document);
    if (const auto mark = document.find('!'); mark != std::string_view::npos) {
      return std::optional{std::string{document.substr(mark + 1)}};
    }
    if (document.find('#') != std::string_view::npos) return fail(ErrorKind::timeout, "it took too long");
    (void)take({document.front() != '[', document});
    return std::optional<std::string>{};
  }

  Sentences given;
};

}  // namespace

TEST_CASE("filtered output: lines are documents, each output is a line") {
  test::StringOutput out;
  EchoProgram program;
  FilteredOutput filtered{out, program, FilteredOutput::Unit::line, false};
  filtered.write("{a}\n[b]\n");
  filtered.write("{c}\n");
  CHECK(program.given == Sentences{"{a}", "[b]", "{c}"});
  CHECK(out.text == "{a}\n[b]\n{c}\n");
  CHECK_FALSE(filtered.trouble());
}

TEST_CASE("filtered output: what is written at once is one document, with its integers safe from doubles") {
  test::StringOutput out;
  EchoProgram program;
  FilteredOutput filtered{out, program, FilteredOutput::Unit::write, false};
  filtered.write("[1,\n9007199254740993]\n");
  CHECK(program.given == Sentences{"[1,\n\"9007199254740993\"]\n"});
}

TEST_CASE("filtered output: hostile strings are harmless on a terminal and untouched in a pipe") {
  const std::string hostile =
      "a\x1b[31mb\x1b]0;t\x07"
      "c\nd\xc2\x9b";
  for (const bool people : {true, false}) {
    test::StringOutput out;
    EchoProgram program;
    FilteredOutput filtered{out, program, FilteredOutput::Unit::write, people};
    filtered.write(hostile);
    CHECK(out.text == (people ? "abc\nd\xef\xbf\xbd\n" : hostile + "\n"));
  }
  test::StringOutput out;
  EchoProgram program;
  FilteredOutput filtered{out, program, FilteredOutput::Unit::write, false};
  filtered.write("[\"\xc2\x9b\"]");
  CHECK(out.text == "[\"\\u009b\"]\n");
}

TEST_CASE("filtered output: a line that the program fails on is told once, and the next one is filtered") {
  test::StringOutput out;
  EchoProgram program;
  FilteredOutput filtered{out, program, FilteredOutput::Unit::line, false};
  filtered.write("{!why\x1b[2J}\n{b}\n{!why\x1b[2J}\n");
  CHECK(out.text == "{b}\n");
  CHECK(filtered.take_complaints() == Sentences{"--jq: why}"});
  filtered.write("{!other}\n");
  CHECK(filtered.take_complaints() == Sentences{"--jq: other}"});
  CHECK(filtered.take_complaints().empty());
  REQUIRE(filtered.trouble());
  CHECK(filtered.trouble()->kind == ErrorKind::local);
  CHECK(filtered.trouble()->message == "--jq failed on 3 lines");
}

TEST_CASE("filtered output: sentences without end are not told without end") {
  test::StringOutput out;
  EchoProgram program;
  FilteredOutput filtered{out, program, FilteredOutput::Unit::line, false};
  for (int i = 0; i < 100; ++i) filtered.write("!" + std::to_string(i) + "\n");
  const Sentences told = filtered.take_complaints();
  REQUIRE(told.size() == 21);
  CHECK(told.back() == "--jq: further messages are left out");
}

TEST_CASE("filtered output: a program that was ended is not asked again") {
  test::StringOutput out;
  EchoProgram program;
  FilteredOutput filtered{out, program, FilteredOutput::Unit::line, false};
  filtered.write("{a}\n{#}\n{b}\n");
  filtered.write("{c}\n");
  CHECK(out.text == "{a}\n");
  CHECK(program.given == Sentences{"{a}", "{#}"});
  CHECK(filtered.take_complaints() == Sentences{"--jq: it took too long"});
  CHECK(filtered.trouble()->message == "--jq failed on 1 line; nothing more was printed");
}

}  // namespace filtered_output_test
