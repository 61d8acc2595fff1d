// SPDX-License-Identifier: MIT
#include "print/unread_outputs.hpp"

#include <doctest/doctest.h>

using namespace optrack;

namespace {

class Slow final : public Output {
 public:
  void write(std::string_view /*bytes*/) override {}
  void may_wait(bool may) override { waits = may; }
  bool drain() override {
    ++tries;
    return reads;
  }
  [[nodiscard]] bool gone() const override { return false; }
  [[nodiscard]] std::optional<Error> trouble() const override { return std::nullopt; }
  bool waits = true;
  bool reads = true;
  int tries = 0;
};

}  // namespace

TEST_CASE("unread outputs: nothing is due while readers take everything") {
  Slow output;
  UnreadOutputs unread;
  unread.add(output);
  CHECK_FALSE(output.waits);
  unread.flush();
  CHECK_FALSE(unread.due().has_value());
  CHECK_FALSE(unread.waits());
}

TEST_CASE("unread outputs: one that does not is tried 40 times a second until it does") {
  Slow output;
  Slow other;
  UnreadOutputs unread;
  unread.add(output);
  unread.add(other);
  output.reads = false;
  unread.flush();
  REQUIRE(unread.due().has_value());
  const Instant now = Instant{} + std::chrono::hours{1};
  CHECK(*unread.due() <= now);
  unread.tick(now, WallTime{});
  CHECK(unread.due() == now + Milliseconds{25});
  const int tries = output.tries;
  unread.flush();
  CHECK(output.tries == tries);
  output.reads = true;
  unread.tick(now + Milliseconds{25}, WallTime{});
  CHECK_FALSE(unread.waits());
  CHECK(other.tries > 0);
  unread.release();
  CHECK(output.waits);
}
