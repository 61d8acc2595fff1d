// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "optrack/error.hpp"
#include "optrack/time.hpp"

namespace optrack::registry {

/// A prepared statement in use. Values are bound and columns are read in order, each call one
/// further. The statement is reset when this goes out of scope; until then its snapshot of the
/// database stays, so that statements run inside a `step` loop see the same state.
/// Everything throws SQLite::Exception.
class Sql {
 public:
  explicit Sql(SQLite::Statement& statement) : statement_(&statement) {}
  Sql(const Sql&) = delete;
  Sql& operator=(const Sql&) = delete;
  ~Sql();

  Sql& bind(std::int64_t value);
  Sql& bind(std::uint64_t value) { return bind(static_cast<std::int64_t>(value)); }
  Sql& bind(int value) { return bind(static_cast<std::int64_t>(value)); }
  Sql& bind(bool value) { return bind(static_cast<std::int64_t>(value)); }
  Sql& bind(WallTime value) { return bind(static_cast<std::int64_t>(value.time_since_epoch().count())); }
  Sql& bind(const std::string& value);
  Sql& bind(std::string_view value) { return bind(std::string{value}); }
  Sql& bind(const char* value) { return bind(std::string{value}); }
  Sql& bind(double value);
  /// Not copied: must stay as it is until the statement has run.
  Sql& bind_kept(const std::string& value);
  Sql& bind_null();
  template <typename T>
  Sql& bind(const std::optional<T>& value) {
    return value ? bind(*value) : bind_null();
  }

  /// Goes to the first or next row; false when there is none.
  bool step();
  /// Runs to the end; returns the number of rows changed.
  int run();

  std::int64_t integer();
  std::uint64_t counter() { return static_cast<std::uint64_t>(integer()); }
  bool flag() { return integer() != 0; }
  std::string text();
  WallTime time() { return WallTime{std::chrono::nanoseconds{integer()}}; }
  std::optional<double> optional_real();
  std::optional<WallTime> optional_time();
  std::optional<int> optional_integer();

 private:
  [[nodiscard]] bool null_here();

  SQLite::Statement* statement_;
  int bound_ = 0;
  int column_ = 0;
};

/// One connection with its prepared statements, which are made on first use.
class Database {
 public:
  /// Opens without creating. Throws SQLite::Exception.
  explicit Database(const std::filesystem::path& file);

  /// `text` must be a string literal: statements are kept by its address.
  [[nodiscard]] Sql sql(const char* text);

  void execute(const char* text) { connection_.exec(text); }
  /// The SQLite result code instead of an exception.
  int try_execute(const char* text) { return connection_.tryExec(text); }

  [[nodiscard]] SQLite::Database& connection() { return connection_; }
  [[nodiscard]] std::int64_t last_row() const { return connection_.getLastInsertRowid(); }

  /// How long a lock of another process is waited for from now on.
  void set_patience(Milliseconds patience);
  /// Whether commits from now on reach the disk before they return (synchronous=FULL), or may
  /// be undone by a crash of the operating system (NORMAL). Not inside a transaction.
  void set_durable(bool durable);

 private:
  SQLite::Database connection_;
  std::map<const char*, SQLite::Statement> statements_;
  bool durable_ = true;
};

/// A write transaction; rolled back unless `commit` was called.
class Transaction {
 public:
  Transaction(Database& database, bool durable);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

/// Longest wait for the lock of another process: kPatience normally, kLongPatience when a start
/// is at stake.
constexpr Milliseconds kPatience{50};
constexpr Milliseconds kLongPatience{5000};

/// What went wrong, in words that say which file and what to do.
[[nodiscard]] Error trouble(const std::filesystem::path& file, const std::exception& exception);

}  // namespace optrack::registry
