// SPDX-License-Identifier: MIT
#pragma once

#include "optrack/observation.hpp"

namespace optrack {

/// What may come in from a server: every observation passes here once, before anything else
/// looks at it. Afterwards all text is harmless (model/text.hpp) and of bounded length, every
/// id is at most 512 bytes, percentages are numbers from 0 to 100, and there are at most
/// 100,000 tasks and as many resources. A log entry keeps the text as received in `raw` where
/// that differed. What has to be left out (no id, an id too long, too many) is named in
/// `warnings`. The cursor and result documents pass unchanged.
Observation make_harmless(Observation seen);

/// The same for what addresses an operation: at most 512 bytes of id, 64 KiB of address. An id that
/// has to be changed is no longer the server's: it will not be found there, but does no harm here.
Remote make_harmless(Remote remote);

/// The same for an error, whose sentence may quote the server.
Error make_harmless(Error error);

}  // namespace optrack
