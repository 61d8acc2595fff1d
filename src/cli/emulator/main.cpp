// SPDX-License-Identifier: MIT
// The program behind `optrack emulate`: the same commands, with a server. A program of its own, so that
// the HTTP server library does not slow the start of every other command.
#include "cli/emulator/serve.hpp"
#include "cli/program.hpp"

int main(int count, char** arguments) {
  return optrack::cli::main_program(count, arguments, optrack::cli::serve_emulator);
}
