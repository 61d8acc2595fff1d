// SPDX-License-Identifier: MIT
#include "cli/live_keys.hpp"

#include <doctest/doctest.h>

using namespace optrack;
using namespace optrack::cli;

namespace {

class RecordingView final : public LiveView {
 public:
  void on(const Event& /*event*/) override {}
  void press(char key) override { pressed += key; }
  void question(std::string_view text) override { asked = text; }
  std::string pressed, asked;
};

/// Keys that have been typed, and what became of them.
struct Typing {
  explicit Typing(std::string text) : typed(std::move(text)) {}
  std::optional<char> next() {
    if (typed.empty()) return std::nullopt;
    const char key = typed.front();
    typed.erase(0, 1);
    return key;
  }
  std::string typed;
  int released = 0;
  RecordingView view;
  LiveKeys keys{{[this] { return next(); }, [this] { ++released; }}, view};
};

}  // namespace

TEST_CASE("keys: d and q detach, the view's own keys are the view's") {
  for (const char* text : {"d", "q"}) CHECK(Typing{text}.keys.next() == Wishes::Wish::detach);
  Typing other{"tlx"};
  CHECK_FALSE(other.keys.next().has_value());
  CHECK(other.view.pressed == "tlx");
}

TEST_CASE("keys: c asks before it cancels, and any key but y takes it back") {
  Typing asked{"c"};
  CHECK_FALSE(asked.keys.next().has_value());
  CHECK(asked.view.asked == "ask the server to cancel? y/n");
  asked.typed = "y";
  CHECK(asked.keys.next() == Wishes::Wish::cancel);
  CHECK(asked.view.asked.empty());
  Typing mistaken{"cdc"};
  CHECK_FALSE(mistaken.keys.next().has_value());
  mistaken.typed = "Yd";
  CHECK(mistaken.keys.next() == Wishes::Wish::cancel);
  CHECK(mistaken.keys.next() == Wishes::Wish::detach);
}

TEST_CASE("keys: the terminal is given back when asked to, and at the end") {
  int released = 0;
  RecordingView view;
  {
    LiveKeys keys{{[] { return std::nullopt; }, [&] { ++released; }}, view};
    keys.release();
    CHECK(released == 1);
  }
  CHECK(released == 2);
}
