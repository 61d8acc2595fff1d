// SPDX-License-Identifier: MIT
#include "cli/app.hpp"

#include <utility>

#include <fmt/format.h>

#include "print/workflow_commands.hpp"

namespace optrack::cli {

App::App(Borders borders, Globals globals, Settings settings, Configuration configuration, JsonWish json)
    : borders_(std::move(borders)),
      globals_(std::move(globals)),
      settings_(std::move(settings)),
      configuration_(std::move(configuration)),
      json_(std::move(json)) {}

App::~App() = default;

void App::say(std::string_view line) {
  if (!globals_.quiet) borders_.err.write(without_commands(line) + "\n");
}

void App::complain(std::string_view line) { borders_.err.write(fmt::format("optrack: {}\n", without_commands(line))); }

void App::warn(std::string_view line) { complain(fmt::format("warning: {}", line)); }

std::filesystem::path App::store_file() const {
  return globals_.no_registry ? ":memory:" : cli::store_file(configuration_, context());
}

Result<Store*> App::store() {
  if (!store_) {
    auto opened = borders_.open_store(store_file(), context());
    if (!opened) return fail(std::move(opened).error());
    store_ = *std::move(opened);
  }
  return store_.get();
}

Result<Store*> App::store_in_memory() {
  globals_.no_registry = true;
  store_.reset();
  return store();
}

Result<std::string> App::read_stdin() {
  if (std::exchange(stdin_read_, true)) return std::string{};
  return borders_.read_stdin();
}

}  // namespace optrack::cli
