// SPDX-License-Identifier: MIT
#include "cli/generate_command.hpp"

#include <filesystem>
#include <fstream>
#include <memory>

#include <fmt/format.h>

#include "cli/app.hpp"
#include "cli/completion_scripts.hpp"
#include "cli/man_pages.hpp"

namespace optrack::cli {

namespace {

struct GenerateOptions {
  std::string what, folder;
};

Result<void> write_files(const std::map<std::string, std::string>& files, const std::filesystem::path& folder) {
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  for (const auto& [name, content] : files) {
    std::ofstream file{folder / name, std::ios::binary | std::ios::trunc};
    file << content;
    if (!file.flush()) return fail(ErrorKind::local, fmt::format("cannot write {}", (folder / name).string()));
  }
  return {};
}

Result<int> run_generate(const GenerateOptions& options, App& /*app*/) {
  if (options.what != "man" && options.what != "completions") {
    return fail(ErrorKind::usage, fmt::format("'{}' is neither man nor completions", options.what));
  }
  auto written = write_files(options.what == "man" ? man_files() : completion_files(), options.folder);
  if (!written) return fail(std::move(written).error());
  return 0;
}

}  // namespace

std::map<std::string, std::string> man_files() {
  const CommandTree tree;
  std::map<std::string, std::string> files{{"optrack.1", main_man_page(tree)}};
  for (const CommandNode& node : tree.nodes) {
    if (node.path.size() == 1) files["optrack-" + node.path.front() + ".1"] = command_man_page(tree, node);
  }
  return files;
}

std::map<std::string, std::string> completion_files() {
  const CommandTree tree;
  return {{"optrack.bash", bash_completion(tree)},
          {"_optrack", zsh_completion(tree)},
          {"optrack.fish", fish_completion(tree)}};
}

CommandSpec generate_command() {
  const auto options = std::make_shared<GenerateOptions>();
  CommandSpec spec;
  spec.name = "__generate";
  spec.summary = "Write man pages or completions into a folder";
  spec.positionals = {positional("WHAT", "man or completions", options->what),
                      positional("DIR", "where to", options->folder)};
  spec.reads_settings = false;
  spec.hidden = true;
  spec.run = [options](App& app) { return run_generate(*options, app); };
  return spec;
}

}  // namespace optrack::cli
