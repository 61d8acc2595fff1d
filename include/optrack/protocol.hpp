// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "optrack/exchange.hpp"
#include "optrack/json_text.hpp"
#include "optrack/observation.hpp"
#include "optrack/operation.hpp"

namespace optrack {

/// Whether a server holds the answer to a poll back until there is something to tell (`PollContext::hold`).
enum class LongPoll {
  none,          ///< It answers at once.
  until_end,     ///< It answers early only when the operation has ended.
  until_change,  ///< It answers early when anything has changed.
};

/// What a protocol promises about every operation it follows.
struct Traits {
  bool late_logs = false;  ///< Log entries may appear after the end: one more poll drains them.
  std::optional<Milliseconds>
      retention;  ///< How long finished operations are kept; polls come at most half of it apart.
  LongPoll long_poll = LongPoll::none;
  bool key_is_id = false;   ///< The idempotency key becomes the remote id: a lost start can be looked up.
  bool can_cancel = false;  ///< Cancelling exists (each operation may still refuse).
  /// There is no server to ask: the process that runs the operation writes its journal, and a wait follows that.
  bool journal_only = false;
};

/// How one parameter of an operation type is declared (D-7).
struct Parameter {
  /// What a value must look like; `json` is any JSON value.
  enum class Type { string, integer, number, boolean, json };
  enum class Place {
    path,    ///< Replaces `{name}` in the type's path, percent-encoded.
    query,   ///< Query parameter `key`.
    body,    ///< At the JSON pointer `key` of the body (default `/name`).
    header,  ///< Header `key`.
    raw,     ///< The whole body: content of the local file named by the value.
  };

  std::string name;  ///< `config.*` declares every parameter that begins with `config.`: the rest is the member's name.
  Type type = Type::string;
  Place place = Place::body;
  std::string key = {};  ///< See `Place`; empty: derived from `name`.
  bool required = false;
  std::string default_value = {};  ///< As a person would write it; empty: none.
  std::vector<std::string> choices = {};
  std::string description = {};
  bool secret = false;               ///< Masked wherever it is shown or stored.
  std::string fingerprint_key = {};  ///< Takes the place of `key` when the value is 12 to 64 hexadecimal digits.
  JsonText implies = {};             ///< Object merged into the body when the parameter is given.
};

/// One thing that can be started: `catlets.create` (D-1).
struct OperationType {
  std::string name;     ///< `domain.verb`.
  std::string summary;  ///< One line for people.
  std::string method;   ///< HTTP method of the start.
  std::string path;     ///< Below the provider's base; `{parameter}` in braces.
  std::vector<Parameter> parameters = {};
  JsonText base_body = {};  ///< Body that parameters are put into; empty: no body unless a parameter goes there.
  std::string key_pointer =
      {};  ///< JSON pointer in the body that takes the idempotency key (a GUID); empty: the API has none.
  std::string name_parameter = {};  ///< Parameter that names the thing, used as default operation name.
};

/// A start, ready to be sent: made from an operation type and checked parameters.
struct StartCall {
  std::string type;
  std::string provider;
  std::string method;
  std::string target;
  std::vector<Header> headers;
  std::string body;
  std::string key;  ///< Idempotency key in the body; empty: none.
  /// What must be masked when the call is shown or stored: `body/pointer`, `query:name`, `header:name`, `raw`.
  std::vector<std::string> secrets = {};
};

/// The server's answer to a start.
struct Started {
  Remote remote;            ///< `remote.id` is empty when the work ended at once without an operation.
  Observation observation;  ///< First sight; final when the work ended at once.
};

/// The server's answer to a cancel.
struct CancelReply {
  enum class Kind {
    accepted,       ///< Asked; the status tells later how it ended.
    refused,        ///< This operation cannot be cancelled, or not now.
    already_final,  ///< It had ended before.
    unsupported,    ///< The server has no such thing.
  };
  Kind kind = Kind::accepted;
  std::string message;  ///< The server's words; may be empty.
};

/// One row of what the server itself lists.
struct RemoteOperation {
  Remote remote;
  Observation observation;
};

/// What a server says about itself when asked whether it is there.
struct ServerInfo {
  std::string version;  ///< "1.2", "5.0.2"; empty when it does not say.
  std::string text;     ///< One line for people.
};

/// What a poll needs to know beside the remote reference.
struct PollContext {
  std::string provider;           ///< Put into every request.
  JsonText cursor;                ///< Of the last observation; empty at first.
  bool cancel_requested = false;  ///< We asked for cancellation: "context canceled" is then not a failure.
  bool quiet = false;             ///< Nobody reads logs: a protocol may leave them out.
  /// How long the server may hold the answer, whole seconds; absent: it is to answer at once. Only with
  /// `Traits::long_poll`.
  std::optional<Milliseconds> hold = {};
};

/// How one family of APIs expresses an operation. Pure: builds requests and reads responses;
/// knows no sockets, no clock, no files, never blocks, sleeps or retries. Stateless and
/// immutable, so one object serves all operations and threads.
///
/// Errors of exchanges: `denied` (401, 403), `not_found` (404, 410), `conflict` (400, 409, 422),
/// `unreachable` (408, 429, 5xx), `protocol` (cannot be understood: says what came), and
/// whatever the transport reported.
class Protocol {
 public:
  virtual ~Protocol() = default;

  /// "eryph", "lxd", …: the word in configuration and in the registry.
  [[nodiscard]] virtual std::string_view name() const = 0;

  /// Traits of operations of this type (`instances.exec`); the type may be empty.
  [[nodiscard]] virtual Traits traits(std::string_view operation_type) const = 0;

  /// The built-in catalogue, sorted by name. Lives as long as the protocol.
  [[nodiscard]] virtual std::span<const OperationType> types() const = 0;

  /// Starts an operation. An answer that shows that nothing was started is an error.
  [[nodiscard]] virtual Exchange<Started> start(const StartCall& call) const = 0;
  /// Asks how an operation is doing. Trouble with logs is a warning of the observation, not an error. What an answer
  /// without log entries says is in its status and body: one that equals the last answer to the same question may be
  /// left unread.
  [[nodiscard]] virtual Exchange<Observation> poll(const Remote& remote, const PollContext& context) const = 0;
  /// Asks the server to cancel. A refusal is an answer, not an error.
  [[nodiscard]] virtual Exchange<CancelReply> cancel(const Remote& remote, const PollContext& context) const = 0;

  /// Looks for a start whose answer was lost; `nullopt` when the server never got it. Error
  /// `usage` when `traits().key_is_id` is false.
  [[nodiscard]] virtual Exchange<std::optional<Started>> find_by_key(const std::string& key,
                                                                     const PollContext& context) const = 0;

  /// What the server lists, at most `limit` rows, newest first where it tells.
  [[nodiscard]] virtual Exchange<std::vector<RemoteOperation>> list(const PollContext& context,
                                                                    std::size_t limit) const = 0;

  /// Asks whether the server is there, speaks this protocol, and accepts the credentials.
  [[nodiscard]] virtual Exchange<ServerInfo> probe(const PollContext& context) const = 0;

  /// The remote reference in an address a person pasted (or in the part after the provider's
  /// base); `nullopt` when the address is not one of an operation.
  [[nodiscard]] virtual std::optional<Remote> remote_from(std::string_view id_or_path) const = 0;
};

}  // namespace optrack
