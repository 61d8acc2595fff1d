// SPDX-License-Identifier: MIT
#include "cli/config_write.hpp"

#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/config_document.hpp"
#include "system/paths.hpp"
#include "system/private_file.hpp"

namespace optrack::cli {

Result<std::string> changed_config(std::string_view text, const std::string& name,
                                   const std::function<Result<void>(Json& root)>& change) {
  auto document = ConfigDocument::parse(text, name);
  if (!document) return fail(std::move(document).error());
  Json root = document->root();
  if (auto changed = change(root); !changed) return fail(std::move(changed).error());
  const std::string result = root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  if (!has_comments(text)) return result;
  return fail(ErrorKind::local,
              fmt::format("{} has comments that rewriting would lose; change it by hand to hold:\n{}", name, result));
}

Result<void> change_config_file(const std::filesystem::path& file,
                                const std::function<Result<void>(Json& root)>& change) {
  auto text = read_small_file(file);
  if (!text && text.error().kind != ErrorKind::not_found) return fail(std::move(text).error());
  auto result = changed_config(text.value_or(""), file.string(), change);
  if (!result) return fail(std::move(result).error());
  if (auto made = make_private_directory(file.parent_path()); !made) return made;
  return write_private_file(file, *result);
}

}  // namespace optrack::cli
