// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/json.hpp"
#include "optrack/observation.hpp"
#include "optrack/transport.hpp"

namespace optrack::lxd {

/// Reads the envelope every answer of the server comes in and gives it back whole. Two status codes exist:
/// the envelope's is about the answer, the one in `metadata` about the operation. Errors: those of
/// `json_answer`; the mapped error code of an envelope of type `error`; `protocol` when it is no
/// envelope. `what` names the step.
[[nodiscard]] Result<Json> read_envelope(const Result<Response>& answer, std::string_view what);

/// Whether the answer says that an operation was made.
bool is_async(const Json& envelope);

/// What the envelope holds; a null value when it holds nothing. Points into `envelope`.
const Json& metadata_of(const Json& envelope);

/// The id in a path or address of an operation (`/1.0/operations/<id>`, also with `/wait` and a query);
/// `nullopt` when it is none.
std::optional<std::string> operation_id(std::string_view address);

/// An operation object as an observation, without logs and cursor.
/// \param cancel_requested  A failure with "context canceled" is then a cancellation.
/// Error `protocol` when it has no id or no status.
[[nodiscard]] Result<Observation> read_operation(const Json& operation, bool cancel_requested);

}  // namespace optrack::lxd
