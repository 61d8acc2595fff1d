// SPDX-License-Identifier: MIT
#include "system/overheard.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

using namespace optrack;

namespace overheard_test {

namespace {

using Lines = std::vector<std::string>;

/// Prints as a program would that got `descriptor`.
void print(int descriptor, std::string_view text) {
  REQUIRE(write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
}

struct PseudoTerminal {
  PseudoTerminal() : near(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    REQUIRE(near);
    REQUIRE(grantpt(near.get()) == 0);
    REQUIRE(unlockpt(near.get()) == 0);
    far.reset(open(ptsname(near.get()), O_RDWR | O_NOCTTY | O_CLOEXEC));
    REQUIRE(far);
  }
  UniqueFd near, far;
};

}  // namespace

TEST_CASE("Overheard: takes what is meant for a terminal, once it listens") {
  const PseudoTerminal terminal;
  const UniqueFd file{open("/dev/null", O_WRONLY | O_CLOEXEC)};
  Overheard overheard;

  CHECK(overheard.instead_of(terminal.far.get()) == terminal.far.get());
  CHECK(overheard.lines(true).empty());
  overheard.listen();

  CHECK(overheard.instead_of(terminal.far.get()) != terminal.far.get());
  CHECK(overheard.instead_of(file.get()) == file.get());
}

TEST_CASE("Overheard: gives whole lines, long ones in pieces, the beginning of one when asked") {
  const PseudoTerminal terminal;
  Overheard overheard;
  overheard.listen();
  const int program = overheard.instead_of(terminal.far.get());

  print(program, "one\n\ntw");
  CHECK(overheard.lines(false) == Lines{"one", ""});
  CHECK(overheard.lines(false).empty());
  print(program, "o\nthree");
  CHECK(overheard.lines(false) == Lines{"two"});
  CHECK(overheard.lines(true) == Lines{"three"});
  CHECK(overheard.lines(true).empty());
  print(program, std::string(5'000, 'x') + "\n");
  CHECK(overheard.lines(false) == Lines{std::string(4'096, 'x'), std::string(904, 'x')});
}

}  // namespace overheard_test
