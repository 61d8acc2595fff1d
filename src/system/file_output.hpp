// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>

#include "optrack/error.hpp"
#include "system/output.hpp"
#include "system/unique_fd.hpp"

namespace optrack {

/// A file to write to; closed when it goes.
class FileOutput final : public Output {
 public:
  FileOutput(UniqueFd descriptor, std::string name)
      : descriptor_(std::move(descriptor)), output_(descriptor_.get(), std::move(name)) {}

  void write(std::string_view bytes) override { output_.write(bytes); }
  void may_wait(bool may) override { output_.may_wait(may); }
  bool drain() override { return output_.drain(); }
  [[nodiscard]] bool gone() const override { return output_.gone(); }
  [[nodiscard]] bool reader_left() const override { return output_.reader_left(); }
  [[nodiscard]] std::optional<Error> trouble() const override { return output_.trouble(); }

 private:
  UniqueFd descriptor_;
  FdOutput output_;
};

/// Creates `file`, mode 0600, or empties it when it exists. Error `local` naming the file.
[[nodiscard]] Result<std::unique_ptr<FileOutput>> open_output(const std::filesystem::path& file);

/// The same, but what the file holds stays, and what is written comes behind it.
[[nodiscard]] Result<std::unique_ptr<FileOutput>> append_output(const std::filesystem::path& file);

/// An output whose every write puts its bytes in place of `file` as a whole, in one step and with mode 0600: who reads
/// meanwhile sees the old content or the new. Where `file` is no ordinary file (/dev/stdout) it is written to as it is.
/// Error `local` naming the file when it could not be written now.
[[nodiscard]] Result<std::unique_ptr<Output>> open_whole_output(const std::filesystem::path& file);

}  // namespace optrack
