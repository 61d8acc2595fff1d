// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/app.hpp"
#include "optrack/error.hpp"
#include "optrack/operation.hpp"
#include "optrack/wait.hpp"
#include "registry/selector.hpp"

namespace optrack::cli {

/// What several selectors name together, each operation once, in the order found.
struct Found {
  std::vector<Operation> operations;
  std::vector<UnknownRemote> unknown;  ///< `provider:remote-id` that the registry does not know.
  std::vector<std::string> urls;       ///< Poll addresses, not looked up.
};

/// Looks up all `selectors`; `-` reads further ones from stdin, one per line.
/// Errors: those of `resolve`; `not_found` when nothing matches, unless `allow_empty`.
Result<Found> find_operations(App& app, const std::vector<std::string>& selectors, bool allow_empty = false);

/// Exactly one operation of the registry; `usage` error when the selector names several,
/// `not_found` when it names none or one that is not tracked yet.
Result<Operation> find_one(App& app, const std::string& selector);

/// Records an operation that somebody else started, or returns the record that follows it
/// already. Asks the server nothing.
Result<Operation> track_remote(App& app, const Provider& provider, const Remote& remote, const std::string& name = {},
                               const std::map<std::string, std::string>& labels = {});

/// Everything that the selectors name, tracking what the registry does not know yet.
Result<std::vector<Operation>> find_or_track(App& app, const std::vector<std::string>& selectors, bool allow_empty);

/// The remote operation a person wrote as `provider:remote-id` or as an address: with `protocol` empty the
/// provider with the longest matching base, else that protocol without credentials.
struct RemoteChoice {
  Provider provider;
  Remote remote;
};
Result<RemoteChoice> choose_remote(App& app, const std::string& text, const std::string& protocol = {});

/// Removes records that only a selector made and whose server never knew them, so that a mistyped remote id does not
/// stay active for ever.
void forget_unknown(App& app, const std::vector<Verdict>& verdicts);

/// The operation together with who can ask about it. Error `usage` when its provider is no longer configured.
Result<Watched> watched(App& app, Operation operation);

/// Who is using this registry: "user@host".
std::string person();

/// What to call `operation` in a later command: its short name, or PROVIDER:REMOTE-ID with --no-registry.
std::string handle_of(App& app, const Operation& operation);

/// "optrack wait HANDLE...": the command that goes on, in the same context.
std::string wait_command_line(App& app, const std::vector<Operation>& operations);

/// Removes a record made for a remote id that its server never knew; others stay.
Result<void> forget_if_never_seen(App& app, const std::string& id);

/// A short name for `id` that is unique in this registry, as printers show it.
std::string tag_of(App& app, const std::string& id);

}  // namespace optrack::cli
