// SPDX-License-Identifier: MIT
// Puts N running operations of provider "bench" into a registry, as `optrack track` would one by one.
//
//     fill_registry FILE N
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <fmt/format.h>

#include "model/local_id.hpp"
#include "optrack/store.hpp"
#include "registry/sqlite_store.hpp"
#include "system/system_clock.hpp"

namespace {

/// Spread like real ids, but the same in every run. Source: SplitMix64 (Steele, Lea, Flood 2014).
std::string id_of(std::uint64_t n) {
  std::uint64_t bits = (n + 1) * 0x9e3779b97f4a7c15U;
  bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9U;
  bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebU;
  bits ^= bits >> 31U;
  std::array<std::uint8_t, sizeof bits> bytes{};
  for (std::uint8_t& byte : bytes) {
    byte = static_cast<std::uint8_t>(bits & 0xffU);
    bits >>= 8U;
  }
  return optrack::make_local_id(bytes);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace optrack;
  if (argc != 3) {
    std::fprintf(stderr, "usage: fill_registry FILE N\n");
    return 1;
  }
  const SystemClock clock;
  const auto store = open_sqlite_store(argv[1], "default", clock);
  if (!store) {
    std::fprintf(stderr, "fill_registry: %s\n", store.error().message.c_str());
    return 1;
  }
  const std::size_t count = std::strtoull(argv[2], nullptr, 10);
  for (std::size_t n = 0; n < count; ++n) {
    Operation operation;
    operation.id = id_of(n);
    operation.provider = "bench";
    operation.protocol = "eryph";
    operation.remote.id = fmt::format("{:08x}-0000-4000-8000-{:012x}", n, n);
    operation.remote.url = "/v1/operations/" + operation.remote.id;
    operation.status = Status::running;
    operation.created = clock.wall();
    const auto added = (*store)->add(operation, {});
    if (added) continue;
    std::fprintf(stderr, "fill_registry: %s\n", added.error().message.c_str());
    return 1;
  }
}
