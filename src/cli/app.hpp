// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/configuration.hpp"
#include "cli/json_wish.hpp"
#include "cli/settings.hpp"
#include "net/endpoint.hpp"
#include "optrack/children.hpp"
#include "optrack/clock.hpp"
#include "optrack/output.hpp"
#include "optrack/protocol.hpp"
#include "optrack/signals.hpp"
#include "optrack/store.hpp"
#include "optrack/terminal.hpp"
#include "optrack/transport.hpp"

namespace optrack::cli {

/// Options every command understands.
struct Globals {
  std::optional<std::string> context;
  std::vector<std::string> outputs;  ///< -o, as written: "ndjson", "json=file".
  std::optional<std::string> json;   ///< --json FIELDS, comma-separated; "all": every field.
  std::optional<std::string> jq;     ///< --jq PROGRAM
  std::string color = "auto";        ///< auto, always, never
  std::string progress = "auto";     ///< auto, tty, plain, none
  bool quiet = false;
  bool verbose = false;
  std::optional<std::string> config;     ///< Folder of configuration.
  std::optional<std::string> state_dir;  ///< Folder of registries.
  bool no_registry = false;
  bool insecure = false;
  std::optional<std::string> cacert;
  bool utc = false;
  bool ascii = false;
};

class App;
struct EmulateOptions;

/// The outside, as a command sees it. Filled from the system by the program, with doubles by tests.
struct Borders {
  Clock& clock;
  Signals& signals;
  Output& out;  ///< stdout: data.
  Output& err;  ///< stderr: conversation.
  Terminal out_terminal;
  Terminal err_terminal;
  Environment environment;
  std::filesystem::path folder;  ///< Working directory.
  /// All of stdin; asked for at most once.
  std::function<Result<std::string>()> read_stdin;
  std::function<Result<std::unique_ptr<Store>>(const std::filesystem::path& file, const std::string& context)>
      open_store;
  std::function<std::unique_ptr<Transport>(std::vector<Endpoint> endpoints)> make_transport;
  /// Replaces this process by a program that stands beside it, with the same arguments. Returns why it cannot.
  std::function<Error(const std::string& program)> become = {};
  /// Programs beside a wait.
  std::function<std::unique_ptr<Children>()> make_children = {};
  /// Serves the emulated API; only the program that can has it.
  std::function<Result<int>(const EmulateOptions& options, App& app)> emulate = {};
  /// What stderr is now, after its window changed; empty: it never does.
  std::function<Terminal()> err_terminal_now = {};
  /// stderr as a terminal whose reader cannot stop us, for a view that lives; empty: `err` has to do.
  std::function<std::unique_ptr<Output>()> open_live_err = {};
  /// Lines that programs beside the wait have printed since the last call, while a live view has the terminal; with
  /// `all` also one without an end. Empty: they print to the terminal themselves.
  std::function<std::vector<std::string>(bool all)> overheard = {};
  /// Runs the program of --jq.
  JqCompiler compile_jq = {};
};

/// A configured remote, ready to be talked to: its name and how it speaks.
struct Provider {
  std::string name;
  const Protocol* protocol = nullptr;      ///< Never nullptr; lives as long as the program.
  const ProviderConfig* config = nullptr;  ///< Never nullptr; lives as long as the `App`.
};

/// What a command may use. Everything expensive is made on first use. Used on one thread.
class App {
 public:
  App(Borders borders, Globals globals, Settings settings, Configuration configuration, JsonWish json = {});
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  Borders& borders() { return borders_; }
  Clock& clock() { return borders_.clock; }
  Signals& signals() { return borders_.signals; }
  const Environment& environment() const { return borders_.environment; }
  const Terminal& out_terminal() const { return borders_.out_terminal; }
  const Terminal& err_terminal() const { return borders_.err_terminal; }
  const Globals& globals() const { return globals_; }
  const JsonWish& json() const { return json_; }
  const Settings& settings() const { return settings_; }
  const Configuration& configuration() const { return configuration_; }
  const std::string& context() const { return configuration_.context.name; }

  /// Writes data to stdout, as it is.
  void print(std::string_view bytes) { borders_.out.write(bytes); }
  /// Writes one line of conversation to stderr ("optrack: " is not added); silent with -q.
  void say(std::string_view line);
  /// The same, with "optrack: " in front; also with -q.
  void complain(std::string_view line);
  /// The same, with "optrack: warning: " in front; also with -q.
  void warn(std::string_view line);

  /// The registry of this context, opened (and created) on first use; in memory with --no-registry.
  Result<Store*> store();
  /// From here on a registry in memory, because the real one cannot be opened.
  Result<Store*> store_in_memory();

  /// Transport that knows the endpoints of all configured providers. Error `local` when one of them is
  /// configured wrongly.
  Result<Transport*> transport();

  /// Configured provider `name`; `usage` error with the nearest names otherwise.
  Result<Provider> provider(std::string_view name);
  /// The provider to use when none was named: the default one, else the only one.
  Result<Provider> default_provider();
  /// A provider that is not configured: the server of a pasted `address`, spoken to in `protocol` and
  /// without credentials. Its name is its base address. Ask before the first `transport()`.
  Result<Provider> guest_provider(const std::string& protocol, const std::string& address);
  /// All configured providers whose protocol exists, by name.
  std::vector<Provider> providers();

  /// All of stdin; the second call gives an empty text.
  Result<std::string> read_stdin();

  /// Registry file of this context: <state>/<context>.db
  std::filesystem::path store_file() const;

 private:
  Borders borders_;
  Globals globals_;
  Settings settings_;
  Configuration configuration_;
  JsonWish json_;
  std::deque<ProviderConfig> guests_;  ///< Not configured; addresses stay valid.
  std::unique_ptr<Store> store_;
  std::unique_ptr<Transport> transport_;
  bool stdin_read_ = false;
};

}  // namespace optrack::cli
