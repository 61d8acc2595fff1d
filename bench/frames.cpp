// SPDX-License-Identifier: MIT
// What the live view costs: CPU time of a frame with 10,000 tasks, and of 500 operations at ten frames a second; memory
// while 100,000 log lines go by, on a terminal that reads and on one that does not.
#include <ctime>

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string_view>

#include <fmt/format.h>

#include "print/tty_printer.hpp"

namespace optrack {
namespace {

using namespace std::chrono_literals;

constexpr int kRounds = 5;
constexpr int kFrames = 100;

const WallTime kBegin{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};

/// Counts what is written, as a terminal that takes everything, or nothing any more.
class Counting final : public Output {
 public:
  void write(std::string_view text) override {
    bytes += text.size();
    ++writes;
  }
  bool drain() override { return reads; }
  [[nodiscard]] bool gone() const override { return false; }
  [[nodiscard]] std::optional<Error> trouble() const override { return std::nullopt; }
  std::size_t bytes = 0;
  int writes = 0;
  bool reads = true;
};

double cpu_milliseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

struct Bench {
  Bench() {
    PrinterOptions options;
    options.terminal.columns = 120;
    options.terminal.rows = 50;
    options.terminal.unicode = options.terminal.color = true;
    view = make_live_view(output, options);
  }
  void tell(const std::string& op, EventBody body) { view->on(Event{1, wall, op, std::move(body)}); }
  void draw() {
    now += 100ms;
    wall += 100ms;
    view->flush();
    view->tick(now, wall);
  }
  /// Least CPU time of a frame, in milliseconds, over some rounds in which `change` comes before each frame.
  template <typename Change>
  double frame(Change change) {
    double best = 1e9;
    for (int round = 0; round < kRounds; ++round) {
      const double before = cpu_milliseconds();
      for (int i = 0; i < kFrames; ++i) {
        change(round * kFrames + i);
        draw();
      }
      best = std::min(best, (cpu_milliseconds() - before) / kFrames);
    }
    return best;
  }
  Counting output;
  std::unique_ptr<LiveView> view;
  Instant now{1h};
  WallTime wall = kBegin;
};

void begin(Bench& bench, const std::string& op) {
  OperationSeen seen;
  seen.op_type = "catlets.create";
  seen.status = Status::running;
  bench.tell(op, seen);
}

Task task(int number, Status status) {
  Task made;
  made.id = fmt::format("task-{:05}", number);
  made.parent = number % 10 == 0 ? "" : fmt::format("task-{:05}", number / 10 * 10);
  made.name = fmt::format("disk-{}", number);
  made.display_name = fmt::format("copy volume {}", number);
  made.status = status;
  return made;
}

/// `nested`: each runs below the one before it. Else ten below each tenth, in every status.
double ten_thousand_tasks(bool nested) {
  constexpr int kTasks = 10'000;
  constexpr Status kStates[] = {Status::running, Status::pending, Status::completed, Status::failed};
  Bench bench;
  begin(bench, "op-1");
  for (int i = 0; i < kTasks; ++i) {
    Task made = task(i, nested ? Status::running : kStates[i % 4]);
    if (nested) made.parent = i == 0 ? "" : fmt::format("task-{:05}", i - 1);
    bench.tell("op-1", TaskNew{std::move(made)});
  }
  return bench.frame([&](int i) {
    TaskUpdate update;
    update.task = fmt::format("task-{:05}", i % kTasks);
    update.progress = i % 100;
    bench.tell("op-1", update);
  });
}

double five_hundred_operations() {
  constexpr int kOperations = 500;
  Bench bench;
  for (int i = 0; i < kOperations; ++i) begin(bench, fmt::format("op-{:03}", i));
  return bench.frame([&](int i) {
    for (int k = 0; k < 10; ++k) {
      bench.tell(fmt::format("op-{:03}", (i * 10 + k) % kOperations),
                 ProgressChanged{static_cast<double>(i % 100), {}});
    }
  });
}

/// Resident memory of this process, in KiB.
long resident() {
  std::ifstream file{"/proc/self/statm"};
  long all = 0, here = 0;
  file >> all >> here;
  return here * (sysconf(_SC_PAGESIZE) / 1024);
}

/// How much memory grows, in KiB, while 100,000 log lines go by. The first 10,000 fill what is kept.
long growth(bool reads) {
  constexpr int kFirst = 10'000;
  constexpr int kLines = 100'000;
  constexpr int kPerFrame = 100;
  Bench bench;
  begin(bench, "op-1");
  for (int i = 0; i < 10; ++i) bench.tell("op-1", TaskNew{task(i, Status::running)});
  bench.draw();
  bench.output.reads = reads;
  long before = 0;
  for (int i = 0; i < kFirst + kLines; ++i) {
    if (i == kFirst) before = resident();
    LogAdded log;
    log.entry.task = fmt::format("task-{:05}", i % 10);
    log.entry.message = fmt::format("copied part {} of {}: as long as a line of a log is, more or less", i, kLines);
    bench.tell("op-1", log);
    if (i % kPerFrame == 0) bench.draw();
  }
  return resident() - before;
}

}  // namespace
}  // namespace optrack

int main() {
  constexpr double kMostPerFrame = 10;  // ms
  constexpr double kMostShare = 5;      // percent of a core
  constexpr long kMostGrowth = 1'024;   // KiB
  const long flat = optrack::growth(true);
  const long stopped = optrack::growth(false);
  const double frame = optrack::ten_thousand_tasks(false);
  const double nested = optrack::ten_thousand_tasks(true);
  const double share = optrack::five_hundred_operations();  // ms per frame, ten frames a second: percent
  fmt::print("a frame with 10,000 tasks              {:6.2f} ms   (at most {})\n", frame, kMostPerFrame);
  fmt::print("the same, each below the one before    {:6.2f} ms   (at most {})\n", nested, kMostPerFrame);
  fmt::print("500 operations, 10 frames/s            {:6.2f} %    (of a core, at most {})\n", share, kMostShare);
  fmt::print("100,000 log lines, read                {:6} KiB  (more memory, at most {})\n", flat, kMostGrowth);
  fmt::print("100,000 log lines, terminal stopped    {:6} KiB  (more memory, at most {})\n", stopped, kMostGrowth);
  const bool quick = std::max(frame, nested) <= kMostPerFrame && share <= kMostShare;
  return quick && std::max(flat, stopped) <= kMostGrowth ? 0 : 1;
}
