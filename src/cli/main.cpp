// SPDX-License-Identifier: MIT
#include "cli/program.hpp"

int main(int count, char** arguments) { return optrack::cli::main_program(count, arguments); }
