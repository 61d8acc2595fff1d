// SPDX-License-Identifier: MIT
#include "cli/side_programs.hpp"

#include <utility>

#include "cli/turns.hpp"
#include "model/text.hpp"

namespace optrack::cli {
namespace {

constexpr std::chrono::seconds kTimeToFinish{10};
constexpr std::chrono::seconds kTimeToStop{3};  // Asked at once, killed after 2 s.

/// Lets a fan-out that owns its sinks reach one that somebody else owns.
class Mover final : public EventSink {
 public:
  explicit Mover(Companions& all) : all_(all) {}
  void on(const Event& event) override { all_.on(event); }
  [[nodiscard]] std::optional<Instant> due() const override { return all_.due(); }
  void tick(Instant now, WallTime wall) override { all_.tick(now, wall); }

 private:
  Companions& all_;
};

}  // namespace

SidePrograms::SidePrograms(App& app, Tell tell)
    : app_(app), tell_(std::move(tell)), children_(app.borders().make_children()) {}

Result<Output*> SidePrograms::exec(const std::string& command, bool to_stdout) {
  const Result<Children::Id> id = children_->start({{"/bin/sh", "-c", command}, {}, to_stdout});
  if (!id) return fail(id.error());
  execs_.emplace_back(FedChild{*children_, *id}, "exec=" + command, tell_);
  all_.add(execs_.back());
  return &execs_.back();
}

std::unique_ptr<EventSink> SidePrograms::hooks(const HookArgs& args, HookScene scene) {
  HookLimits limits;
  limits.time = args.time_limit;
  queue_ = std::make_unique<HookQueue>(*children_, limits, tell_);
  all_.add(*queue_);
  return std::make_unique<Hooks>(*queue_, app_.clock(), args, std::move(scene));
}

std::unique_ptr<EventSink> SidePrograms::mover() { return std::make_unique<Mover>(all_); }

void SidePrograms::end() {
  all_.finish();
  wait_until(app_.clock().now() + kTimeToFinish);
  if (all_.busy()) {
    all_.stop(app_.clock().now());
    wait_until(app_.clock().now() + kTimeToStop);
  }
  show_overheard(true);
  if (queue_) queue_->sum_up();
}

/// What they print once there is no live view any more that shows it.
void SidePrograms::show_overheard(bool all) {
  if (!app_.borders().overheard) return;
  for (const std::string& line : app_.borders().overheard(all)) app_.borders().err.write(harmless(line) + "\n");
}

void SidePrograms::wait_until(Instant limit) {
  const auto busy = [this] {
    show_overheard(false);
    return all_.busy();
  };
  tick_while(app_, all_, busy, limit);
}

}  // namespace optrack::cli
