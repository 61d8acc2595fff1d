// SPDX-License-Identifier: MIT
#include "system/terminal_output.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "system/unique_fd.hpp"

using namespace optrack;
using namespace std::chrono_literals;

namespace {

/// A terminal that passes bytes on unchanged, and whoever reads it.
struct Reader {
  Reader() {
    near.reset(posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
    if (!near || grantpt(near.get()) != 0 || unlockpt(near.get()) != 0) throw std::runtime_error("no pseudo terminal");
    far.reset(open(ptsname(near.get()), O_RDWR | O_NOCTTY | O_CLOEXEC));
    termios settings{};
    tcgetattr(far.get(), &settings);
    cfmakeraw(&settings);
    tcsetattr(far.get(), TCSANOW, &settings);
  }
  std::string read_all() const {
    std::string text;
    char buffer[4096];
    for (ssize_t got = 0; (got = read(near.get(), buffer, sizeof buffer)) > 0;) {
      text.append(buffer, static_cast<std::size_t>(got));
    }
    return text;
  }
  UniqueFd near, far;
};

}  // namespace

TEST_CASE("TerminalOutput: what the terminal takes is there at once") {
  const Reader reader;
  TerminalOutput output{reader.far.get()};
  output.write("one\r\n");
  output.write("two");
  CHECK(output.drain());
  CHECK(reader.read_all() == "one\r\ntwo");
  CHECK_FALSE(output.gone());
  CHECK_FALSE(output.trouble().has_value());
}

TEST_CASE("TerminalOutput: a terminal that does not read stops nobody, and later gets all bytes in order") {
  const Reader reader;
  TerminalOutput output{reader.far.get()};
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i) + " ";
  const auto begun = std::chrono::steady_clock::now();
  output.write(text);
  CHECK_FALSE(output.drain());
  output.write("end");
  CHECK(std::chrono::steady_clock::now() - begun < 2s);
  std::string got;
  while (!output.drain()) got += reader.read_all();
  got += reader.read_all();
  CHECK(got == text + "end");
}

TEST_CASE("TerminalOutput: the others who use the terminal still block as they expect") {
  const Reader reader;
  const TerminalOutput output{reader.far.get()};
  CHECK((fcntl(reader.far.get(), F_GETFL) & O_NONBLOCK) == 0);
}

TEST_CASE("TerminalOutput: the end is waited for, but not for ever") {
  const Reader reader;
  TerminalOutput output{reader.far.get(), 50ms};
  output.write(std::string(1'000'000, 'x'));
  const auto begun = std::chrono::steady_clock::now();
  output.finish();
  CHECK(std::chrono::steady_clock::now() - begun >= 50ms);
  CHECK(std::chrono::steady_clock::now() - begun < 10s);
  CHECK(output.drain());
}

TEST_CASE("TerminalOutput: a terminal that was closed is trouble, once, and no obstacle") {
  Reader reader;
  TerminalOutput output{reader.far.get()};
  reader.near.reset();
  output.write("x");
  CHECK(output.trouble().has_value());
  output.write("y");
  output.finish();
  CHECK(output.drain());
}
