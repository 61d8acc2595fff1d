// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace optrack::test {

/// Where a test that tries many things gets its decisions from.
class Choices {
 public:
  virtual ~Choices() = default;
  /// A number from 0 to `most` - 1. REQUIRES: `most` is not 0.
  virtual std::size_t below(std::size_t most) = 0;
  bool one_in(std::size_t most) { return below(most) == 0; }
};

/// The same numbers on every machine (splitmix64).
class Dice final : public Choices {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::size_t below(std::size_t most) override { return static_cast<std::size_t>(roll() % most); }

 private:
  std::uint64_t roll() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }
  std::uint64_t state_;
};

/// Decisions read from bytes, one each; zeros once they are used up.
class ByteChoices final : public Choices {
 public:
  explicit ByteChoices(std::string_view bytes) : rest_(bytes) {}
  std::size_t below(std::size_t most) override {
    if (rest_.empty()) return 0;
    const std::size_t value = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return value % most;
  }
  [[nodiscard]] bool used_up() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

}  // namespace optrack::test
