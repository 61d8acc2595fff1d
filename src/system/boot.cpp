// SPDX-License-Identifier: MIT
#include "system/boot.hpp"

#include <filesystem>
#include <fstream>
#include <system_error>

#include "system/owner.hpp"

namespace optrack {

std::string boot_id() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  std::getline(file, id);
  return id;
}

Owner lease_owner() {
  Owner owner = this_process();
  std::error_code unreadable;
  const auto space = std::filesystem::read_symlink("/proc/self/ns/pid", unreadable);
  if (!unreadable) owner.host += " " + space.string();
  return owner;
}

bool lease_owner_lives(const Owner& owner) {
  static const std::string kHost = lease_owner().host;
  return owner.host != kHost || process_alive(owner.pid);
}

}  // namespace optrack
