// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "optrack/condition.hpp"
#include "optrack/time.hpp"

namespace optrack {

/// What a jq program may use.
struct JqLimits {
  std::chrono::seconds processor{1};  ///< Of processor time, for compiling it and for each document; at least 1.
  std::uint32_t mebibytes = 512;      ///< Of memory, whatever the document.
  Milliseconds patience{10'000};      ///< How long the next output is waited for at most, whatever it does.
};

/// One output of a jq program.
struct JqOutput {
  bool is_string = false;
  std::string_view text;  ///< The string as it is, any bytes of UTF-8; else JSON on one line. Valid during the call.
};

/// A jq program in a process of its own, `optrack-jq`: with an empty environment, no files but its socket, and
/// `JqLimits`. One that goes beyond them is ended and does nothing any more. The process lives as long as this object.
/// Used on one thread, which is blocked until the last output.
class JqProgram {
 public:
  virtual ~JqProgram() = default;

  /// Takes one output; false: no more are wanted, the program is ended.
  using Take = std::function<bool(const JqOutput&)>;

  /// Runs it on `document` (JSON) and gives its outputs to `take`, in order.
  /// \return What the program says went wrong with this document (`.a.b` of a text, `error("…")`) after these outputs;
  ///         it can be used on. Errors: `timeout` or `local` when it was ended, now or before.
  virtual Result<std::optional<std::string>> run(std::string_view document, const Take& take) = 0;
};

/// Starts `optrack-jq` and compiles `text` there. Errors: `usage` for a program that jq does not take, with jq's own
/// words; `local` when `optrack-jq` cannot be run.
/// \param helper  Empty: looked for beside this program and in `../libexec/optrack` of it, never in PATH.
Result<std::unique_ptr<JqProgram>> compile_jq(std::string_view text, const JqLimits& limits,
                                              const std::filesystem::path& helper = {});

/// Makes filters for conditions of `compile_jq`; the parameters are those of it.
FilterMaker jq_filters(JqLimits limits = {}, std::filesystem::path helper = {});

}  // namespace optrack
