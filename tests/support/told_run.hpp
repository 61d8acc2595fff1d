// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "support/choices.hpp"

namespace optrack::test {

/// Lets a server live through one run and tells the delta of it as `choices` decide: whole answers and parts,
/// repeated, old ones after new ones, entries in any order. At last the end is told whole, and then something old.
/// \return What the events contradict, and where the state differs from that of somebody who saw only the end;
///         empty: nothing.
std::string tell_run(Choices& choices);

/// Tells the delta answers of a server that keeps to nothing: statuses that go back, progress that is no number,
/// parts that come and go. Each answer is told twice: the second time it is no news.
/// \return What the events contradict; empty: nothing.
std::string tell_nonsense(Choices& choices);

}  // namespace optrack::test
