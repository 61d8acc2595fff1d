// SPDX-License-Identifier: MIT
// Answers of an eryph server.
#include <cstddef>

#include "answers.hpp"
#include "protocol/protocols.hpp"

extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
  optrack::fuzz::play_answers(*optrack::find_protocol("eryph"), {data, size});
  return 0;
}
