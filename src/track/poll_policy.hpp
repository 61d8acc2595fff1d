// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "optrack/time.hpp"
#include "track/forecast.hpp"
#include "track/poll_plan.hpp"

namespace optrack {

/// What a poll that was answered told, as far as it matters for the next one.
struct PollAnswer {
  Milliseconds elapsed{0};                ///< Since the operation's start, when the answer came.
  std::optional<double> progress;         ///< Fraction, 0 to 1; absent: the server tells none.
  bool news = false;                      ///< It brought an event.
  std::optional<Milliseconds> no_sooner;  ///< `Retry-After`: the next poll comes no earlier.
};

/// What is left to wait for.
struct TimeLeft {
  enum class From { history, progress };
  Milliseconds left{0};
  From from = From::history;
};

/// How long to wait between two polls of one operation. Pure arithmetic: told the time and the
/// answers, says how long to wait. Without a fixed interval it weighs what a poll costs against what
/// the delay costs until somebody learns of the end; while events are shown it also keeps them fresh.
/// Source: docs/polling.md.
class PollPolicy {
 public:
  struct Settings {
    std::optional<Milliseconds> interval;   ///< Fixed; absent: planned.
    Milliseconds shortest{500};             ///< Least planned wait.
    Milliseconds longest{300'000};          ///< Greatest planned wait.
    Milliseconds poll_cost{500};            ///< Delay that one poll is worth; at least 1 ms counts.
    std::optional<Milliseconds> fresh;      ///< How old shown events may get while there is news; absent: nobody reads.
    std::optional<Milliseconds> retention;  ///< How long the server keeps finished operations.
  };

  /// \param forecast  Of the operation's type, shared with others; null: no history.
  explicit PollPolicy(const Settings& settings, std::shared_ptr<Forecast> forecast = nullptr);

  /// The type became known only now.
  void learn(std::shared_ptr<Forecast> forecast) { forecast_ = std::move(forecast); }
  /// A usable answer came.
  void answered(const PollAnswer& answer);
  /// The server said that it is asked too often (429, 503): a poll is dearer from here on.
  void throttled();
  /// Somebody began or ceased to read along: takes effect with the next wait.
  void set_fresh(std::optional<Milliseconds> fresh);
  [[nodiscard]] std::optional<Milliseconds> fresh() const { return settings_.fresh; }

  /// The wait after a poll at `elapsed` since the operation's start (negative counts as zero).
  /// \param random  Uniform in [0, 1): spreads planned waits by up to 5 % either way.
  [[nodiscard]] Milliseconds next(Milliseconds elapsed, double random) const;

  /// Expected (median) time from `elapsed` to the end; absent when nothing sound can be said: neither
  /// history nor progress, or later than the history knows.
  [[nodiscard]] std::optional<TimeLeft> left(Milliseconds elapsed) const;

  /// The longest wait the server's memory allows: half of its retention; `nullopt`: any.
  [[nodiscard]] std::optional<Milliseconds> ceiling() const;

 private:
  /// The newest value of the server's progress.
  struct Seen {
    double fraction = 0;
    double at = 0;  ///< Elapsed seconds when it was first seen.
  };

  [[nodiscard]] bool has_history() const { return forecast_ && !forecast_->empty(); }
  [[nodiscard]] PlanTerms terms() const;
  [[nodiscard]] std::optional<ProgressReport> report() const;
  [[nodiscard]] double planned(double t) const;

  Settings settings_;
  std::shared_ptr<Forecast> forecast_;
  std::optional<Milliseconds> no_sooner_;
  std::optional<Seen> progress_;
  double bound_ = 0;  ///< Seconds; meaningful while `fresh` is set.
  int dearer_ = 1;    ///< Times `poll_cost`.
};

}  // namespace optrack
