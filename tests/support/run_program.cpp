// SPDX-License-Identifier: MIT
#include "support/run_program.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/printed_events.hpp"

namespace optrack::test {

namespace {

namespace fs = std::filesystem;
using SteadyClock = std::chrono::steady_clock;

struct Pipe {
  int read = -1, write = -1;
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe failed");
    read = ends[0];
    write = ends[1];
  }
  ~Pipe() {
    close_end(read);
    close_end(write);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  static void close_end(int& end) {
    if (end >= 0) ::close(end);
    end = -1;
  }
};

void redirect_out(const Program& program, const Pipe& out) {
  if (program.out_file == "-") {
    ::close(STDOUT_FILENO);
  } else if (!program.out_file.empty()) {
    ::dup2(::open(program.out_file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600), STDOUT_FILENO);
  } else {
    ::dup2(out.write, STDOUT_FILENO);
  }
}

/// Replaces the pipe by a terminal that shows what was written, unchanged but for "\r\n".
void make_terminal(Pipe& pipe, int columns) {
  const int ours = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (ours < 0 || ::grantpt(ours) != 0 || ::unlockpt(ours) != 0) throw std::runtime_error("no pseudo terminal");
  const int theirs = ::open(::ptsname(ours), O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (theirs < 0) throw std::runtime_error("pseudo terminal not opened");
  winsize size{};
  size.ws_row = 24;
  size.ws_col = static_cast<unsigned short>(columns);
  ::ioctl(ours, TIOCSWINSZ, &size);
  Pipe::close_end(pipe.read);
  Pipe::close_end(pipe.write);
  pipe.read = ours;
  pipe.write = theirs;
}

pid_t start(const Program& program, const Pipe& in, const Pipe& out, const Pipe& err) {
  std::vector<std::string> words = program.arguments;
  std::vector<std::string> variables;
  for (const auto& [name, value] : program.environment) variables.push_back(name + "=" + value);
  std::vector<char*> argv = pointers_to(words);
  std::vector<char*> envp = pointers_to(variables);
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child > 0) return child;
  if (program.owns_terminal && (::setsid() < 0 || ::ioctl(err.write, TIOCSCTTY, 0) != 0)) ::_exit(126);
  ::dup2(in.read, STDIN_FILENO);
  ::dup2(err.write, STDERR_FILENO);
  redirect_out(program, out);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ}) std::signal(signal, SIG_DFL);
  // Other threads' sockets: held here, they would stay open although their owner closed them.
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  if (program.file_limit != 0) {
    const rlimit largest{program.file_limit, program.file_limit};
    if (::setrlimit(RLIMIT_FSIZE, &largest) != 0) ::_exit(126);
  }
  if (!program.folder.empty() && ::chdir(program.folder.c_str()) != 0) ::_exit(126);
  ::execve(argv[0], argv.data(), envp.data());
  ::_exit(127);
}

/// Moves bytes until both outputs are closed or the limit has passed.
class Conversation {
 public:
  Conversation(const Program& program, pid_t child, Pipe& in, Pipe& out, Pipe& err, Ran& ran)
      : program_(program), child_(child), in_(in), out_(out), err_(err), ran_(ran) {}

