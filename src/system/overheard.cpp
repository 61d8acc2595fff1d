// SPDX-License-Identifier: MIT
#include "system/overheard.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

namespace optrack {

void Overheard::listen() {
  std::array<int, 2> ends{};
  if (reads_ || pipe2(ends.data(), O_CLOEXEC) != 0) return;
  reads_.reset(ends[0]);
  prints_.reset(ends[1]);
  fcntl(reads_.get(), F_SETFL, O_NONBLOCK);
}

int Overheard::instead_of(int descriptor) const {
  return prints_ && isatty(descriptor) == 1 ? prints_.get() : descriptor;
}

std::vector<std::string> Overheard::lines(bool all) {
  constexpr std::size_t kMost = 65'536;
  constexpr std::size_t kLongestLine = 4'096;
  std::array<char, 4'096> buffer{};
  std::size_t taken = 0;
  while (reads_ && taken < kMost) {
    const ssize_t count = read(reads_.get(), buffer.data(), buffer.size());
    if (count <= 0) break;
    rest_.append(buffer.data(), static_cast<std::size_t>(count));
    taken += static_cast<std::size_t>(count);
  }
  std::vector<std::string> found;
  std::size_t begin = 0;
  while (begin < rest_.size()) {
    const std::size_t end = std::min(rest_.find('\n', begin), begin + kLongestLine);
    if (end >= rest_.size() && !all) break;
    found.push_back(rest_.substr(begin, end - begin));
    begin = end < rest_.size() && rest_[end] == '\n' ? end + 1 : std::min(end, rest_.size());
  }
  rest_.erase(0, begin);
  return found;
}

}  // namespace optrack
