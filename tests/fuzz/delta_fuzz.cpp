// SPDX-License-Identifier: MIT
// Sequences of observations: an odd first byte stands for a server that lives through one run and tells it in parts,
// twice and in any order, an even one for a server that keeps to nothing.
#include <cstddef>

#include "answers.hpp"
#include "support/told_run.hpp"

extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
  if (size == 0) return 0;
  optrack::test::ByteChoices choices{{data + 1, size - 1}};
  const bool honest = data[0] % 2 != 0;
  optrack::fuzz::expect_none(honest ? optrack::test::tell_run(choices) : optrack::test::tell_nonsense(choices));
  return 0;
}
