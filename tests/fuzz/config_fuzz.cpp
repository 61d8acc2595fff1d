// SPDX-License-Identifier: MIT
// Configuration files.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "answers.hpp"
#include "cli/configuration.hpp"

extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
  using namespace optrack;
  const std::string_view text{data, size};
  const auto keys = [] { return std::vector<std::string>{"wait.timeout", "wait.output", "no-color"}; };
  const auto global = cli::parse_global_config(text, "config.json", keys);
  const auto context = cli::parse_context_config(text, "default.json", keys);
  for (const auto* error : {global ? nullptr : &global.error(), context ? nullptr : &context.error()}) {
    if (error != nullptr && error->message.find(".json") == std::string::npos) {
      fuzz::expect_none("an error that does not name the file: " + error->message);
    }
  }
  return 0;
}
