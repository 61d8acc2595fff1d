// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "optrack/store.hpp"
#include "registry/sqlite_store.hpp"
#include "support/doubles.hpp"
#include "support/scratch_folder.hpp"

/// Stores for contract suites, and things to put into them.
namespace optrack::test {

inline std::unique_ptr<Store> opened(Result<std::unique_ptr<Store>> store) {
  if (!store) throw std::runtime_error(store.error().message);
  return std::move(*store);
}

/// SQLite without a file.
struct MemoryStore {
  VirtualClock clock;
  std::unique_ptr<Store> store = opened(open_sqlite_store(":memory:", "test", clock));
};

/// SQLite in a file; `again` opens it a second time, as another process would.
struct FileStore {
  VirtualClock clock;
  ScratchFolder folder;
  std::unique_ptr<Store> store = again();
  [[nodiscard]] std::unique_ptr<Store> again() {
    return opened(open_sqlite_store(folder / "registry.db", "test", clock));
  }
};

/// An operation that runs, with every ordinary member filled.
Operation some_operation(const std::string& id);

Event event_of(EventBody body);
Event log_event(const std::string& id, std::optional<WallTime> at = std::nullopt);

/// A `Change` of `events` on top of `base_seq` that leaves the state alone.
Change change_of(const std::string& op, std::uint64_t base_seq, std::vector<Event> events);

/// The type words of journalled events, joined: "operation status".
std::string type_words(const std::vector<Event>& events);

/// The first difference between two states, in words; empty when they are equal.
std::string difference(const Known& a, const Known& b);

/// Empty when `events` are numbered 1, 2, 3, …; else where they are not.
std::string gap_in(const std::vector<Event>& events);

}  // namespace optrack::test
