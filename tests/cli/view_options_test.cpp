// SPDX-License-Identifier: MIT
#include <algorithm>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "support/lab.hpp"
#include "support/schema.hpp"

using namespace optrack;
using namespace optrack::test;

namespace {

using Words = std::vector<std::string>;

/// What a mode shows of a recorded run in which a task failed after 22 log entries.
struct Replayed {
  Replayed(const Optrack& program, const std::string& mode, const Words& more,
           const std::string& recording = "failed") {
    const std::string shown = (program.home.path() / "shown").string();
    Words arguments{"replay", std::string{OPTRACK_SOURCE_DIR} + "/tests/cli/recordings/" + recording + ".ndjson"};
    const std::string output = mode == "exec" ? "exec=cat > '" + shown + "'" : mode + "=" + shown;
    arguments.insert(arguments.end(), {"-o", output});
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ran ran = program(arguments);
    code = ran.code;
    text = program.home.read("shown");
  }
  [[nodiscard]] std::ptrdiff_t count(std::string_view part) const {
    std::ptrdiff_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
  }
  int code = 0;
  std::string text;
};

const Words kLineModes{"plain", "github", "gitlab", "ndjson", "exec"};

}  // namespace

TEST_CASE("T-14 --max-log: in every mode that shows events, N log lines and one line that tells of the others") {
  const Optrack nobody;
  for (const std::string& mode : kLineModes) {
    for (const char* recording : {"failed", "detached"}) {  // at the end of the operation, and when the wait is left
      CAPTURE(mode);
      CAPTURE(recording);
      const Replayed all{nobody, mode, {}, recording};
      const Replayed few{nobody, mode, {"--max-log", "2"}, recording};
      CHECK(few.code == all.code);
      CHECK(all.count("suppressed") == 0);
      CHECK(few.count("suppressed") == 1);
      CHECK(few.count("copied ") < all.count("copied "));
      CHECK(few.count(recording == std::string{"failed"} ? "copy volume sda" : "interrupted") ==
            all.count(recording == std::string{"failed"} ? "copy volume sda" : "interrupted"));
    }
  }
}

TEST_CASE("T-14 --max-log: what ndjson prints of suppressed lines fits the schema, and the status is still there") {
  const Optrack nobody;
  const Replayed few{nobody, "ndjson", {"--max-log", "2"}};
  std::size_t logs = 0;
  Json notice;
  for (const std::string& line : lines_of(few.text)) {
    CHECK(event_violations(line) == Words{});
    const Json event = Json::parse(line);
    if (event.at("type") == "log_entry") ++logs;
    if (event.at("type") == "notice") notice = event;
  }
  CHECK(logs == 2);
  CHECK(few.count("\"type\":\"status\"") > 1);
  CHECK(notice.at("op") == "r8qsk810yc");
  CHECK(notice.at("message").get<std::string>().ends_with(" log lines"));
}

TEST_CASE("T-5 --events, --level: every mode that shows events shows these alone") {
  const Optrack nobody;
  for (const std::string& mode : kLineModes) {
    CAPTURE(mode);
    const Replayed only{nobody, mode, {"--events", "status,result"}};
    CHECK(only.count("resolved parent") == 0);
    CHECK(only.count("Operation could not be completed") >= 1);
    const Replayed grave{nobody, mode, {"--level", "error", "--events", "log_entry,task_new"}};
    CHECK(grave.count("resolved parent") == 0);
    CHECK(grave.count("resolve") >= 1);
  }
}

TEST_CASE("T-5 T-14: the document and the reports tell everything, whatever is filtered") {
  const Optrack nobody;
  for (const char* mode : {"html", "junit", "json"}) {
    CAPTURE(mode);
    const Replayed all{nobody, mode, {}};
    CHECK(Replayed(nobody, mode, {"--max-log", "1", "--level", "error", "--events", "status"}).text == all.text);
  }
}

TEST_CASE("T-5 --events: a word that is no type of events is told, with the nearest one, before anything is asked") {
  const Lab lab;
  const std::string id = lab.start(kGoesOn);
  const std::size_t before = lab.requests();
  for (const Words& arguments : {Words{"wait", id}, Words{"run", kCompletes, "name=x"}, Words{"replay", "-"}}) {
    Words all = arguments;
    all.insert(all.end(), {"--events", "status,log_entri"});
    const Ran ran = lab(all);
    CHECK(ran.code == 2);
    CHECK(ran.err.find("no such event: log_entri (did you mean log_entry?)") != std::string::npos);
  }
  CHECK(lab.requests() == before);
}
