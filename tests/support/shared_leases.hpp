// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "optrack/leases.hpp"

namespace optrack::test {

/// The leases of a store in memory, as if other processes used it: `look` first calls `elsewhere`, where a test does
/// what another process would, and tells that something was written when that says so.
class SharedLeases final : public Leases {
 public:
  explicit SharedLeases(Leases& inner) : inner_(inner) {}

  [[nodiscard]] Result<SessionId> open_session(const SessionTerms& terms) override;
  [[nodiscard]] Result<bool> renew_session(SessionId session) override;
  [[nodiscard]] Result<std::optional<Instant>> session_end(SessionId session) override;
  [[nodiscard]] Result<void> close_session(SessionId session) override;
  [[nodiscard]] Result<std::vector<Lease>> claim(SessionId session, std::span<const std::string> ops) override;
  [[nodiscard]] Result<void> release(SessionId session, std::span<const std::string> ops) override;
  [[nodiscard]] Result<void> tell(SessionId session, std::span<const LeaderNews> news) override;
  [[nodiscard]] Result<void> wish(SessionId session, std::span<const std::string> ops, const Wish& wish) override;
  [[nodiscard]] Result<Wish> wishes(SessionId session, std::string_view op) override;
  [[nodiscard]] Result<StoreSight> look() override;
  [[nodiscard]] Result<Moves> moves(std::uint64_t mark) override;

  std::function<bool()> elsewhere;  ///< Whether another process wrote; may be empty.
  bool broken = false;              ///< Every call that writes fails.
  std::optional<Error> lost;        ///< The store is no longer what it was.
  std::size_t renewals = 0, claims = 0;

 private:
  Leases& inner_;
  std::uint64_t version_ = 1;
};

}  // namespace optrack::test
