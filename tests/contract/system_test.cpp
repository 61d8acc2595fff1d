// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <set>

#include "system/child.hpp"
#include "system/file_output.hpp"
#include "system/output.hpp"
#include "system/owner.hpp"
#include "system/paths.hpp"
#include "system/private_file.hpp"
#include "system/random.hpp"
#include "system/signals.hpp"
#include "system/system_clock.hpp"
#include "system/unique_fd.hpp"

using namespace optrack;
using namespace std::chrono_literals;

namespace system_test {

namespace {

struct Folder {
  Folder() { REQUIRE(mkdtemp(name.data()) != nullptr); }
  ~Folder() { std::filesystem::remove_all(name); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::filesystem::path operator/(std::string_view entry) const {
    return std::filesystem::path{name} / entry;
  }
  std::string name = "/tmp/optrack-test-XXXXXX";
};

mode_t mode_of(const std::filesystem::path& file) {
  struct stat found {};
  REQUIRE(stat(file.c_str(), &found) == 0);
  return found.st_mode & 0777U;
}

}  // namespace

TEST_CASE("FdOutput: a reader that went away is noted once and silences the rest") {
  ignore_failing_writes();
  std::array<int, 2> ends{};
  REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
  UniqueFd reading{ends[0]};
  const UniqueFd writing{ends[1]};
  FdOutput output{writing.get(), "standard output"};

  output.write("one\n");
  CHECK_FALSE(output.gone());
  reading.reset();
  output.write("two\n");

  CHECK(output.gone());
  CHECK_FALSE(output.trouble().has_value());
}

namespace {

/// A pipe that nobody reads unless asked to.
struct Pipe {
  Pipe() {
    ignore_failing_writes();
    std::array<int, 2> ends{};
    REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
    reading.reset(ends[0]);
    writing.reset(ends[1]);
  }
  /// Up to `most` bytes, without waiting.
  [[nodiscard]] std::string read(std::size_t most) const {
    pollfd asked{reading.get(), POLLIN, 0};
    if (poll(&asked, 1, 0) != 1) return {};
    std::string bytes(most, '\0');
    const ssize_t got = ::read(reading.get(), bytes.data(), bytes.size());
    bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    return bytes;
  }
  UniqueFd reading{-1}, writing{-1};
};

std::string numbered_lines(int count) {
  std::string lines;
  for (int i = 0; i < count; ++i) lines += std::to_string(i) + " a line of some length\n";
  return lines;
}

}  // namespace

TEST_CASE("FdOutput: a reader that has stopped is not waited for, and gets all in order when it reads again") {
  const Pipe pipe;
  FdOutput output{pipe.writing.get(), "standard output"};
  output.may_wait(false);
  const std::string lines = numbered_lines(20'000);
  for (std::size_t at = 0; at < lines.size(); at += 10'000) output.write(std::string_view{lines}.substr(at, 10'000));
  CHECK_FALSE(output.drain());
  CHECK((static_cast<unsigned>(fcntl(pipe.writing.get(), F_GETFL)) & static_cast<unsigned>(O_NONBLOCK)) == 0U);

  std::string got;
  for (int turn = 0; turn < 1'000 && got.size() < lines.size(); ++turn) {
    got += pipe.read(50'000);
    (void)output.drain();
  }
  const bool same = got == lines;
  CHECK(same);
  CHECK(output.drain());
  CHECK_FALSE(output.gone());
  CHECK_FALSE(output.trouble().has_value());
}

TEST_CASE("FdOutput: what a reader is too far behind for is left out and told of; what was kept still comes") {
  const Pipe pipe;
  FdOutput output{pipe.writing.get(), "standard output", 100'000};
  output.may_wait(false);
  const std::string line(999, 'x');
  for (int i = 0; i < 500; ++i) output.write(line + "\n");
  REQUIRE(output.trouble().has_value());
  CHECK(output.trouble()->kind == ErrorKind::local);
  std::string got;
  for (int turn = 0; turn < 100; ++turn) {
    got += pipe.read(50'000);
    (void)output.drain();
  }
  CHECK(got.size() > 100'000);
  CHECK(got.size() < 200'000);
  CHECK(got.size() % 1'000 == 0);
}

TEST_CASE("FdOutput: a reader that went away ends the keeping; so does waiting again") {
  Pipe left;
  FdOutput to_nobody{left.writing.get(), "standard output"};
  to_nobody.may_wait(false);
  to_nobody.write(std::string(300'000, 'x'));
  CHECK_FALSE(to_nobody.reader_left());
  left.reading.reset();
  CHECK(to_nobody.reader_left());
  CHECK(to_nobody.drain());
  CHECK(to_nobody.gone());

  const Pipe stopped;
  FdOutput given_up{stopped.writing.get(), "standard output"};
  given_up.may_wait(false);
  given_up.write(std::string(300'000, 'x'));
  given_up.may_wait(true);
  CHECK_FALSE(given_up.gone());
  given_up.write("does not block");
}

TEST_CASE("FdOutput: a socket is not waited for either") {
  std::array<int, 2> ends{};
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
  const UniqueFd reading{ends[0]};
  const UniqueFd writing{ends[1]};
  FdOutput output{writing.get(), "standard output"};
  output.may_wait(false);
  output.write(std::string(3'000'000, 'x'));
  CHECK_FALSE(output.drain());
  CHECK_FALSE(output.trouble().has_value());
}

TEST_CASE("FdOutput: a full disk is local trouble in plain words") {
  const UniqueFd full{open("/dev/full", O_WRONLY | O_CLOEXEC)};
  FdOutput output{full.get(), "standard output"};

  output.write("text");

  REQUIRE(output.trouble().has_value());
  CHECK(output.trouble()->kind == ErrorKind::local);
  CHECK(output.trouble()->message == "write standard output: no space left on device");
  CHECK_FALSE(output.gone());
}

TEST_CASE("private_file: what was written is read back, is private, and leaves nothing beside it") {
  const Folder folder;
  const auto file = folder / "config.json";

  REQUIRE(write_private_file(file, "old").has_value());
  REQUIRE(write_private_file(file, "new").has_value());

  CHECK(read_small_file(file).value() == "new");
  CHECK(mode_of(file) == 0600);
  const std::filesystem::directory_iterator entries{folder.name};
  CHECK(std::distance(begin(entries), end(entries)) == 1);
}

TEST_CASE("private_file: absence, size and folders are told apart") {
  const Folder folder;
  REQUIRE(write_private_file(folder / "ten", "0123456789").has_value());

  CHECK(read_small_file(folder / "none").error().kind == ErrorKind::not_found);
  CHECK(read_small_file(folder / "ten", 10).value() == "0123456789");
  CHECK(read_small_file(folder / "ten", 9).error().message.find("larger than 9 bytes") != std::string::npos);
  CHECK(read_small_file(folder.name).error().kind == ErrorKind::local);
  CHECK(write_private_file(folder / "no" / "file", "x").error().kind == ErrorKind::local);
}

TEST_CASE("open_whole_output: each write takes the place of the file, which others see as a whole") {
  const Folder folder;
  const auto file = folder / "report";
  std::ofstream{file} << "old";
  const auto output = std::move(*open_whole_output(file));
  CHECK(read_small_file(file).value_or("") == "old");
  const UniqueFd reader{open(file.c_str(), O_RDONLY | O_CLOEXEC)};
  output->write("new");
  CHECK(read_small_file(file).value_or("") == "new");
  CHECK(mode_of(file) == 0600);
  output->write("newer");
  CHECK(read_small_file(file).value_or("") == "newer");
  std::array<char, 8> seen{};
  CHECK(read(reader.get(), seen.data(), seen.size()) == 3);
  CHECK(std::string_view{seen.data(), 3} == "old");
  CHECK_FALSE(output->trouble().has_value());
  CHECK(std::distance(std::filesystem::directory_iterator{folder.name}, {}) == 1);
}

TEST_CASE("open_whole_output: trouble is told when it is opened, or kept") {
  const Folder folder;
  CHECK(open_whole_output(folder / "no/report").error().kind == ErrorKind::local);
  CHECK(open_whole_output(folder.name).error().kind == ErrorKind::local);
  std::filesystem::create_directory(folder / "gone");
  const auto output = std::move(*open_whole_output(folder / "gone/report"));
  std::filesystem::remove(folder / "gone");
  output->write("x");
  CHECK(output->trouble().has_value());
  const auto device = std::move(*open_whole_output("/dev/full"));
  device->write("x");
  CHECK(device->trouble().has_value());
  CHECK(std::filesystem::is_character_file("/dev/full"));
}

TEST_CASE("paths: private directories are made with all above them") {
  const Folder folder;

  REQUIRE(make_private_directory(folder / "a" / "b").has_value());
  REQUIRE(make_private_directory(folder / "a" / "b").has_value());
  CHECK(mode_of(folder / "a") == 0700);
  CHECK(mode_of(folder / "a" / "b") == 0700);

  REQUIRE(write_private_file(folder / "file", "").has_value());
  CHECK(make_private_directory(folder / "file").error().message.find("not a directory") != std::string::npos);
}

TEST_CASE("random: bytes differ from call to call") {
  std::set<std::array<std::uint8_t, 16>> seen;
  for (int call = 0; call < 100; ++call) {
    std::array<std::uint8_t, 16> bytes{};
    REQUIRE(fill_random(bytes).has_value());
    seen.insert(bytes);
  }
  CHECK(seen.size() == 100);
}

TEST_CASE("owner: this process is alive, one that began later than it was seen is another") {
  const SystemClock clock;
  const Owner owner = this_process();

  CHECK(owner.pid == getpid());
  CHECK_FALSE(owner.user.empty());
  CHECK(process_alive(owner.pid));
  CHECK(process_alive(owner.pid, clock.wall()));
  CHECK_FALSE(process_alive(owner.pid, clock.wall() - 24h * 3650));
  CHECK_FALSE(process_alive(0));
  CHECK_FALSE(process_alive(-1));
}

TEST_CASE("child: gives output and exit status, and no shell between") {
  const SystemClock clock;

  const auto echoed = run_child({.arguments = {"echo", "$HOME; a  b"}}, clock);
  REQUIRE(echoed.has_value());
  CHECK(echoed->output == "$HOME; a  b\n");
  CHECK(echoed->status == 0);
  CHECK(run_child(shell_line("exit 7"), clock)->status == 7);
  CHECK(run_child(shell_line("kill -TERM $$"), clock)->status == 128 + SIGTERM);
  CHECK(run_child({.arguments = {"/no/such/program"}}, clock).error().kind == ErrorKind::not_found);
  CHECK(run_child({}, clock).error().kind == ErrorKind::usage);
}

TEST_CASE("child: limits on time and output end the whole group") {
  const SystemClock clock;
  Child slow = shell_line("sleep 60 & sleep 60");
  slow.time_limit = 50ms;
  Child loud = shell_line("yes");
  loud.output_limit = 1000;

  CHECK(run_child(slow, clock).error().kind == ErrorKind::timeout);
  CHECK(run_child(loud, clock).error().message.find("more than 1000 bytes") != std::string::npos);
  CHECK(clock.now().time_since_epoch() > 0s);
}

TEST_CASE("child: a daemon that keeps the pipe open does not hold us") {
  const SystemClock clock;
  const Instant begin = clock.now();

  const auto result = run_child(shell_line("sleep 5 & echo token"), clock);

  REQUIRE(result.has_value());
  CHECK(result->output == "token\n");
  CHECK(clock.now() - begin < 4s);
}

TEST_CASE("child: gets a clean signal mask, so that signals reach it") {
  const SystemClock clock;
  const SystemSignals signals;

  CHECK(run_child(shell_line("kill -INT $$; echo still here"), clock)->status == 128 + SIGINT);
  CHECK(run_child(shell_line("kill -PIPE $$; echo still here"), clock)->status == 128 + SIGPIPE);
  CHECK(run_child(shell_line("kill -XFSZ $$; echo still here"), clock)->status == 128 + SIGXFSZ);
}

TEST_CASE("child: ends when the descriptor to stop on is readable") {
  const SystemClock clock;
  std::array<int, 2> ends{};
  REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
  const UniqueFd reading{ends[0]};
  const UniqueFd writing{ends[1]};
  REQUIRE(write(writing.get(), "x", 1) == 1);
  Child slow = shell_line("sleep 60");
  slow.stop_on = reading.get();

  CHECK(run_child(slow, clock).error().kind == ErrorKind::stopped);
}

}  // namespace system_test
