// SPDX-License-Identifier: MIT
#include "support/lxd_server.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace optrack::test {
namespace {

constexpr const char* kTool = OPTRACK_SOURCE_DIR "/tests/real/lxd_server";

struct Answer {
  std::string text;
  int exit_code = -1;
};

/// Runs a shell command; what it writes to stdout, less the last line break.
Answer run(const std::string& command) {
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  Answer answer;
  std::array<char, 4096> buffer{};
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    answer.text.append(buffer.data(), count);
  }
  const int status = ::pclose(pipe);
  if (WIFEXITED(status)) answer.exit_code = WEXITSTATUS(status);
  if (answer.text.ends_with('\n')) answer.text.pop_back();
  return answer;
}

std::string first_line_of(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

}  // namespace

LxdServer::LxdServer() {
  std::string pattern = "/tmp/olXXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) {
    why_not_ = "no temporary folder can be made";
    return;
  }
  folder_ = pattern;
  const std::string reason = folder_ + ".why";
  const Answer answer =
      run(std::string{kTool} + " start " + folder_ + " " + std::to_string(::getpid()) + " 2>" + reason);
  image_ = answer.text;
  if (answer.exit_code != 0 || image_.empty()) {
    why_not_ = first_line_of(reason);
    if (why_not_.empty()) why_not_ = "LXD does not start here";
  }
  ::unlink(reason.c_str());
}

LxdServer::~LxdServer() {
  if (!folder_.empty()) run(std::string{kTool} + " stop " + folder_);
}

void LxdServer::crash() const {
  if (run(std::string{kTool} + " crash " + folder_).exit_code != 0) throw std::runtime_error("LXD cannot be ended");
}

void LxdServer::restart() const {
  if (run(std::string{kTool} + " restart " + folder_).exit_code != 0) throw std::runtime_error("LXD does not restart");
}

std::string LxdServer::ask(const std::string& method, const std::string& path, const std::string& body) const {
  const std::string file = folder_ + "/body";
  std::ofstream(file) << body;
  return run("curl -s --max-time 90 --unix-socket " + socket() + " -X " + method + " --data-binary @" + file +
             " 'http://lxd" + path + "'")
      .text;
}

std::string LxdServer::ask_and_wait(const std::string& method, const std::string& path, const std::string& body) const {
  const std::string reply = ask(method, path, body);
  const std::string mark = R"("operation":")";
  const auto begin = reply.find(mark + "/");
  if (begin == std::string::npos) throw std::runtime_error("LXD began no operation: " + reply);
  const auto from = begin + mark.size();
  return ask("GET", reply.substr(from, reply.find('"', from) - from) + "/wait?timeout=60");
}

void LxdServer::launch(const std::string& name) const {
  ask_and_wait("POST", "/1.0/instances",
               R"({"name":")" + name + R"(","type":"container","source":{"type":"image","fingerprint":")" + image_ +
                   R"("},"config":{"security.privileged":"true"}})");
  const std::string started = ask_and_wait("PUT", "/1.0/instances/" + name + "/state", R"({"action":"start"})");
  if (started.find(R"("status":"Success")") == std::string::npos) throw std::runtime_error("no start: " + started);
}

}  // namespace optrack::test
