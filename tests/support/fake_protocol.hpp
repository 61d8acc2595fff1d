// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "optrack/protocol.hpp"
#include "optrack/store.hpp"
#include "optrack/wait.hpp"
#include "support/doubles.hpp"

namespace optrack::test {

/// A protocol for tests of what stands above protocols. An answer's body is a word, and the test
/// says which observation the word stands for. `GET /ops/ID` polls, `POST /ops/ID/cancel` cancels
/// (202 accepted, 409 refused, 410 already final), `GET /keys/KEY` looks a start up (404: never
/// came). A start's answer names the remote id in the header `X-Id`.
class FakeProtocol final : public Protocol {
 public:
  /// The body `word` stands for `seen`.
  void says(const std::string& word, Observation seen) { words_[word] = std::move(seen); }

  [[nodiscard]] std::string_view name() const override { return "fake"; }
  [[nodiscard]] Traits traits(std::string_view /*type*/) const override { return with; }
  [[nodiscard]] std::span<const OperationType> types() const override { return {}; }
  [[nodiscard]] Exchange<Started> start(const StartCall& call) const override;
  [[nodiscard]] Exchange<Observation> poll(const Remote& remote, const PollContext& context) const override;
  [[nodiscard]] Exchange<CancelReply> cancel(const Remote& remote, const PollContext& context) const override;
  [[nodiscard]] Exchange<std::optional<Started>> find_by_key(const std::string& key,
                                                             const PollContext& context) const override;
  [[nodiscard]] Exchange<std::vector<RemoteOperation>> list(const PollContext& context,
                                                            std::size_t limit) const override;
  [[nodiscard]] Exchange<ServerInfo> probe(const PollContext& context) const override;
  [[nodiscard]] std::optional<Remote> remote_from(std::string_view id) const override;

  Traits with;
  std::function<void()> before_poll;          ///< Called first in every `poll`; may be empty.
  mutable std::vector<std::string> has_read;  ///< Bodies of answers that were read, in order.

 private:
  [[nodiscard]] Result<Observation> read(const Response& response) const;

  std::map<std::string, Observation> words_;
};

/// A store that can be told to fail; passes everything else on.
class TroubledStore final : public Store {
 public:
  explicit TroubledStore(Store& inner) : inner_(inner) {}

  [[nodiscard]] const std::string& context() const override { return inner_.context(); }
  [[nodiscard]] Result<std::vector<Event>> add(const Operation& operation, std::vector<Event> events) override;
  [[nodiscard]] Result<std::optional<Operation>> find(std::string_view id) override;
  [[nodiscard]] Result<std::vector<Operation>> query(const Query& query) override;
  [[nodiscard]] Result<Known> known(std::string_view id) override;
  [[nodiscard]] Result<std::vector<Committed>> commit(std::span<const Change> changes) override;
  [[nodiscard]] Result<std::vector<Event>> events(std::string_view id, const EventRange& range) override;
  [[nodiscard]] Result<std::vector<double>> durations(std::string_view provider, std::string_view type) override;
  [[nodiscard]] Result<bool> remove(std::string_view id) override;

  [[nodiscard]] Leases* leases() override { return sharing; }

  Leases* sharing = nullptr;            ///< Not owned; nullptr: nobody else uses the store.
  bool broken = false;                  ///< Every call fails.
  std::function<void()> before_commit;  ///< Called first in every `commit`; may be empty.
  std::function<void()> after_commit;   ///< Called after what `commit` wrote; may be empty.
  std::function<void()> before_find;    ///< Called first in every `find`; may be empty.
  std::size_t commits = 0;              ///< How often `commit` was called.

 private:
  Store& inner_;
};

/// A status and nothing else, as an observation.
Observation saw(Status status);

/// Everything a wait needs, with virtual time: a store in memory, a scripted server.
struct Scene {
  Scene();

  /// Adds an active operation with the remote id of its name.
  Operation add(const std::string& id);
  /// Waits for `ids`, which must be in the store.
  WaitReport wait(const std::vector<std::string>& ids, bool just_started = false);
  /// The server's next answer to a poll of `id` is the observation called `word`.
  void answer(const std::string& id, const std::string& word, std::vector<Header> headers = {});
  /// The next poll of `id` gets this HTTP status.
  void refuse(const std::string& id, int status, std::vector<Header> headers = {});
  /// When each request was sent, since the beginning of the scene.
  [[nodiscard]] std::vector<Milliseconds> request_times() const;
  /// Type words of the journal of `id`, one blank between; "GAP" where the numbers have one.
  [[nodiscard]] std::string journal(const std::string& id);

  VirtualClock clock;
  Instant begun = clock.now();
  ScriptedSignals signals{clock};
  ScriptedTransport transport{clock, &signals};
  std::unique_ptr<Store> memory;
  std::unique_ptr<TroubledStore> store;
  RecordingSink sink;
  FakeProtocol protocol;
  WaitOptions options;
};

}  // namespace optrack::test
