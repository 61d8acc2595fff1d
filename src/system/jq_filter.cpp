// SPDX-License-Identifier: MIT
#include "system/jq_filter.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include "system/errno_text.hpp"
#include "system/sibling.hpp"
#include "system/unique_fd.hpp"

namespace optrack {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::uint32_t kLongestFrame = 1024U * 1024 * 1024;

/// A running `optrack-jq` and the socket to it. Ended and collected when destroyed.
class JqProcess {
 public:
  JqProcess() = default;
  JqProcess(const JqProcess&) = delete;
  JqProcess& operator=(const JqProcess&) = delete;
  ~JqProcess() { end(); }

  Result<void> start(const std::string& helper, const JqLimits& limits) {
    limits_ = limits;
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
      return fail(system_error("make a socket for jq", errno));
    }
    ours_.reset(ends[0]);
    const UniqueFd theirs{ends[1]};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, theirs.get(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, theirs.get(), STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);  // Ctrl-C is for optrack
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    std::array<std::string, 3> words{"optrack-jq", std::to_string(limits.processor.count()),
                                     std::to_string(limits.mebibytes)};
    std::array<char*, 4> arguments{words[0].data(), words[1].data(), words[2].data(), nullptr};
    std::array<char*, 1> environment{nullptr};
    const int reason =
        posix_spawn(&process_, helper.c_str(), &actions, &attributes, arguments.data(), environment.data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (reason == 0) return {};
    process_ = 0;
    return fail(system_error("run " + helper, reason));
  }

  /// Sends one frame. After an error, here and below, the process is gone.
  Result<void> send_frame(std::string_view text) {
    if (process_ == 0) return fail(gone_);
    until_ = Steady::now() + limits_.patience;
    const auto size = static_cast<std::uint32_t>(text.size());
    if (put({reinterpret_cast<const char*>(&size), sizeof size}) && put(text)) return {};
    return broken_off();
  }

  /// The next frame, never empty; valid until the next call.
  Result<std::string_view> next_frame() {
    if (process_ == 0) return fail(gone_);
    until_ = Steady::now() + limits_.patience;
    std::uint32_t length = 0;
    if (!gather(sizeof length)) return broken_off();
    std::memcpy(&length, received_.data() + taken_, sizeof length);
    taken_ += sizeof length;
    if (length == 0 || length > kLongestFrame || !gather(length)) return broken_off();
    const std::string_view frame = std::string_view{received_}.substr(taken_, length);
    taken_ += length;
    return frame;
  }

  /// Nobody wants to know more of it.
  void leave() {
    end();
    gone_ = {ErrorKind::local, "the jq program was ended", {}};
  }

 private:
  bool ready(short what) {
    while (true) {
      const auto left = std::chrono::ceil<Milliseconds>(until_ - Steady::now());
      if (left <= Milliseconds{0}) return false;
      pollfd waiting{ours_.get(), what, 0};
      const int count = poll(&waiting, 1, static_cast<int>(left.count()));
      if (count > 0) return true;
      if (count < 0 && errno != EINTR) return false;
    }
  }

  bool put(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = send(ours_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
      if (sent < 0 && errno != EAGAIN && errno != EINTR) return false;
      if (!bytes.empty() && !ready(POLLOUT)) return false;
    }
    return true;
  }

  /// Until so many bytes have come that were not taken yet.
  bool gather(std::size_t size) {
    constexpr std::size_t kPiece = std::size_t{64} * 1024;
    if (received_.size() - taken_ >= size) return true;
    received_.erase(0, taken_);
    taken_ = 0;
    while (received_.size() < size) {
      const std::size_t had = received_.size();
      received_.resize(std::max(size, had + kPiece));
      const ssize_t got = recv(ours_.get(), received_.data() + had, received_.size() - had, MSG_DONTWAIT);
      const int reason = got < 0 ? errno : 0;
      received_.resize(had + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
      if (got > 0) continue;
      if (got == 0 || (reason != EAGAIN && reason != EINTR) || !ready(POLLIN)) return false;
    }
    return true;
  }

  /// Ends it; why it gave no proper answer is told from now on.
  tl::unexpected<Error> broken_off() {
    const bool late = Steady::now() >= until_;
    const int status = end();
    if (late) {
      gone_ = {ErrorKind::timeout, "the jq program took longer than " + format_duration(limits_.patience), {}};
    } else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF) {
      const std::string limit = format_duration(limits_.processor);
      gone_ = {ErrorKind::timeout, "the jq program took longer than " + limit + " of processor time", {}};
    } else {
      const std::string limit = std::to_string(limits_.mebibytes);
      gone_ = {ErrorKind::local, "the jq program broke down: it may have taken more than " + limit + " MiB", {}};
    }
    return fail(gone_);
  }

