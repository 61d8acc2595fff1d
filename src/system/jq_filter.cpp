// SPDX-License-Identifier: MIT
#include "system/jq_filter.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <string>
#include <utility>

#include "system/errno_text.hpp"
#include "system/sibling.hpp"
#include "system/unique_fd.hpp"

namespace optrack {
namespace {

using Steady = std::chrono::steady_clock;

/// A running `optrack-jq` and the socket to it. Ended and collected when destroyed.
class JqProcess {
 public:
  JqProcess() = default;
  JqProcess(const JqProcess&) = delete;
  JqProcess& operator=(const JqProcess&) = delete;
  ~JqProcess() { end(); }

  Result<void> start(const std::string& helper) {
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
    std::string name = "optrack-jq";
    std::array<char*, 2> arguments{name.data(), nullptr};
    std::array<char*, 1> environment{nullptr};
    const int reason =
        posix_spawn(&process_, helper.c_str(), &actions, &attributes, arguments.data(), environment.data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (reason == 0) return {};
    process_ = 0;
    return fail(system_error("run " + helper, reason));
  }

  /// One frame there, one back. After an error the process is gone.
  Result<std::string> ask(std::string_view text, Milliseconds limit) {
    if (process_ == 0) return fail(gone_);
    until_ = Steady::now() + limit;
    const auto size = static_cast<std::uint32_t>(text.size());
    std::string frame(reinterpret_cast<const char*>(&size), sizeof size);
    frame += text;
    std::uint32_t length = 0;
    std::string answer;
    constexpr std::uint32_t kLongest = 64 * 1024;
    bool well = put(frame) && take(reinterpret_cast<char*>(&length), sizeof length) && length <= kLongest;
    if (well) {
      answer.resize(length);
      well = take(answer.data(), answer.size());
    }
    if (well) return answer;
    const bool late = Steady::now() >= until_;
    const int status = end();
    if (late) {
      gone_ = {ErrorKind::timeout, "the jq program took longer than " + format_duration(limit), {}};
    } else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF) {
      gone_ = {ErrorKind::timeout, "the jq program took longer than 1s", {}};
    } else {
      gone_ = {ErrorKind::local, "the jq program broke down: it may have taken too much memory", {}};
    }
    return fail(gone_);
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

  bool take(char* into, std::size_t size) {
    while (size > 0) {
      if (!ready(POLLIN)) return false;
      const ssize_t got = recv(ours_.get(), into, size, MSG_DONTWAIT);
      if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) return false;
      if (got < 0) continue;
      into += got;
      size -= static_cast<std::size_t>(got);
    }
    return true;
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
  pid_t process_ = 0;
  Steady::time_point until_{};
  Error gone_{ErrorKind::local, "the jq program is not running", {}, false};
};

class JqFilter final : public RecordFilter {
 public:
  explicit JqFilter(Milliseconds patience) : patience_(patience) {}

  Result<void> start(const std::string& helper, std::string_view program) {
    constexpr Milliseconds kTimeToStart{10'000};
    if (const Result<void> started = process_.start(helper); !started) return fail(started.error());
    const Result<std::string> answer = process_.ask(program, kTimeToStart);
    if (!answer) return fail(answer.error());
    if (*answer == "ok") return {};
    std::string what = answer->substr(0, answer->find("\njq: "));
    constexpr std::string_view kPrefix = "jq: error: ";
    if (what.starts_with(kPrefix)) what.erase(0, kPrefix.size());
    for (char& letter : what) {
      if (letter == '\n') letter = ' ';
    }
    what.erase(what.find_last_not_of(' ') + 1);
    return fail(ErrorKind::usage, "jq: " + what);
  }

  Result<bool> holds(std::string_view record) override {
    const Result<std::string> answer = process_.ask(record, patience_);
    if (!answer) return fail(answer.error());
    return *answer == "1";
  }

 private:
  JqProcess process_;
  Milliseconds patience_;
};

}  // namespace

FilterMaker jq_filters(std::filesystem::path helper, Milliseconds patience) {
  return [helper = std::move(helper), patience](std::string_view program) -> Result<std::shared_ptr<RecordFilter>> {
    std::filesystem::path place = helper;
    if (place.empty()) {
      Result<std::filesystem::path> found = find_sibling("optrack-jq");
      if (!found) return fail(std::move(found).error());
      place = std::move(*found);
    }
    auto filter = std::make_shared<JqFilter>(patience);
    if (const Result<void> started = filter->start(place.string(), program); !started) return fail(started.error());
    return filter;
  };
}

}  // namespace optrack
