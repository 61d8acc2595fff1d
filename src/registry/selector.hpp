// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "optrack/error.hpp"
#include "optrack/operation.hpp"
#include "optrack/store.hpp"

namespace optrack {

/// How a person names operations on the command line, read but not yet looked up.
struct Selector {
  enum class Kind {
    word,       ///< Full id, name or unique prefix: `text`.
    remote,     ///< `provider:remote-id`: `key` is the provider, `text` the remote id.
    url,        ///< A poll address: `text`.
    last,       ///< `@last`, `@last:3`: the `count` newest.
    active,     ///< `@active`: all that have not ended.
    failed,     ///< `@failed`: all that ended failed.
    label,      ///< `label:k=v`: `key` and `text`.
    name_glob,  ///< `name:GLOB`: `text`, with `*?[]`, case-sensitive.
    children,   ///< `children:SEL`: direct children of what `of` selects.
  };
  Kind kind = Kind::word;
  std::string key;
  std::string text;
  std::size_t count = 1;
  std::shared_ptr<const Selector> of;
  std::string written;  ///< As the person wrote it, for messages.
};

/// Whether an empty match is thinkable, so that `--allow-empty` applies: all but a word, a
/// remote id and an address.
[[nodiscard]] bool may_select_nothing(const Selector& selector);

/// Reads a selector; looks nothing up. Error `usage` for one that cannot be understood. `-`
/// (read from stdin) is the caller's and an error here.
[[nodiscard]] Result<Selector> parse_selector(std::string_view text);

/// A remote operation the registry does not know: it can be tracked.
struct UnknownRemote {
  std::string provider;
  std::string remote_id;
  friend bool operator==(const UnknownRemote&, const UnknownRemote&) = default;
};

/// What a selector names: exactly one member is filled.
struct Selected {
  std::vector<Operation> operations;     ///< Newest first.
  std::optional<UnknownRemote> unknown;  ///< `provider:remote-id`, and the registry has none.
  std::string url;                       ///< A poll address, not looked up.
};

/// Looks a selector up. A word is tried as id, as name (one active wins; several active are
/// ambiguous; none active: the newest) and as prefix of at least 4 characters. Of several
/// records of one remote id the newest active one counts, else the newest.
/// Errors: `usage` listing the candidates when ambiguous, `not_found` saying what to do when
/// nothing matches, `local` from the store.
[[nodiscard]] Result<Selected> resolve(const Selector& selector, Store& store);

/// Both steps; errors name the selector as written.
[[nodiscard]] Result<Selected> resolve(std::string_view text, Store& store);

/// Fewest characters, at least `least`, that tell all `ids` apart; equal ids count once.
[[nodiscard]] std::size_t unique_prefix_length(std::vector<std::string> ids, std::size_t least = 4);

/// Fewest characters of `id`, at least `least`, that name it in the whole registry.
[[nodiscard]] Result<std::size_t> unique_prefix_length(Store& store, std::string_view id, std::size_t least = 4);

}  // namespace optrack
