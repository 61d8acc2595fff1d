// SPDX-License-Identifier: MIT
#include "track/follower.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "track/delta.hpp"
#include "track/entrance.hpp"

namespace optrack {
namespace {

constexpr Milliseconds kExchangeLimit{60'000};
constexpr Milliseconds kShortestLimit{1'000};
constexpr Milliseconds kFreshEnough{1'000};
constexpr std::size_t kMostRunning = 20;
constexpr Milliseconds kYoung{10'000};  // Until then a server may know its own operation only in places.

bool is_one_shot(const WaitOptions& options) { return options.timeout == Milliseconds{0}; }

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : "; ") + text;
  return all;
}

PollPolicy::Settings policy_settings(const WaitOptions& options, const Traits& traits) {
  return {options.interval,  options.min_interval, options.max_interval,
          options.poll_cost, options.fresh,        traits.retention};
}

Outage::Limits outage_limits(const WaitOptions& options, const PollPolicy& policy) {
  return {options.max_outage, options.first_outage, options.not_found_grace, options.denied_grace, policy.ceiling()};
}

Traits traits_of(const Watched& watched) {
  if (watched.protocol == nullptr) return {};
  const Operation& operation = watched.operation;
  return watched.protocol->traits(operation.remote.type.empty() ? operation.type : operation.remote.type);
}

std::optional<double> fraction(const Known& known) {
  if (!known.progress) return std::nullopt;
  return *known.progress / 100;
}

bool is_throttled(const Error& error) {
  constexpr int kTooMany = 429;
  constexpr int kBusy = 503;
  const int status = error.http_status.value_or(0);
  return status == kTooMany || status == kBusy;
}

/// Whether `seen` was asked for under assumptions that another process has overtaken.
/// \param seq  Newest journalled event when it was first applied.
bool is_outdated(const Observation& seen, const Known& known, bool cancel_known, std::uint64_t seq) {
  if (is_final(known.status)) return false;
  const bool ends = seen.status && is_final(*seen.status);
  // It asked for cancellation: what looks like a failure may be its effect.
  if (seen.status == Status::failed && known.cancel_requested && !cancel_known) return true;
  // Its position in the log is ahead of ours; ours would be taken for the newest.
  return seen.logs_once && !ends && known.last_seq != seq;
}

}  // namespace

Follower::Follower(std::size_t index, Watched watched, const FollowerDesk& desk)
    : index_(index),
      desk_(desk),
      traits_(traits_of(watched)),
      operation_(std::move(watched.operation)),
      protocol_(watched.protocol),
      just_started_(watched.just_started),
      followed_(watched.followed),
      policy_(policy_settings(desk.options, traits_)),
      // Who gives the distance of polls gets polls.
      long_polling_(desk.options.interval ? LongPoll::none : traits_.long_poll, desk.holds),
      polling_(desk.world.transport, desk.world.clock),
      finding_(desk.world.transport, desk.world.clock),
      cancelling_(desk.world.transport, desk.world.clock) {}

double Follower::random() const { return desk_.options.random ? desk_.options.random() : 0.5; }

Milliseconds Follower::running_for() const { return age_ + std::chrono::floor<Milliseconds>(now() - attached_); }

PollContext Follower::context() const {
  return {operation_.provider, page_.known.cursor, page_.known.cancel_requested, false};
}

bool Follower::asking() const { return polling_.under_way() || finding_.under_way() || cancelling_.under_way(); }

void Follower::attach() {
  attached_ = now();
  page_.adorn = [this](EventBody& body) { adorn(body); };
  open_page();
  const Known& known = page_.known;
  outage_.emplace(outage_limits(desk_.options, policy_), known.polls.polls > known.polls.errors);
  learn_history();
  closing_ = is_one_shot(desk_.options);
  if (known.result_ready) return end(Verdict::Kind::ended);
  const Operation& op = operation_;
  const OperationSeen seen{op.name,
                           op.type,
                           op.provider,
                           op.remote.id,
                           op.status,
                           op.raw_status,
                           op.remote.url.substr(0, op.remote.url.find('?')),
                           op.parent,
                           op.labels};
  desk_.journal.stage(page_, [seen](const Known& state) {
    return state.last_seq > 0 ? std::vector<EventBody>{} : std::vector<EventBody>{seen};
  });
  if (desk_.options.heartbeat) beat_at_ = attached_ + *desk_.options.heartbeat;
  due_ = attached_;
  if (is_final(known.status)) {
    phase_ = Phase::draining;
    if (traits_.late_logs) due_ = attached_ + kDrainPause;  // who left may have left a moment after the end
  } else if (protocol_ == nullptr) {
    end(Verdict::Kind::local, Error{ErrorKind::local, "no protocol to ask about " + operation_.id, {}});
  } else if (operation_.remote.id.empty()) {
    phase_ = Phase::resolving;
  } else if (just_started_ && !closing_) {
    if (!long_polling_.take_place()) due_ = attached_ + policy_.next(running_for(), random());
  }
  desk_.stirred(index_);
}

std::optional<Instant> Follower::due() const {
  std::optional<Instant> first = asking() ? limit_ : due_;
  for (const std::optional<Instant>& other : {beat_at_, each_end_, leave_by_}) {
    if (other && (!first || *other < *first)) first = other;
  }
  return first;
}

void Follower::act() {
  if (phase_ == Phase::over || learn_of_fence() || check_limits()) return;
  if (beat_at_ && *beat_at_ <= now()) beat();
  if (asking()) {
    if (limit_ && *limit_ <= now()) limit_reached();
    return;
  }
  if (!due_ || *due_ > now()) return;
  due_.reset();
  switch (phase_) {
    case Phase::resolving:
      return resolve();
    case Phase::cancelling:
      return send_cancel();
    case Phase::waiting:
    case Phase::draining:
      return poll();
    case Phase::following:
      return lose_patience();
    case Phase::over:
      return;
  }
}

/// A server that takes the connection and stays silent must not outlast `--max-outage`.
Milliseconds Follower::poll_limit() const {
  if (is_one_shot(desk_.options)) return kExchangeLimit;
  return std::clamp(desk_.options.max_outage, kShortestLimit, kExchangeLimit);
}

void Follower::poll() {
  if (phase_ == Phase::draining && (protocol_ == nullptr || !traits_.late_logs)) {
    stage({}, true, true);
    return;
  }
  if (traits_.journal_only) return look_at_journal();
  PollContext asked = context();
  limit_ = now() + (begin_hold(asked) ? *asked.hold + kHoldGrace : poll_limit());
  Exchange<Observation> exchange = protocol_->poll(operation_.remote, asked);
  last_answer_.asked(exchange.ended() ? std::string_view{} : exchange.request().target, asked.cancel_requested);
  polling_.begin(
      std::move(exchange),
      [this, known = asked.cancel_requested](Result<Observation> seen, std::optional<Milliseconds> wish) {
        take_observation(std::move(seen), wish, known);
      },
      [this](const Response& answer, std::optional<Milliseconds> wish) { return recognise(answer, wish); });
}

/// Does what `take_observation` would do with an answer that is known to bring nothing new.
/// \return Whether it was one.
bool Follower::recognise(const Response& answer, std::optional<Milliseconds> wish) {
  if (!last_answer_.recognises(answer, page_.known.last_seq) || phase_ != Phase::waiting) return false;
  answer_came(wish);
  desk_.journal.count(page_, nullptr);
  last_good_ = now();
  answered();
  life_.running_at = running_for();
  plan_next(false, wish);
  return true;
}

/// \param plain  It had neither log entries nor warnings.
void Follower::remember_answer(bool plain, bool news) {
  if (plain && !news && !again_ && !is_final(page_.known.status)) {
    last_answer_.brought_nothing(page_.known.last_seq);
  } else {
    last_answer_.forget();
  }
}

/// \return Whether the server may hold the poll that is about to be sent: then `context` says how long.
bool Follower::begin_hold(PollContext& context) {
  if (phase_ != Phase::waiting || closing_) return false;
  context.hold = long_polling_.begin(hold_terms(), now());
  return context.hold.has_value();
}

/// What went wrong with a held poll is no trouble yet: the same question, asked plainly, will tell.
bool Follower::ask_plainly(const Error& error, bool silent) {
  if (!long_polling_.failed(error, silent)) return false;
  due_ = std::max(now(), not_before_);
  return true;
}

void Follower::take_observation(Result<Observation> seen, std::optional<Milliseconds> wish, bool cancel_known) {
  answer_came(wish);
  desk_.journal.count(page_, seen ? nullptr : &seen.error());
  if (!seen) return ask_plainly(seen.error(), false) ? void() : take_trouble(seen.error(), wish);
  last_good_ = now();
  answered();
  Observation clean = make_harmless(std::move(*seen));
  if (std::string warnings = joined(clean.warnings); warnings != warned_) {
    for (const std::string& warning : clean.warnings) desk_.journal.show(page_, Notice{warning});
    warned_ = std::move(warnings);
  }
  note_answer(clean);
  const std::size_t before = page_.events.size();
  const bool plain = clean.logs.empty() && clean.warnings.empty();
  stage(std::move(clean), cancel_known, phase_ == Phase::draining);
  learn_history();
  const bool news = page_.events.size() > before;
  remember_answer(plain, news);
  plan_next(news, wish);
}

void Follower::answer_came(std::optional<Milliseconds> wish) {
  limit_.reset();
  not_before_ = now() + wish.value_or(Milliseconds{0});
  desk_.stirred(index_);
}

void Follower::plan_next(bool news, std::optional<Milliseconds> wish) {
  policy_.answered({running_for(), fraction(page_.known), news, wish});
  pause_ = long_polling_.answered(news, now());
}

/// \param cancel_known  Whether the protocol was told of a cancellation when it read the answer.
/// \param finish        Nothing more will come: a final status is the end.
void Follower::stage(Observation seen, bool cancel_known, bool finish) {
  DeltaTerms terms;
  terms.now = desk_.world.clock.wall();
  terms.started = operation_.started ? operation_.started : std::optional{operation_.created};
  terms.withhold_result = traits_.late_logs && !finish;
  const auto kept = std::make_shared<const Observation>(std::move(seen));
  desk_.stirred(index_);
  desk_.journal.stage(page_, [this, kept, terms, cancel_known, seq = page_.known.last_seq](Known& known) {
    again_ = is_outdated(*kept, known, cancel_known, seq);
    std::vector<EventBody> bodies;
    if (!again_) bodies = apply(known, *kept, terms);
    note_events(bodies, known);
    return bodies;
  });
}

void Follower::take_trouble(const Error& error, std::optional<Milliseconds> wish) {
  if (phase_ == Phase::draining) return stage({}, true, true);
  if (is_throttled(error)) policy_.throttled();
  const bool seen = outage_->seen();
  const Outage::Decision decision = outage_->failed(error, now(), wish, random());
  // Named by the server when it was started, and gone before anybody asked again.
  const bool named = !page_.known.raw_status.empty();
  const bool forgotten = traits_.retention && running_for() >= std::max(*traits_.retention, kYoung);
  const bool waited = forgotten || (decision.give_up && !is_one_shot(desk_.options));
  if (decision.kind == Verdict::Kind::not_found && (seen ? decision.give_up : named && waited)) {
    return end_as(Status::lost, "the server no longer knows this operation: how it ended cannot be learned");
  }
  if (closing_) return is_one_shot(desk_.options) ? end(decision.kind, error) : end(Verdict::Kind::timeout);
  if (decision.give_up) return end(decision.kind, error);
  const PollTrouble trouble{decision.attempt, error, decision.delay, decision.outage};
  desk_.journal.show(page_, trouble);
  due_ = now() + decision.delay;
  // What is refused to us may be granted to others.
  tell(decision.kind == Verdict::Kind::unreachable ? std::optional{trouble} : std::nullopt);
}

void Follower::end_as(Status status, std::string message) {
  Observation last;
  last.status = status;
  last.message = std::move(message);
  due_.reset();
  stage(std::move(last), true, true);
}

void Follower::settle() {
  if (phase_ == Phase::over) return;
  (void)learn_of_fence();
  if (take_expectations() || asking()) return;
  const Known& known = page_.known;
  if (known.result_ready) return end(Verdict::Kind::ended);
  if (phase_ == Phase::following) return closing_ ? end(Verdict::Kind::timeout) : void();
  if (again_) {
    again_ = false;
    due_ = std::max(now(), not_before_);
    return;
  }
  if (is_final(known.status)) {
    if (phase_ == Phase::draining && due_) return;
    phase_ = Phase::draining;
    long_polling_.leave();
    due_ = std::max(now() + kDrainPause, not_before_);
    return;
  }
  if (phase_ != Phase::waiting || due_) return;
  if (closing_) return end(is_one_shot(desk_.options) ? Verdict::Kind::pending : Verdict::Kind::timeout);
  const std::optional<Milliseconds> pause = std::exchange(pause_, std::nullopt);
  due_ = std::max(now() + (pause ? *pause : granted(policy_.next(running_for(), random()))), not_before_);
}

void Follower::beat() {
  const Milliseconds every = std::max(*desk_.options.heartbeat, Milliseconds{1});
  const Instant loud = page_.last_shown + every;
  if (loud > now()) {
    beat_at_ = loud;
    return;
  }
  beat_at_ = now() + every;
  Heartbeat beat;
  beat.silent = std::chrono::floor<Milliseconds>(now() - page_.last_shown);
  for (const auto& [id, task] : page_.known.tasks) {
    if (task.status == Status::running && beat.running.size() < kMostRunning) beat.running.push_back(id);
  }
  if (forecast_) beat.typical = forecast_->typical();
  if (forecast_ && forecast_->is_late(running_for())) beat.late_by = running_for() - *forecast_->p95();
  if (!asking() && due_ && phase_ != Phase::following)
    beat.next_poll = std::chrono::ceil<Milliseconds>(std::max(*due_, now()) - now());
  desk_.journal.show(page_, std::move(beat));
}

void Follower::limit_reached() {
  const Phase phase = phase_;
  const Error error{ErrorKind::timeout,
                    "no answer within " + format_duration(phase == Phase::cancelling ? kExchangeLimit : poll_limit()),
                    {}};
  const bool plain_tells = ask_plainly(error, true);
  stop_asking();
  if (phase == Phase::cancelling) return take_cancel_reply(fail(error));
  desk_.stirred(index_);
  desk_.journal.count(page_, &error);
  if (plain_tells) return;
  take_trouble(error, std::nullopt);
}

void Follower::stop_asking() {
  polling_.stop();
  finding_.stop();
  cancelling_.stop();
  long_polling_.stopped();
  limit_.reset();
}

void Follower::last_look() {
  if (phase_ == Phase::over) return;
  closing_ = true;
  if (long_polling_.is_held()) stop_asking();  // its answer would come too late
  if (asking() || phase_ == Phase::draining || phase_ == Phase::cancelling) return;
  const bool fresh = last_good_ && now() - *last_good_ < kFreshEnough;
  if (fresh || phase_ == Phase::following || phase_ == Phase::resolving || now() < not_before_)
    return end(Verdict::Kind::timeout);
  due_.reset();
  poll();
}

void Follower::leave(Verdict::Kind kind) {
  if (phase_ != Phase::over) end(page_.known.result_ready ? Verdict::Kind::ended : kind);
}

void Follower::end(Verdict::Kind kind, std::optional<Error> error) {
  stop_asking();
  long_polling_.leave();
  phase_ = Phase::over;
  due_.reset();
  beat_at_.reset();
  each_end_.reset();
  leave_by_.reset();
  decide_end(kind, error);
  verdict_ = std::make_unique<const Verdict>(Verdict{kind, as_known(), std::move(error)});
  desk_.stirred(index_);
}

}  // namespace optrack
