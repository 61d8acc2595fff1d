// SPDX-License-Identifier: MIT
#include "print/kept_logs.hpp"

#include <doctest/doctest.h>

#include "model/text.hpp"
#include "support/samples.hpp"

using namespace optrack;
using namespace optrack::test;

namespace {

LogEntry entry(int number, const std::string& level = "info") {
  return {std::to_string(number), "t1", {}, level, std::to_string(number), ""};
}

/// The messages kept, with "…" where some are left out.
std::vector<std::string> shown(const KeptLogs& logs) {
  std::vector<std::string> texts;
  logs.each([&](const KeptLog& kept) { texts.push_back(kept.message); }, [&] { texts.emplace_back("…"); });
  return texts;
}

}  // namespace

TEST_CASE("KeptLogs: keeps everything within its limit, in order") {
  KeptLogs logs{20};
  for (int i = 0; i < 18; ++i) logs.add(entry(i), sample_time());
  CHECK(logs.total() == 18);
  CHECK(logs.left_out() == 0);
  REQUIRE(shown(logs).size() == 18);
  for (int i = 0; i < 18; ++i) CHECK(shown(logs)[static_cast<std::size_t>(i)] == std::to_string(i));
}

TEST_CASE("KeptLogs: beyond it, the first, the last, and the grave ones between stay") {
  KeptLogs logs{20};
  for (int i = 0; i < 100; ++i) logs.add(entry(i, i == 50 ? "error" : i == 60 ? "warning" : "info"), sample_time());
  const std::vector<std::string> texts = shown(logs);
  CHECK(logs.total() == 100);
  CHECK(logs.left_out() == 80);
  REQUIRE(texts.size() == 21);
  CHECK(std::vector<std::string>(texts.begin(), texts.begin() + 6) ==
        std::vector<std::string>{"0", "1", "…", "50", "60", "84"});
  CHECK(texts.back() == "99");
}

TEST_CASE("KeptLogs: memory has a limit, too, whatever the lines are") {
  KeptLogs logs{10'000};
  const std::string line(10'000, 'x');
  for (int i = 0; i < 3'000; ++i) logs.add({std::to_string(i), "", {}, "error", line, ""}, sample_time());
  std::size_t bytes = 0;
  logs.each([&](const KeptLog& kept) { bytes += kept.message.size(); }, [] {});
  CHECK(bytes <= KeptLogs::kMostBytes);
  CHECK(bytes >= KeptLogs::kMostBytes / 2);
  CHECK(logs.left_out() > 0);
}

TEST_CASE("KeptLogs: a long message is cut at a whole character, and says so") {
  KeptLogs logs{10};
  std::string message;
  while (message.size() < 10'000) message += "日";
  logs.add({"1", "", {}, "info", message, ""}, sample_time());
  const std::string kept = shown(logs).front();
  CHECK(is_utf8(kept));
  CHECK(kept.size() < KeptLogs::kLongestMessage + 40);
  CHECK(kept.find("bytes more)") != std::string::npos);
}
