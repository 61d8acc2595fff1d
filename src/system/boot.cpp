// SPDX-License-Identifier: MIT
#include "system/boot.hpp"

#include <fstream>

namespace optrack {

std::string boot_id() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  std::getline(file, id);
  return id;
}

}  // namespace optrack
