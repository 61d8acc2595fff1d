// SPDX-License-Identifier: MIT
#include "support/shared_leases.hpp"

namespace optrack::test {
namespace {

tl::unexpected<Error> locked() { return fail(ErrorKind::local, "the registry is locked"); }

}  // namespace

Result<SessionId> SharedLeases::open_session(const SessionTerms& terms) {
  if (broken) return locked();
  return inner_.open_session(terms);
}

Result<bool> SharedLeases::renew_session(SessionId session) {
  ++renewals;
  if (broken) return locked();
  return inner_.renew_session(session);
}

Result<std::optional<Instant>> SharedLeases::session_end(SessionId session) { return inner_.session_end(session); }

Result<void> SharedLeases::close_session(SessionId session) {
  if (broken) return locked();
  return inner_.close_session(session);
}

Result<std::vector<Lease>> SharedLeases::claim(SessionId session, std::span<const std::string> ops) {
  ++claims;
  if (broken) return locked();
  return inner_.claim(session, ops);
}

Result<void> SharedLeases::release(SessionId session, std::span<const std::string> ops) {
  if (broken) return locked();
  return inner_.release(session, ops);
}

Result<void> SharedLeases::tell(SessionId session, std::span<const LeaderNews> news) {
  if (broken) return locked();
  return inner_.tell(session, news);
}

Result<void> SharedLeases::wish(SessionId session, std::span<const std::string> ops, const Wish& wish) {
  if (broken) return locked();
  return inner_.wish(session, ops, wish);
}

Result<Wish> SharedLeases::wishes(SessionId session, std::string_view op) { return inner_.wishes(session, op); }

Result<StoreSight> SharedLeases::look() {
  if (elsewhere && elsewhere()) ++version_;
  return StoreSight{version_, lost};
}

Result<Moves> SharedLeases::moves(std::uint64_t mark) { return inner_.moves(mark); }

}  // namespace optrack::test
