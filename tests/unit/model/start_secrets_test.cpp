// SPDX-License-Identifier: MIT
#include "model/start_secrets.hpp"

#include <doctest/doctest.h>

using namespace optrack;

namespace {

StartCall call() {
  StartCall call;
  call.target = "/ops?token=a%2Fb%2Fc&other=plain";
  call.headers = {{"X-Key", "header-secret"}, {"X-Plain", "shown"}};
  call.body = R"({"user":"joe","login":{"password":"hunter2","pin":4711,"no":"ab"}})";
  call.secrets = {"query:token", "header:X-Key", "body/login"};
  return call;
}

}  // namespace

TEST_CASE("secrets of a start: whatever place they were put to, a text that repeats them is masked") {
  CHECK(without_secrets("bad password hunter2 for joe, hunter2!", call()) == "bad password *** for joe, ***!");
  CHECK(without_secrets("pin 4711", call()) == "pin ***");
  CHECK(without_secrets("a/b/c or a%2Fb%2Fc, plain", call()) == "*** or ***, plain");
  CHECK(without_secrets("header-secret shown", call()) == "*** shown");
}

TEST_CASE("secrets of a start: a whole secret body is masked, very short values are not") {
  StartCall raw;
  raw.body = "the whole file";
  raw.secrets = {"raw"};
  CHECK(without_secrets("refused: the whole file", raw) == "refused: ***");
  CHECK(without_secrets("a tab", call()) == "a tab");
  CHECK(without_secrets("anything", StartCall{}) == "anything");
}
