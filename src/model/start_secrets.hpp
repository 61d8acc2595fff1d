// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "optrack/protocol.hpp"

namespace optrack {

/// `text`, with every value that `call.secrets` names replaced by `***`: a server may repeat a refused
/// parameter in its answer. Values of one or two characters stay: masking them would only garble the text.
std::string without_secrets(std::string text, const StartCall& call);

}  // namespace optrack
