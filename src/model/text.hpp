// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace optrack {

/// Text of a server, made fit for terminals, log files and CI: valid UTF-8 on one line, without
/// anything that a terminal would act on. Already harmless text comes back unchanged.
/// - Whole control sequences (CSI, OSC, DCS, …; 7-bit or C1) are left out, as a terminal shows none
///   of their text. A beginning without an end shows as `␛` (C1: U+FFFD), and what follows as plain text.
/// - Line breaks (\n, \r\n, VT, FF, NEL, U+2028, U+2029) and tabs become one blank each; \r and \n at
///   the end of the text are left out.
/// - Other control characters become their pictures (`␍`, `␈`, `␀`), C1 ones U+FFFD.
/// - Bidirectional embeddings, overrides and isolates become U+FFFD; the bare marks LRM, RLM, ALM
///   are left out.
/// - Every byte that is no UTF-8 (also overlong forms and surrogates) becomes U+FFFD.
std::string harmless(std::string_view text);

/// Whether `harmless` would surely leave `text` as it is: plain ASCII, as most is.
bool is_plainly_harmless(std::string_view text);

/// Whether all of `text` is UTF-8 (RFC 3629: no overlong forms, no surrogates).
bool is_utf8(std::string_view text);

/// Terminal cells that `text` takes, counted code point by code point: an upper bound where a
/// terminal draws joined emoji as one. Bytes that are no UTF-8 count one each.
std::size_t display_width(std::string_view text);

/// `text` itself when it takes at most `columns` cells, else its beginning and `…` (`..` without
/// `unicode`), together at most `columns` cells; never cut inside a character and its accents or
/// a joined emoji. `columns` of 0 or less: not cut. `text` must be harmless.
std::string fit(std::string_view text, int columns, bool unicode);

/// Whether all of `text` matches `pattern`: `*` any characters, `?` one, `[a-z]` and `[!a-z]` one
/// of (not of) a set; a `[` that is never closed is itself. Case-sensitive; by code points.
bool glob_match(std::string_view pattern, std::string_view text);

/// RFC 4648, section 4, with padding.
std::string base64(std::string_view bytes);

/// The reverse of `base64`; `nullopt` for anything it does not write.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace optrack
