// SPDX-License-Identifier: MIT
#include <cstdio>

#include "optrack/time.hpp"
#include "optrack/wait.hpp"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  optrack::WaitOptions options;
  options.timeout = optrack::parse_duration(argv[1]).value_or(optrack::Milliseconds{0});
  const auto status = optrack::parse_status(argv[2]);
  std::printf("%lld ms, %s\n", static_cast<long long>(options.timeout->count()),
              status && optrack::is_final(*status) ? "final" : "active");
  return 0;
}
