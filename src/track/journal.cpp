// SPDX-License-Identifier: MIT
#include "track/journal.hpp"

#include <algorithm>
#include <utility>

namespace optrack {
namespace {

constexpr std::size_t kChunk = 1000;
constexpr int kRounds = 5;
constexpr Milliseconds kPatience{1'000};
constexpr Milliseconds kSoon{50};
constexpr int kLastAttempts = 20;
constexpr Milliseconds kFirstRetry{500};
constexpr Milliseconds kLongestRetry{30'000};

PollStats sum(const PollStats& stored, const PollStats& fresh) {
  PollStats all = fresh;
  all.polls += stored.polls;
  all.errors += stored.errors;
  if (all.last_error.empty()) all.last_error = stored.last_error;
  if (!all.last_poll) all.last_poll = stored.last_poll;
  return all;
}

/// What makes an event the same fact when it is made a second time; empty: never the same.
struct Identity {
  std::string operator()(const OperationSeen& /*body*/) const { return "operation"; }
  std::string operator()(const StatusChanged& body) const {
    return "status " + std::string{to_string(body.to)} + ' ' + body.raw_status + ' ' + body.message;
  }
  std::string operator()(const TaskNew& body) const { return "task " + body.task.id; }
  std::string operator()(const TaskUpdate& body) const {
    return body.to ? "task " + std::string{to_string(*body.to)} + ' ' + body.task : std::string{};
  }
  std::string operator()(const LogAdded& body) const { return "log " + body.entry.id; }
  std::string operator()(const ResourceNew& body) const { return "resource " + body.resource.id; }
  std::string operator()(const ResultReady& /*body*/) const { return "result"; }
  template <typename Other>
  std::string operator()(const Other& /*body*/) const {
    return {};
  }
};

std::string identity(const EventBody& body) { return std::visit(Identity{}, body); }

Known known_from(const Operation& operation) {
  Known known;
  known.status = operation.status;
  known.raw_status = operation.raw_status;
  known.message = operation.message;
  known.type = operation.type;
  known.progress = operation.progress;
  known.started = operation.started;
  known.ended = operation.ended;
  known.outcome = operation.outcome;
  known.result_ready = is_final(operation.status) && operation.outcome.has_value();
  known.cancel_requested = operation.cancel.has_value();
  return known;
}

bool is_ours(const JournalPage::Staged& staged) { return staged.origin == JournalPage::Origin::us; }

}  // namespace

void Journal::open(JournalPage& page, const Operation& operation, bool show) {
  page.op = operation.id;
  page.last_shown = clock_.now();
  Result<Known> known = store_.known(page.op);
  if (!known) {
    page.known = known_from(operation);
    if (known.error().kind == ErrorKind::not_found) {
      take_missing(page);
    } else {
      note_trouble(known.error());
    }
    return;
  }
  page.known = std::move(*known);
  page.stored = page.known.last_seq;
  page.stored_polls = page.known.polls;
  if (show) show_journalled(page, 0, false);
}

/// \param remember  What is staged may hold the same log entries: keep their ids.
void Journal::show_journalled(JournalPage& page, std::uint64_t after, bool remember) {
  while (after < page.known.last_seq) {
    EventRange range;
    range.after = after;
    range.limit = kChunk;
    const Result<std::vector<Event>> events = store_.events(page.op, range);
    if (!events) note_trouble(events.error());
    if (!events || events->empty()) return;
    for (const Event& event : *events) {
      if (event.seq > page.known.last_seq) return;
      after = event.seq;
      if (const auto* added = std::get_if<LogAdded>(&event.body); added != nullptr && remember) {
        page.known.recent_logs.insert(added->entry.id);
      }
      const std::string what = page.shown.empty() ? std::string{} : identity(event.body);
      if (!what.empty() && page.shown.count(what) != 0) continue;
      send(page, event, true);
    }
  }
}

/// \param past  It happened before this wait: what it says of the time left is over.
void Journal::send(JournalPage& page, const Event& event, bool past) {
  const bool adorned = std::holds_alternative<OperationSeen>(event.body) ||
                       (!past && std::holds_alternative<ProgressChanged>(event.body));
  page.last_shown = clock_.now();
  if (!adorned || !page.adorn) return sink_.on(event);
  Event shown = event;
  page.adorn(shown.body);
  sink_.on(shown);
}

void Journal::put_in_line(JournalPage& page) {
  if (page.staged) return;
  page.staged = true;
  line_.push_back(&page);
}

void Journal::add_events(JournalPage& page, WallTime ts, std::vector<EventBody> bodies) {
  if (page.events.empty()) page.events.reserve(bodies.size());
  for (EventBody& body : bodies) {
    page.events_shown.push_back(!page.shown.empty() && page.shown.count(identity(body)) != 0);
    page.events.push_back({0, ts, page.op, std::move(body)});
  }
}

/// With the room they took: "= {}" would keep it.
void Journal::drop_events(JournalPage& page) {
  page.events = std::vector<Event>{};
  page.events_shown = std::vector<bool>{};
}

/// What was staged is done with. Its memory, too: the first answer of each of thousands needed more than any later one.
void Journal::give_back(JournalPage& page) {
  drop_events(page);
  page.steps = std::vector<JournalPage::Staged>{};
  page.shown.clear();
}

void Journal::stage(JournalPage& page, JournalPage::Step step, JournalPage::Origin origin) {
  const WallTime ts = clock_.wall();
  std::vector<EventBody> bodies = step(page.known);
  if (!page.remote && !page.cancel && bodies.empty()) return;
  add_events(page, ts, std::move(bodies));
  page.steps.push_back({ts, std::move(step), origin});
  put_in_line(page);
}

void Journal::count(JournalPage& page, const Error* error) {
  ++page.polls.polls;
  page.polls.last_poll = clock_.wall();
  if (error == nullptr) return;
  ++page.polls.errors;
  page.polls.last_error = error->message;
}

void Journal::show(JournalPage& page, EventBody body) { sink_.on(Event{0, clock_.wall(), page.op, std::move(body)}); }

/// The page's events go into the change and have to be put back: there may be very many.
Change Journal::take_change(JournalPage& page) const {
  page.known.polls = sum(page.stored_polls, page.polls);
  Change change;
  change.op = page.op;
  change.base_seq = page.stored;
  change.events = std::move(page.events);
  change.known = &page.known;
  if (page.remote) change.remote = *page.remote;
  if (page.cancel) change.cancel = *page.cancel;
  if (page.lasted) change.lasted = *page.lasted;
  change.durable = page.durable;
  const bool ours = !page.steps.empty() && std::all_of(page.steps.begin(), page.steps.end(), is_ours);
  if (!ours) change.fence = page.fence;
  return change;
}

void Journal::commit() {
  if (line_.empty()) return;
  if (failures_ == 0 || lost_ || clock_.now() >= retry_at_) return write();
  show_unstored();
}

void Journal::write() {
  for (int round = 0; round < kRounds && !line_.empty(); ++round) {
    std::vector<JournalPage*> storable;
    for (JournalPage* page : line_) {
      if (page->storable && !lost_) {
        storable.push_back(page);
      } else {
        take_missing(*page);
      }
    }
    line_ = std::move(storable);
    if (line_.empty()) return;
    std::vector<Change> changes;
    changes.reserve(line_.size());
    for (JournalPage* page : line_) changes.push_back(take_change(*page));
    const Result<std::vector<Committed>> answers = store_.commit(changes);
    for (std::size_t i = 0; i < line_.size(); ++i) line_[i]->events = std::move(changes[i].events);
    if (!answers || answers->size() != line_.size()) {
      note_trouble(answers ? Error{ErrorKind::local, "the registry gave no answer", {}} : answers.error());
      break;
    }
    note_recovery();
    take_answers(*answers);
  }
  if (!line_.empty() && failures_ == 0) {
    note_trouble({ErrorKind::local, "the registry is being written by others", {}});
  }
  show_unstored();
}

/// While there is hope that it is only another process's lock, events wait for their numbers.
void Journal::show_unstored() {
  if (!trouble_) return;
  for (JournalPage* page : line_) show_waiting(*page);
}

void Journal::take_answers(const std::vector<Committed>& answers) {
  const std::vector<JournalPage*> asked = std::exchange(line_, {});
  for (std::size_t i = 0; i < asked.size(); ++i) {
    JournalPage& page = *asked[i];
    page.staged = false;
    switch (answers[i].kind) {
      case Committed::Kind::stored:
        take_stored(page, answers[i].first_seq);
        break;
      case Committed::Kind::conflict:
        if (!reread(page)) put_in_line(page);
        break;
      case Committed::Kind::missing:
        page.storable = false;
        take_missing(page);
        break;
      case Committed::Kind::fenced:
        if (!take_fenced(page)) put_in_line(page);
        break;
    }
  }
}

void Journal::take_stored(JournalPage& page, std::uint64_t first_seq) {
  for (std::size_t i = 0; i < page.events.size(); ++i) {
    page.stored = page.events[i].seq = first_seq++;
    if (!page.events_shown[i]) send(page, page.events[i], false);
  }
  page.known.last_seq = page.stored;
  page.stored_polls = page.known.polls;
  page.polls = {};
  give_back(page);
  page.remote.reset();
  page.cancel.reset();
  page.lasted.reset();
  page.durable = false;
}

/// The registry has no such operation (any more): from here on its events are only shown.
void Journal::take_missing(JournalPage& page) {
  page.staged = false;
  if (!lost_ && (page.stored > 0 || page.storable)) {
    show(page, Notice{"not in the registry any more; going on without it"});
  }
  page.storable = false;
  page.stored = 0;
  show_waiting(page);
  give_back(page);
}

/// Another process asks the server now, and journals what it learns.
/// \return Whether nothing is left to write.
bool Journal::take_fenced(JournalPage& page) {
  page.fenced = true;
  page.polls = {};
  page.remote.reset();
  page.steps.erase(std::remove_if(page.steps.begin(), page.steps.end(),
                                  [](const JournalPage::Staged& staged) { return !is_ours(staged); }),
                   page.steps.end());
  return reread(page);
}

/// \return Whether nothing is left to write.
bool Journal::reread(JournalPage& page) {
  Result<Known> known = store_.known(page.op);
  if (!known) {
    if (known.error().kind != ErrorKind::not_found) {
      note_trouble(known.error());
      return false;
    }
    take_missing(page);
    return true;
  }
  const std::uint64_t after = page.stored;
  page.known = std::move(*known);
  page.stored = page.known.last_seq;
  page.stored_polls = page.known.polls;
  show_journalled(page, after, !page.steps.empty());
  if (page.known.result_ready) page.cancel.reset();
  run_again(page);
  return page.events.empty() && !page.remote && !page.cancel;
}

void Journal::run_again(JournalPage& page) {
  drop_events(page);
  std::vector<JournalPage::Staged> left;
  for (JournalPage::Staged& staged : page.steps) {
    std::vector<EventBody> bodies = staged.step(page.known);
    if (bodies.empty()) continue;
    add_events(page, staged.ts, std::move(bodies));
    left.push_back(std::move(staged));
  }
  page.steps = std::move(left);
}

void Journal::refresh(JournalPage& page) {
  if (page.storable && !lost_ && page.steps.empty()) (void)reread(page);
}

void Journal::lose(const Error& why) {
  if (lost_) return;
  lost_ = true;
  trouble_ = why;
  sink_.on(Event{0, clock_.wall(), {}, Notice{"going on without the registry: " + why.message}});
  write();
}

void Journal::show_waiting(JournalPage& page) {
  for (std::size_t i = 0; i < page.events.size(); ++i) {
    if (page.events_shown[i]) continue;
    send(page, page.events[i], false);
    page.events_shown[i] = true;
    if (std::string what = identity(page.events[i].body); !what.empty()) page.shown.insert(std::move(what));
  }
}

void Journal::note_trouble(const Error& error) {
  const Instant now = clock_.now();
  if (failures_++ == 0) failing_since_ = now;
  failure_ = error;
  if (!trouble_ && now - failing_since_ < kPatience) {
    retry_at_ = now + kSoon;
    return;
  }
  announce_trouble();
  retry_at_ = now + std::min(kFirstRetry * (1 << std::min(late_failures_++, 10)), kLongestRetry);
}

void Journal::announce_trouble() {
  if (!trouble_) {
    const std::string text = "the registry cannot be written (" + failure_.message + "); events are stored once it can";
    sink_.on(Event{0, clock_.wall(), {}, Notice{text}});
  }
  trouble_ = failure_;
}

void Journal::note_recovery() {
  failures_ = 0;
  late_failures_ = 0;
  if (!trouble_) return;
  trouble_.reset();
  sink_.on(Event{0, clock_.wall(), {}, Notice{"the registry can be written again"}});
}

std::optional<Instant> Journal::retry_at() const {
  if (failures_ == 0 || lost_ || line_.empty()) return std::nullopt;
  return retry_at_;
}

void Journal::finish(const std::vector<JournalPage*>& pages) {
  for (JournalPage* page : pages) {
    if (page->storable && page->polls.polls > 0) put_in_line(*page);
  }
  // Each attempt may itself wait for another process's lock; there is nothing else left to do.
  for (int attempt = 0; attempt < kLastAttempts && !line_.empty(); ++attempt) write();
  if (line_.empty()) return;
  announce_trouble();
  show_unstored();
}

}  // namespace optrack