  /// \return The status that waitpid gives; 0 when it was gone already.
  int end() {
    int status = 0;
    if (process_ == 0) return status;
    kill(process_, SIGKILL);
    while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    process_ = 0;
    return status;
  }

  UniqueFd ours_;
  JqLimits limits_;
  pid_t process_ = 0;
  std::string received_;
  std::size_t taken_ = 0;  ///< Of `received_`.
  Steady::time_point until_{};
  Error gone_{ErrorKind::local, "the jq program is not running", {}, false};
};

constexpr char kStringFrame = 's';
constexpr char kEndFrame = '.';
constexpr char kTroubleFrame = 'e';

/// "syntax error, … at <top-level>, line 1:" without jq's own frame around it.
std::string compile_message(std::string_view said) {
  std::string what{said.substr(0, said.find("\njq: "))};
  constexpr std::string_view kPrefix = "jq: error: ";
  if (what.starts_with(kPrefix)) what.erase(0, kPrefix.size());
  for (char& letter : what) {
    if (letter == '\n') letter = ' ';
  }
  what.erase(what.find_last_not_of(' ') + 1);
  return what;
}

class ApartJqProgram final : public JqProgram {
 public:
  Result<void> start(const std::string& helper, std::string_view text, const JqLimits& limits) {
    if (Result<void> started = process_.start(helper, limits); !started) return started;
    if (Result<void> sent = process_.send_frame(text); !sent) return sent;
    const Result<std::string_view> answer = process_.next_frame();
    if (!answer) return fail(answer.error());
    if (answer->front() == kEndFrame) return {};
    return fail(ErrorKind::usage, compile_message(answer->substr(1)));
  }

  Result<std::optional<std::string>> run(std::string_view document, const Take& take) override {
    if (const Result<void> sent = process_.send_frame(document); !sent) return fail(sent.error());
    while (true) {
      const Result<std::string_view> frame = process_.next_frame();
      if (!frame) return fail(frame.error());
      const char kind = frame->front();
      if (kind == kEndFrame) return std::optional<std::string>{};
      if (kind == kTroubleFrame) return std::optional{std::string{frame->substr(1)}};
      if (take({kind == kStringFrame, frame->substr(1)})) continue;
      process_.leave();
      return std::optional<std::string>{};
    }
  }

 private:
  JqProcess process_;
};

class JqFilter final : public RecordFilter {
 public:
  explicit JqFilter(std::unique_ptr<JqProgram> program) : program_(std::move(program)) {}

  Result<bool> holds(std::string_view record) override {
    bool last = false;
    const auto ran = program_->run(record, [&last](const JqOutput& output) {
      last = output.is_string || (output.text != "false" && output.text != "null");
      return true;
    });
    if (!ran) return fail(ran.error());
    return last;
  }

 private:
  std::unique_ptr<JqProgram> program_;
};

}  // namespace

Result<std::unique_ptr<JqProgram>> compile_jq(std::string_view text, const JqLimits& limits,
                                              const std::filesystem::path& helper) {
  std::filesystem::path place = helper;
  if (place.empty()) {
    Result<std::filesystem::path> found = find_sibling("optrack-jq");
    if (!found) return fail(std::move(found).error());
    place = std::move(*found);
  }
  auto program = std::make_unique<ApartJqProgram>();
  if (const Result<void> started = program->start(place.string(), text, limits); !started) return fail(started.error());
  return program;
}

FilterMaker jq_filters(JqLimits limits, std::filesystem::path helper) {
  return [limits, helper = std::move(helper)](std::string_view text) -> Result<std::shared_ptr<RecordFilter>> {
    Result<std::unique_ptr<JqProgram>> program = compile_jq(text, limits, helper);
    if (!program) return fail(std::move(program).error().during("jq"));
    return std::make_shared<JqFilter>(std::move(*program));
  };
}

}  // namespace optrack
