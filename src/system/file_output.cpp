// SPDX-License-Identifier: MIT
#include "system/file_output.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "system/errno_text.hpp"
#include "system/private_file.hpp"

namespace optrack {
namespace {

class WholeFile final : public Output {
 public:
  explicit WholeFile(std::filesystem::path file) : file_(std::move(file)) {}

  void write(std::string_view bytes) override {
    if (trouble_) return;
    if (Result<void> written = write_private_file(file_, bytes); !written) trouble_ = std::move(written).error();
  }
  [[nodiscard]] bool gone() const override { return false; }
  [[nodiscard]] std::optional<Error> trouble() const override { return trouble_; }

 private:
  std::filesystem::path file_;
  std::optional<Error> trouble_;
};

Result<std::unique_ptr<FileOutput>> open_with(const std::filesystem::path& file, int how) {
  UniqueFd descriptor{::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | how, 0600)};
  if (descriptor.get() < 0) return fail(system_error("open " + file.string(), errno));
  return std::make_unique<FileOutput>(std::move(descriptor), file.string());
}

}  // namespace

Result<std::unique_ptr<FileOutput>> open_output(const std::filesystem::path& file) { return open_with(file, O_TRUNC); }

Result<std::unique_ptr<FileOutput>> append_output(const std::filesystem::path& file) {
  return open_with(file, O_APPEND);
}

Result<std::unique_ptr<Output>> open_whole_output(const std::filesystem::path& file) {
  std::error_code ignored;
  const auto kind = std::filesystem::status(file, ignored).type();
  if (kind != std::filesystem::file_type::regular && kind != std::filesystem::file_type::not_found) {
    Result<std::unique_ptr<FileOutput>> opened = open_output(file);
    if (!opened) return fail(std::move(opened).error());
    return std::unique_ptr<Output>{std::move(*opened)};
  }
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
  if (access(folder.c_str(), W_OK | X_OK) != 0) return fail(system_error("write " + file.string(), errno));
  return std::make_unique<WholeFile>(file);
}

}  // namespace optrack
