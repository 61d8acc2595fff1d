// SPDX-License-Identifier: MIT
#include "cli/doctor_command.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/command_tree.hpp"
#include "cli/exit_code.hpp"
#include "cli/json_output.hpp"
#include "model/json.hpp"
#include "model/text.hpp"
#include "net/curl_version.hpp"
#include "optrack/version.hpp"
#include "registry/sqlite_version.hpp"
#include "track/ask.hpp"

namespace optrack::cli {

namespace {

namespace fs = std::filesystem;
using Level = Finding::Level;

std::string mode_text(fs::perms mode) { return fmt::format("{:04o}", static_cast<unsigned>(mode & fs::perms::mask)); }

std::vector<Finding> version_findings() {
  return {{Level::good, "optrack", kVersion},
          {Level::good, "libcurl", curl_version_text()},
          {Level::good, "SQLite", sqlite_version_text()}};
}

Finding context_finding(const App& app) {
  return {Level::good, "context", fmt::format("{}, chosen by {}", app.context(), app.configuration().context.origin)};
}

/// Opens the registry only where there is one: looking must not create it.
Finding registry_finding(App& app) {
  const fs::path file = app.store_file();
  if (app.globals().no_registry) return {Level::note, "registry", "off (--no-registry)"};
  Finding finding = path_finding("registry", file);
  if (finding.level != Level::good || !fs::exists(file)) return finding;
  auto store = app.store();
  if (!store) return {Level::bad, "registry", store.error().message};
  auto operations = (*store)->query({});
  if (!operations) return {Level::bad, "registry", operations.error().message};
  finding.text += fmt::format(", {} operations", operations->size());
  return finding;
}

std::vector<Finding> place_findings(App& app) {
  const Configuration& configuration = app.configuration();
  if (configuration.folder.empty()) return {};
  return {path_finding("configuration", global_config_file(configuration)),
          path_finding("of the context", context_config_file(configuration, app.context())), registry_finding(app)};
}

Finding provider_finding(const ProviderConfig& config, const DoctorOptions& options, App& app) {
  const std::string what = "provider " + config.name;
  auto provider = app.provider(config.name);
  if (!provider) return {Level::bad, what, provider.error().message};
  const std::string where = fmt::format("{}, {}", config.protocol, config.url);
  if (options.offline) return {Level::note, what, where + ", not asked"};
  auto transport = app.transport();
  if (!transport) return {Level::bad, what, transport.error().message};
  PollContext context;
  context.provider = config.name;
  auto info = ask(app.clock(), **transport, app.signals(), provider->protocol->probe(context), options.limit);
  if (!info) return {Level::bad, what, where + ": " + info.error().message};
  return {Level::good, what, where + ": answers" + (info->text.empty() ? "" : ", " + harmless(info->text))};
}

std::vector<Finding> provider_findings(const DoctorOptions& options, App& app) {
  const auto& providers = app.configuration().current.providers;
  if (providers.empty()) return {{Level::note, "providers", "none; add one with: optrack provider add"}};
  std::vector<Finding> findings;
  for (const ProviderConfig& provider : providers) findings.push_back(provider_finding(provider, options, app));
  return findings;
}

std::string shown(const std::vector<Finding>& findings, bool ascii) {
  std::string text;
  for (const Finding& finding : findings) {
    const char* mark = finding.level == Level::bad    ? (ascii ? "x" : "✖")
                       : finding.level == Level::note ? "-"
                                                      : (ascii ? "v" : "✔");
    text += fmt::format("{} {:<24} {}\n", mark, finding.what, finding.text);
  }
  return text;
}

Json document(const std::vector<Finding>& findings) {
  Json rows = Json::array();
  for (const Finding& finding : findings) {
    rows.push_back({{"what", finding.what}, {"text", finding.text}, {"ok", finding.level != Level::bad}});
  }
  return rows;
}

std::string joined(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : ", ") + value;
  return text;
}

void append(std::vector<Finding>& findings, std::vector<Finding> more) {
  for (Finding& finding : more) findings.push_back(std::move(finding));
}

}  // namespace

Finding path_finding(const std::string& what, const fs::path& path) {
  std::error_code problem;
  const fs::file_status status = fs::status(path, problem);
  if (status.type() == fs::file_type::not_found) return {Level::good, what, path.string() + " (not there yet)"};
  if (problem) return {Level::bad, what, path.string() + ": " + problem.message()};
  const bool open = (status.permissions() & (fs::perms::group_all | fs::perms::others_all)) != fs::perms::none;
  std::string text = fmt::format("{} ({})", path.string(), mode_text(status.permissions()));
  if (open) text += ", others may read it: chmod go= " + path.string();
  return {open ? Level::note : Level::good, what, text};
}

std::vector<Finding> setting_findings(const Settings& settings) {
  const CommandTree tree;
  std::vector<Finding> findings;
  std::set<std::string> seen;
  const auto look = [&](const std::vector<OptionSpec>& options) {
    for (const OptionSpec& option : options) {
      if (!option.settable || !seen.insert(setting_key(option)).second) continue;
      const auto setting = settings.find(option);
      const std::string value = setting ? joined(setting->values) : option.default_value;
      findings.push_back(
          {setting ? Level::good : Level::note, setting_key(option),
           fmt::format("{:<12} {}", value.empty() ? "unset" : value, setting ? setting->origin : "default")});
    }
  };
  look(tree.global);
  for (const CommandNode& node : tree.nodes) look(node.spec.options);
  std::sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) { return a.what < b.what; });
  return findings;
}

Result<int> run_doctor(const DoctorOptions& options, App& app) {
  std::vector<Finding> findings = version_findings();
  if (app.configuration().trouble) {
    findings.push_back({Level::bad, "configuration", app.configuration().trouble->message});
  } else {
    findings.push_back(context_finding(app));
    append(findings, place_findings(app));
    append(findings, provider_findings(options, app));
  }
  const std::vector<Finding> settings = setting_findings(app.settings());
  if (wants_json(app)) {
    const Result<void> printed =
        print_json(app, Json{{"findings", document(findings)}, {"settings", document(settings)}});
    if (!printed) return fail(printed.error());
  } else {
    const bool ascii = !app.borders().out_terminal.unicode;
    std::vector<Finding> told = settings;
    if (!app.globals().verbose) std::erase_if(told, [](const Finding& one) { return one.level == Level::note; });
    const char* title = app.globals().verbose ? "\nSettings (not counting the command line):\n"
                                              : "\nSettings that are not defaults (all: optrack doctor -v):\n";
    app.print(shown(findings, ascii) + title + (told.empty() ? "none\n" : shown(told, ascii)));
  }
  const bool bad =
      std::any_of(findings.begin(), findings.end(), [](const Finding& finding) { return finding.level == Level::bad; });
  return number(bad ? ExitCode::local : ExitCode::ok);
}

CommandSpec doctor_command() {
  const auto options = std::make_shared<DoctorOptions>();
  CommandSpec spec;
  spec.name = "doctor";
  spec.summary = "Check configuration, registry and providers";
  spec.description =
      "Shows versions, paths with their state, the context and what chose it, whether the providers answer, and "
      "where every setting gets its value from. Works with broken configuration, too.";
  spec.options = {duration("--limit", "how long to wait for each provider", options->limit),
                  flag("--offline", "ask no provider", options->offline)};
  spec.exit_codes = "0 2 7";
  spec.data = Data::answer;
  spec.fields = {"findings", "settings"};
  spec.survives_broken_configuration = true;
  spec.run = [options](App& app) { return run_doctor(*options, app); };
  return spec;
}

}  // namespace optrack::cli
