// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "cli/app.hpp"
#include "cli/printing.hpp"
#include "cli/wait_options.hpp"
#include "optrack/error.hpp"
#include "optrack/wait.hpp"

namespace optrack::cli {

/// Waits as `args` say, shows it as the global options say, ends the streams with `stream_end`, and
/// returns the exit code. Errors only for options that make no sense and for what cannot be opened.
/// \param outputs  Opened before whatever is waited for was started.
Result<int> wait_and_show(App& app, std::vector<Watched> watched, const WaitArgs& args, const OpenedOutputs& outputs);
/// The same, with the outputs that the global options choose, opened now.
Result<int> wait_and_show(App& app, std::vector<Watched> watched, const WaitArgs& args);

}  // namespace optrack::cli
