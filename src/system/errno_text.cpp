// SPDX-License-Identifier: MIT
#include "system/errno_text.hpp"

#include <cctype>
#include <system_error>

namespace optrack {

std::string errno_text(int number) {
  std::string text = std::generic_category().message(number);
  // "I/O error" keeps its capital: only a word is made small.
  if (text.size() > 1 && std::islower(static_cast<unsigned char>(text[1])) != 0) {
    text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  }
  return text;
}

Error system_error(std::string_view step, int number) {
  return Error{ErrorKind::local, errno_text(number), std::nullopt}.during(step);
}

}  // namespace optrack
