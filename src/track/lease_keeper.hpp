// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "optrack/wait.hpp"
#include "track/follower.hpp"
#include "track/journal.hpp"

namespace optrack {

/// Decides for a whole wait who of its followers asks the server and who follows the journal of another
/// process: claims leases, renews them (one row whatever their number), takes over those that ran out,
/// and sees within a quarter of a second what other processes write. Does nothing by itself: the loop calls
/// `act` when `due` has come. Without leases (nobody shares the store) everybody leads.
/// A registry that cannot be written never stops a wait: then it leads without a lease.
class LeaseKeeper {
 public:
  using Followers = std::vector<std::unique_ptr<Follower>>;

  LeaseKeeper(const World& world, const WaitOptions& options, Journal& journal, const Followers& followers)
      : clock_(world.clock),
        options_(options),
        journal_(journal),
        followers_(followers),
        leases_(world.store.leases()) {}
  LeaseKeeper(const LeaseKeeper&) = delete;
  LeaseKeeper& operator=(const LeaseKeeper&) = delete;

  /// Notes where the registry stands. Before the followers read it.
  void look_first();
  /// Claims for all followers that ask. After they are attached.
  void begin(const std::vector<std::string>& ops);

  /// Claims for one more follower, the last one of all.
  void join(const std::string& op);

  [[nodiscard]] std::optional<Instant> due() const;
  void act();

  /// Follower `index` found out that somebody else has its lease.
  void fenced(std::size_t index);
  /// Follower `index` leads, and those who follow it are to hear of its trouble, or that it is over.
  void news(std::size_t index);
  /// Follower `index` is over; others may want to go on.
  void release(std::size_t index);
  /// Gives everything back.
  void close();

 private:
  enum class Part {
    none,       ///< Asks nobody.
    leads,      ///< Under our lease.
    unguarded,  ///< Leads, because no lease could be had.
    follows,
  };
  struct Holder {
    Instant until{};    ///< Ends then unless renewed.
    bool look = false;  ///< Perhaps renewed, perhaps closed.
  };
  struct Place {
    std::string op;
    Part part = Part::none;
    SessionId holder = 0;  ///< Whom it follows.
  };

  void begin_with(const std::vector<std::size_t>& asking);
  void open();
  void watch();
  void take(const Move& move);
  void look_after_holders();
  void renew();
  void claim_free();
  void read_wishes(std::size_t index);
  bool claim(const std::vector<std::size_t>& claimed);
  void settle_claim(std::size_t index, const Lease& lease);
  void follow(std::size_t index, SessionId holder, Instant until);
  void lead_unguarded(const std::vector<std::size_t>& claimed);
  void send_wishes(const std::vector<std::size_t>& wishing);
  void tell_news();
  void lose(const Error& why);
  [[nodiscard]] std::vector<std::size_t> all_that(Part part) const;

  const Clock& clock_;
  const WaitOptions& options_;
  Journal& journal_;
  const Followers& followers_;
  Leases* leases_;  ///< nullptr: nobody shares the store, or it is lost.
  std::vector<Place> places_;
  std::unordered_map<std::string, std::size_t> index_of_;
  std::map<SessionId, Holder> holders_;  ///< Whom we follow.
  std::vector<std::size_t> wishing_;     ///< Follow, and their wish is not written yet.
  std::vector<std::size_t> news_;        ///< Lead, and what they have to tell is not written yet; may repeat.
  std::vector<std::size_t> free_;        ///< Nobody leads them: to be claimed.
  std::vector<std::size_t> served_;      ///< Led, with wishes of others.
  std::optional<Instant> free_since_;
  SessionId session_ = 0;
  std::uint64_t version_ = 0;
  std::uint64_t mark_ = 0;
  Instant until_{};  ///< When our session ends unless it is renewed.
  Instant renew_at_{};
  Instant retry_at_{};  ///< Of claims for those that lead without a lease.
  Instant next_{};      ///< Unset until somebody asks.
};

}  // namespace optrack