  void run() {
    const auto end = SteadyClock::now() + program_.limit;
    while (out_.read >= 0 || err_.read >= 0) {
      pollfd wanted[] = {{out_.read, POLLIN, 0}, {err_.read, POLLIN, 0}, {in_.write, POLLOUT, 0}};
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - SteadyClock::now()).count();
      if (left <= 0 || (program_.kill_when && program_.kill_when())) {
        ran_.timed_out = true;
        ::kill(child_, SIGKILL);
        return;
      }
      constexpr long kAskedAgain = 5;
      (void)::poll(wanted, 3, static_cast<int>(program_.kill_when ? std::min<long>(left, kAskedAgain) : left));
      if (wanted[0].revents != 0) take(out_.read, ran_.out);
      if (wanted[1].revents != 0) take(err_.read, ran_.err);
      if (wanted[2].revents != 0) give();
      signal_if_due();
      take_signal_steps();
    }
  }

 private:
  static void take(int& from, std::string& text) {
    char buffer[65536];
    const ssize_t got = ::read(from, buffer, sizeof buffer);
    if (got > 0) {
      text.append(buffer, static_cast<std::size_t>(got));
    } else {
      Pipe::close_end(from);
    }
  }

  void give() {
    const ssize_t gave = ::write(in_.write, program_.input.data() + given_, program_.input.size() - given_);
    if (gave > 0) given_ += static_cast<std::size_t>(gave);
    if (gave < 0 || given_ == program_.input.size()) Pipe::close_end(in_.write);
  }

  void signal_if_due() {
    if (signalled_ || program_.send_signal == 0) return;
    if (ran_.out.find(program_.signal_after) == std::string::npos) return;
    signalled_ = true;
    ::kill(child_, program_.send_signal);
  }

  void take_signal_steps() {
    while (step_ < program_.signals.size()) {
      const SignalStep& step = program_.signals[step_];
      const bool shown = ran_.out.find(step.after, out_seen_) != std::string::npos ||
                         ran_.err.find(step.after, err_seen_) != std::string::npos;
      if (!shown) return;
      ++step_;
      out_seen_ = ran_.out.size();
      err_seen_ = ran_.err.size();
      if (step.keys.empty()) {
        ::kill(child_, step.signal);
      } else if (::write(err_.read, step.keys.data(), step.keys.size()) < 0) {
        throw std::runtime_error("the terminal takes no keys");
      }
    }
  }

  const Program& program_;
  pid_t child_;
  Pipe &in_, &out_, &err_;
  Ran& ran_;
  std::size_t given_ = 0;
  bool signalled_ = false;
  std::size_t step_ = 0, out_seen_ = 0, err_seen_ = 0;
};

}  // namespace

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> found;
  for (std::string& text : texts) found.push_back(text.data());
  found.push_back(nullptr);
  return found;
}

TempFolder::TempFolder() {
  std::string name = (fs::temp_directory_path() / "optrack-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path TempFolder::write(const fs::path& name, std::string_view content) const {
  const fs::path file = path_ / name;
  fs::create_directories(file.parent_path());
  std::ofstream{file, std::ios::binary} << content;
  return file;
}

std::string TempFolder::read(const fs::path& name) const {
  std::ostringstream text;
  text << std::ifstream{path_ / name, std::ios::binary}.rdbuf();
  return text.str();
}

Ran run(const Program& program) {
  std::signal(SIGPIPE, SIG_IGN);
  Ran ran;
  Pipe in, out, err;
  if (program.terminal) make_terminal(err, *program.terminal);
  const pid_t child = start(program, in, out, err);
  Pipe::close_end(in.read);
  Pipe::close_end(out.write);
  Pipe::close_end(err.write);
  Conversation{program, child, in, out, err, ran}.run();
  int status = 0;
  ::waitpid(child, &status, 0);
  ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  check_printed_events(ran.out);
  return ran;
}

Optrack::Optrack() {
  const std::string root = home.path().string();
  const char* path = std::getenv("PATH");
  environment = {{"HOME", root},
                 {"XDG_CONFIG_HOME", root + "/config"},
                 {"XDG_STATE_HOME", root + "/state"},
                 {"TZ", "UTC"},
                 {"LANG", "C.UTF-8"},
                 {"PATH", path == nullptr ? "/usr/bin:/bin" : path}};
}

Program Optrack::program(std::vector<std::string> arguments) const {
  Program program;
  program.arguments = std::move(arguments);
  program.arguments.insert(program.arguments.begin(), OPTRACK_BINARY);
  program.environment = environment;
  program.folder = home.path();
  return program;
}

Ran Optrack::operator()(std::vector<std::string> arguments, std::string input) const {
  Program made = program(std::move(arguments));
  made.input = std::move(input);
  return run(made);
}

}  // namespace optrack::test
