// SPDX-License-Identifier: MIT
#include "registry/sqlite_store.hpp"

#include <utility>

#include "registry/commit.hpp"
#include "registry/database.hpp"
#include "registry/durations.hpp"
#include "registry/event_rows.hpp"
#include "registry/file_watch.hpp"
#include "registry/guarded.hpp"
#include "registry/leases.hpp"
#include "registry/queries.hpp"
#include "registry/rows.hpp"
#include "registry/schema.hpp"

namespace optrack {
namespace {

using registry::Database;
using registry::guarded;

/// Waits longer for locks while it lives.
class Patience {
 public:
  explicit Patience(Database& database) : database_(database) { database_.set_patience(registry::kLongPatience); }
  Patience(const Patience&) = delete;
  Patience& operator=(const Patience&) = delete;
  ~Patience() { database_.set_patience(registry::kPatience); }

 private:
  Database& database_;
};

class SqliteStore final : public Store {
 public:
  SqliteStore(std::filesystem::path file, std::string context, const Clock& clock, std::unique_ptr<Database> database)
      : file_(std::move(file)),
        context_(std::move(context)),
        clock_(clock),
        database_(std::move(database)),
        watch_(file_),
        leases_(registry::make_leases(*database_, clock_, watch_)) {}

  [[nodiscard]] const std::string& context() const override { return context_; }

  [[nodiscard]] Result<std::vector<Event>> add(const Operation& operation, std::vector<Event> events) override {
    return guarded(file_, [&] {
      const Patience patience{*database_};
      return registry::add_operation(*database_, clock_, operation, std::move(events));
    });
  }

  [[nodiscard]] Result<std::optional<Operation>> find(std::string_view id) override {
    return guarded(file_,
                   [&]() -> Result<std::optional<Operation>> { return registry::find_operation(*database_, id); });
  }

  [[nodiscard]] Result<std::vector<Operation>> query(const Query& query) override {
    return guarded(file_,
                   [&]() -> Result<std::vector<Operation>> { return registry::find_operations(*database_, query); });
  }

  [[nodiscard]] Result<Known> known(std::string_view id) override {
    return guarded(file_, [&] { return registry::read_known(*database_, id); });
  }

  [[nodiscard]] Result<std::vector<Committed>> commit(std::span<const Change> changes) override {
    return guarded(file_, [&]() -> Result<std::vector<Committed>> {
      if (auto lost = watch_.lost()) return fail(std::move(*lost));
      return registry::commit_changes(*database_, clock_, changes);
    });
  }

  [[nodiscard]] Result<std::vector<Event>> events(std::string_view id, const EventRange& range) override {
    return guarded(file_, [&] { return registry::find_events(*database_, id, range); });
  }

  [[nodiscard]] Result<std::vector<double>> durations(std::string_view provider, std::string_view type) override {
    return guarded(
        file_, [&]() -> Result<std::vector<double>> { return registry::read_durations(*database_, provider, type); });
  }

  [[nodiscard]] Result<bool> remove(std::string_view id) override {
    return guarded(file_, [&]() -> Result<bool> {
      const Patience patience{*database_};
      return registry::remove_operation(*database_, id);
    });
  }

  [[nodiscard]] Leases* leases() override { return leases_.get(); }

 private:
  std::filesystem::path file_;
  std::string context_;
  const Clock& clock_;
  std::unique_ptr<Database> database_;
  registry::FileWatch watch_;
  std::unique_ptr<Leases> leases_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(const std::filesystem::path& file, std::string context,
                                                 const Clock& clock) {
  if (file != ":memory:") {
    if (Result<void> ready = registry::prepare_file(file); !ready) return fail(std::move(ready).error());
  }
  return guarded(file, [&]() -> Result<std::unique_ptr<Store>> {
    auto database = std::make_unique<Database>(file);
    if (Result<void> current = registry::bring_up_to_date(*database, file); !current) {
      return fail(std::move(current).error());
    }
    database->set_patience(registry::kPatience);
    return std::make_unique<SqliteStore>(file, std::move(context), clock, std::move(database));
  });
}

}  // namespace optrack
