// SPDX-License-Identifier: MIT
//
// Compares the CPU time of two programs: runs them in turn, many times, and prints the medians of user + system time
// of the whole process and of the paired ratios as one row of a table. Output of the programs is thrown away.
//
//     cpu_ratio RUNS LABEL -- program args... -- program args...

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

namespace {

using Command = std::vector<char*>;

/// CPU seconds of one run; nullopt when it could not be run or ended other than with 0.
std::optional<double> cpu_seconds(const Command& command) {
  const pid_t pid = fork();
  if (pid == 0) {
    const int null = open("/dev/null", O_RDWR);
    dup2(null, 0);
    dup2(null, 1);
    dup2(null, 2);
    execvp(command[0], command.data());
    _exit(127);
  }
  int status = 0;
  rusage use{};
  if (pid < 0 || wait4(pid, &status, 0, &use) != pid || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    return std::nullopt;
  }
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(use.ru_utime) + seconds(use.ru_stime);
}

double quantile(std::vector<double> values, double q) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1) + 0.5)];
}

std::vector<Command> commands_from(int argc, char** argv) {
  std::vector<Command> commands;
  for (int i = 3; i < argc; ++i) {
    if (std::string(argv[i]) == "--") {
      commands.emplace_back();
    } else if (!commands.empty()) {
      commands.back().push_back(argv[i]);
    }
  }
  for (Command& command : commands) command.push_back(nullptr);
  return commands;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<Command> commands = commands_from(argc, argv);
  const int runs = argc > 1 ? std::atoi(argv[1]) : 0;
  if (runs < 1 || commands.size() != 2 || commands[0].size() < 2 || commands[1].size() < 2) {
    std::fputs("usage: cpu_ratio RUNS LABEL -- program args... -- program args...\n", stderr);
    return 2;
  }
  std::vector<double> first;
  std::vector<double> second;
  std::vector<double> ratios;
  for (int run = 0; run < runs + 3; ++run) {
    const auto a = cpu_seconds(commands[0]);
    const auto b = cpu_seconds(commands[1]);
    if (!a || !b) {
      std::fprintf(stderr, "cpu_ratio: %s did not end with 0\n", commands[a ? 1 : 0][0]);
      return 1;
    }
    if (run < 3) continue;  // the first runs fill caches
    first.push_back(*a);
    second.push_back(*b);
    ratios.push_back(*a / *b);
  }
  std::printf("| %s | %.2f ms | %.2f ms | %.2f | %.2f .. %.2f | %d |\n", argv[2], quantile(first, 0.5) * 1e3,
              quantile(second, 0.5) * 1e3, quantile(ratios, 0.5), quantile(ratios, 0.1), quantile(ratios, 0.9), runs);
  return 0;
}
