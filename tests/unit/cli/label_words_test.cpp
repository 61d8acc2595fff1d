// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "cli/label_command.hpp"

using namespace optrack;
using namespace optrack::cli;

TEST_CASE("label: what each word after the first selector is") {
  LabelOptions options;
  for (const char* word : {"env=prod", "old-", "empty=", "note=a=b:c", "label:team=a", "lab:op-", "web", "-", "@last",
                           "https://host/v1?a=b", "name:x-", "env=test"}) {
    CAPTURE(word);
    CHECK(take_label_word(options, word));
  }
  CHECK(options.change.labels == std::map<std::string, std::string>{{"env", "test"}, {"empty", ""}, {"note", "a=b:c"}});
  CHECK(options.change.removed == std::vector<std::string>{"old"});
  CHECK(options.selectors ==
        std::vector<std::string>{"label:team=a", "lab:op-", "web", "-", "@last", "https://host/v1?a=b", "name:x-"});
}

TEST_CASE("label: a bad label is refused as with --label") {
  for (const char* word : {"=prod", "a\nb=c", "a=\x1b[31m", "a\xff-"}) {
    CAPTURE(word);
    LabelOptions options;
    const Result<void> taken = take_label_word(options, word);
    REQUIRE(!taken);
    CHECK(taken.error().kind == ErrorKind::usage);
  }
}
