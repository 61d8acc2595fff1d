// SPDX-License-Identifier: MIT
#include "emulate/emulator.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "emulate/eryph_api.hpp"
#include "emulate/seeded.hpp"
#include "system/private_file.hpp"
#include "system/random.hpp"

namespace optrack::emulate {
namespace {

Result<std::uint64_t> random_number() {
  std::array<std::uint8_t, 8> bytes{};
  if (auto filled = fill_random(bytes); !filled) return fail(std::move(filled.error()));
  std::uint64_t number = 0;
  std::memcpy(&number, bytes.data(), sizeof number);
  return number;
}

Result<void> check(const EmulatorOptions& options) {
  if (!std::isfinite(options.speed) || options.speed < 0.001 || options.speed > 100'000) {
    return fail(ErrorKind::usage, "the speed must be from 0.001 to 100000");
  }
  const bool expires = std::any_of(options.faults.begin(), options.faults.end(),
                                   [](const auto& fault) { return fault.kind == FaultKind::token_expiry; });
  if (expires && options.token.empty() && options.token_file.empty()) {
    return fail(ErrorKind::usage, "fault token-expiry needs a token; give a token file");
  }
  return {};
}

/// Makes up a token where one is needed and hands it over.
Result<void> prepare_token(EmulatorOptions& options) {
  if (options.token_file.empty()) return {};
  if (options.token.empty()) {
    const auto number = random_number();
    if (!number) return fail(number.error());
    options.token = "emulated-" + guid(*number, "token");
  }
  return write_private_file(options.token_file, options.token + "\n");
}

EryphApiOptions api_options(EmulatorOptions options, std::uint64_t seed) {
  if (!options.now) options.now = [] { return std::chrono::steady_clock::now(); };
  if (!options.wall) {
    options.wall = [] {
      return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
    };
  }
  auto now = [steady = std::move(options.now), wall = std::move(options.wall)] { return Moment{steady(), wall()}; };
  return {std::move(options.scenario),
          std::move(options.faults),
          options.speed,
          std::move(options.token),
          std::move(options.token_file),
          seed,
          {options.retention, options.most_operations},
          options.api_minor,
          std::move(now)};
}

}  // namespace

Result<ListenAddress> parse_listen(std::string_view text) {
  ListenAddress address;
  if (text.substr(0, 5) == "unix:") {
    address.unix_path = text.substr(5);
    if (address.unix_path.empty()) return fail(ErrorKind::usage, "unix: needs a path behind it");
    return address;
  }
  auto port = text;
  for (const std::string_view host : {"127.0.0.1:", "localhost:"}) {
    if (text.substr(0, host.size()) == host) port.remove_prefix(host.size());
  }
  const auto* end = port.data() + port.size();
  const auto [read, trouble] = std::from_chars(port.data(), end, address.port);
  if (trouble != std::errc{} || read != end || address.port < 0 || address.port > 65535) {
    return fail(ErrorKind::usage, fmt::format("cannot listen on \"{}\"; give PORT, 127.0.0.1:PORT or unix:PATH", text));
  }
  return address;
}

Result<EmulatorOptions> read_options(const EmulatorTexts& texts) {
  EmulatorOptions options;
  auto listen = parse_listen(texts.listen);
  if (!listen) return fail(std::move(listen.error()));
  options.listen = *std::move(listen);
  if (!texts.scenario.empty()) {
    auto scenario = load_scenario(texts.scenario);
    if (!scenario) return fail(std::move(scenario.error()));
    options.scenario = *std::move(scenario);
  }
  for (const auto& text : texts.faults) {
    auto fault = parse_fault(text);
    if (!fault) return fail(std::move(fault.error()));
    options.faults.push_back(*std::move(fault));
  }
  return options;
}

Result<std::unique_ptr<Emulator>> Emulator::start(EmulatorOptions options) {
  if (auto fine = check(options); !fine) return fail(std::move(fine.error()));
  if (auto done = prepare_token(options); !done) return fail(std::move(done.error()));
  const auto seed = options.seed ? Result<std::uint64_t>{*options.seed} : random_number();
  if (!seed) return fail(seed.error());
  auto listen = options.listen;
  auto api = std::make_unique<EryphApi>(api_options(std::move(options), *seed));
  auto server = HttpServer::start(listen, [&api = *api](const Call& call) { return api.handle(call); });
  if (!server) return fail(std::move(server.error()));
  return std::unique_ptr<Emulator>(new Emulator(std::move(listen), std::move(api), *std::move(server)));
}

Emulator::Emulator(ListenAddress listen, std::unique_ptr<EryphApi> api, std::unique_ptr<HttpServer> server)
    : listen_(std::move(listen)), api_(std::move(api)), server_(std::move(server)) {}

Emulator::~Emulator() { stop(); }

void Emulator::stop() { server_->stop(); }

int Emulator::port() const { return server_->port(); }

std::string Emulator::base_url() const {
  return listen_.unix_path.empty() ? fmt::format("http://127.0.0.1:{}/compute", port()) : "http://localhost/compute";
}

std::string Emulator::unix_path() const { return listen_.unix_path; }

std::string Emulator::token() const { return api_->token(); }

std::vector<SeenRequest> Emulator::requests() const { return api_->requests(); }

std::uint64_t Emulator::count(RequestKind kind) const { return api_->count(kind); }

void Emulator::reset_requests() { api_->reset_requests(); }

std::size_t Emulator::operations() const { return api_->operations(); }

}  // namespace optrack::emulate
