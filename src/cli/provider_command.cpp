// SPDX-License-Identifier: MIT
#include "cli/provider_command.hpp"

#include <memory>
#include <utility>

#include "protocol/protocols.hpp"

namespace optrack::cli {

namespace {

using ProviderValues = std::shared_ptr<ProviderOptions>;

std::vector<std::string> protocol_names() {
  std::vector<std::string> names;
  for (const Protocol* protocol : protocols()) names.emplace_back(protocol->name());
  return names;
}

PositionalSpec provider_name(const ProviderValues& options) {
  return completing(Completion::provider, positional("NAME", "name of the provider", options->name));
}

CommandSpec add_command(const ProviderValues& options) {
  ProviderOptions& to = *options;
  CommandSpec spec = named_command("add", "Remember a provider", "0 2 7",
                                   [options](App& app) { return run_provider_add(*options, app); });
  spec.description =
      "Writes the provider into the configuration of the context. Secrets stay where they are: only the file, "
      "variable or command they come from is remembered.";
  spec.examples = {{"optrack provider add lab --protocol eryph --url https://lab/compute --token-file ~/.lab-token",
                    "A server with a bearer token in a file"},
                   {"optrack provider add lxd --protocol lxd --url unix:/var/lib/lxd/unix.socket --default",
                    "A daemon behind a unix socket"}};
  add(spec.options, in_group("What it is", {choice("--protocol", "how it speaks", protocol_names(), to.protocol),
                                            text("--url", "URL", "base address, or unix:/path/socket", to.url),
                                            flag("--default", "use it when none is named", to.make_default)}));
  add(spec.options,
      in_group("Credentials",
               {completing(Completion::file, text("--token-file", "FILE", "bearer token in a file", to.token_file)),
                text("--token-env", "VARIABLE", "bearer token in a variable", to.token_env),
                text("--token-command", "COMMAND", "bearer token printed by a command", to.token_command),
                text("--user", "NAME", "user name, with --password-file", to.user),
                completing(Completion::file, text("--password-file", "FILE", "password in a file", to.password_file)),
                flag("--no-auth", "no credentials", to.no_auth)}));
  add(spec.options,
      in_group("Further", {list("--set", "KEY=VALUE", "client_certificate=FILE, client_key=FILE", to.set)}));
  spec.positionals = {positional("NAME", "how you want to call it", to.name)};
  return spec;
}

CommandSpec test_command(const ProviderValues& options) {
  CommandSpec spec = named_command("test", "Ask a provider whether it answers", "0 2 4 6 7",
                                   [options](App& app) { return run_provider_test(*options, app); });
  spec.data = Data::answer;
  spec.fields = {"name", "protocol", "version", "message"};
  spec.options = {duration("--limit", "how long to wait for the answer", options->limit)};
  spec.positionals = {provider_name(options)};
  return spec;
}

}  // namespace

CommandSpec provider_command() {
  const ProviderValues options = std::make_shared<ProviderOptions>();
  CommandSpec spec;
  spec.name = "provider";
  spec.summary = "List, add and test the remotes of this context";
  spec.description = "A provider is a remote system: how it speaks, where it is, and where its credentials come from.";
  CommandSpec show = named_command("show", "Show one provider", "0 2 7",
                                   [options](App& app) { return run_provider_show(*options, app); });
  CommandSpec rm =
      named_command("rm", "Forget a provider", "0 2 7", [options](App& app) { return run_provider_rm(*options, app); });
  CommandSpec list = named_command("list", "List providers; * marks the default one", "0 2 7", run_provider_list);
  list.data = Data::answer;
  list.fields = {"name", "default", "protocol", "url"};
  show.positionals = {provider_name(options)};
  rm.positionals = {provider_name(options)};
  spec.subcommands = {std::move(list), add_command(options), std::move(show), test_command(options), std::move(rm)};
  return spec;
}

}  // namespace optrack::cli
