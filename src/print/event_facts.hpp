// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace optrack {

/// What a hook is told in variables: `OPTRACK_EVENT_<FIELD>` for every field of the event that is a text, a number or
/// a truth value, under its name in the event schema: OPTRACK_EVENT_TYPE, OPTRACK_EVENT_OP, OPTRACK_EVENT_MESSAGE.
/// Values are harmless, no command for a CI system where a hook prints them, and at most 4 KiB long, cut between
/// characters.
/// \param line  The event as NDJSON; of several lines the first one counts.
std::map<std::string, std::string> event_facts(std::string_view line);

}  // namespace optrack
