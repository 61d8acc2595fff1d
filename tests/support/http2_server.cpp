// SPDX-License-Identifier: MIT
#include "support/http2_server.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <stdexcept>

#include "support/free_port.hpp"
#include "support/within.hpp"

namespace optrack::test {
namespace {

/// Starts `nghttpd` with both outputs in the file `log`; 0 when it cannot.
pid_t start(std::array<std::string, 9> arguments, const std::string& log) {
  std::array<char*, 10> words{};
  for (std::size_t i = 0; i < arguments.size(); ++i) words[i] = arguments[i].data();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  pid_t process = 0;
  const int trouble = ::posix_spawnp(&process, words[0], &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return trouble == 0 ? process : 0;
}

}  // namespace

Http2Server::Http2Server() : port_(free_port()) {
  process_ = start({"nghttpd", "-a", "127.0.0.1", "-v", "-d", files_.path(), std::to_string(port_), certificate_.key,
                    certificate_.file},
                   log_.path() / "log");
  if (process_ == 0) throw std::runtime_error("nghttpd cannot be started: scripts/install-packages test");
  if (within(std::chrono::seconds{10}, [this] { return count(": listen ") > 0; })) return;
  stop();
  throw std::runtime_error("nghttpd does not listen");
}

Http2Server::~Http2Server() { stop(); }

void Http2Server::stop() const {
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

void Http2Server::serve(const std::string& path, std::string_view content) const { files_.write(path, content); }

std::size_t Http2Server::requests() const { return count(" :method: "); }

std::size_t Http2Server::connections() const { return count("The negotiated protocol: h2"); }

std::size_t Http2Server::count(std::string_view words) const {
  const std::string text = log_.read("log");
  std::size_t found = 0;
  for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) ++found;
  return found;
}

}  // namespace optrack::test
