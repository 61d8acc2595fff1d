// SPDX-License-Identifier: MIT
#include "registry/database.hpp"

#include <utility>

#include <sqlite3.h>

namespace optrack::registry {

Sql::~Sql() {
  statement_->tryReset();
  try {
    statement_->clearBindings();
  } catch (const SQLite::Exception&) {  // NOLINT(bugprone-empty-catch): bindings are set anew anyway
  }
}

Sql& Sql::bind(std::int64_t value) {
  statement_->bind(++bound_, value);
  return *this;
}

Sql& Sql::bind(const std::string& value) {
  statement_->bind(++bound_, value);
  return *this;
}

Sql& Sql::bind(double value) {
  statement_->bind(++bound_, value);
  return *this;
}

Sql& Sql::bind_kept(const std::string& value) {
  statement_->bindNoCopy(++bound_, value);
  return *this;
}

Sql& Sql::bind_null() {
  statement_->bind(++bound_);
  return *this;
}

bool Sql::step() {
  column_ = 0;
  return statement_->executeStep();
}

int Sql::run() {
  while (step()) {
  }
  return statement_->getChanges();
}

bool Sql::null_here() { return statement_->isColumnNull(column_); }

std::int64_t Sql::integer() { return statement_->getColumn(column_++).getInt64(); }

std::string Sql::text() { return statement_->getColumn(column_++).getString(); }

std::optional<double> Sql::optional_real() {
  if (null_here()) {
    ++column_;
    return std::nullopt;
  }
  return statement_->getColumn(column_++).getDouble();
}

std::optional<WallTime> Sql::optional_time() {
  if (null_here()) {
    ++column_;
    return std::nullopt;
  }
  return time();
}

std::optional<int> Sql::optional_integer() {
  if (null_here()) {
    ++column_;
    return std::nullopt;
  }
  return statement_->getColumn(column_++).getInt();
}

Database::Database(const std::filesystem::path& file)
    : connection_(file.string(),
                  SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX | (file == ":memory:" ? SQLite::OPEN_CREATE : 0),
                  static_cast<int>(kLongPatience.count())) {
  sqlite3_extended_result_codes(connection_.getHandle(), 1);
}

Sql Database::sql(const char* text) {
  auto found = statements_.find(text);
  if (found == statements_.end()) found = statements_.try_emplace(text, connection_, text).first;
  return Sql{found->second};
}

void Database::set_patience(Milliseconds patience) { connection_.setBusyTimeout(static_cast<int>(patience.count())); }

void Database::set_durable(bool durable) {
  if (durable == durable_) return;
  execute(durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
  durable_ = durable;
}

Transaction::Transaction(Database& database, bool durable) : database_(database) {
  database_.set_durable(durable);
  database_.sql("BEGIN IMMEDIATE").run();
}

void Transaction::commit() {
  database_.sql("COMMIT").run();
  open_ = false;
}

Transaction::~Transaction() {
  // After some errors (disk full) SQLite has rolled back by itself; a second time is harmless.
  if (open_) database_.try_execute("ROLLBACK");
}

namespace {

/// Also for reading SQLite keeps a small file beside the registry, and needs room for it.
bool is_full(int code) { return (code & 0xff) == SQLITE_FULL || code == SQLITE_IOERR_SHMSIZE; }

std::string sentence_for(int code, const std::string& file, const char* what) {
  if (is_full(code)) return "no space left on the disk for registry " + file + ": free some and try again";
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return "registry " + file + " is in use by another process for too long: try again";
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return "registry " + file +
             " cannot be written: check the permissions of the file and its folder, or use another folder with "
             "--state-dir";
    case SQLITE_CANTOPEN:
      return "registry " + file +
             " cannot be opened: check the permissions of the file and its folder, or use another folder with "
             "--state-dir";
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return "registry " + file + " is damaged (" + what +
             "): move it away to begin a new one, or save what can be read with `sqlite3 " + file + " .recover`";
    case SQLITE_IOERR:
      return "registry " + file + " cannot be read or written (" + what + "): check the disk";
    case SQLITE_NOMEM:
      return "not enough memory for registry " + file;
    default:
      return "registry " + file + ": " + what;
  }
}

}  // namespace

Error trouble(const std::filesystem::path& file, const std::exception& exception) {
  const auto* sqlite = dynamic_cast<const SQLite::Exception*>(&exception);
  const int code = sqlite != nullptr ? sqlite->getErrorCode() : -1;
  if (code == -1) return {ErrorKind::local, "registry " + file.string() + ": " + exception.what(), std::nullopt};
  return {ErrorKind::local, sentence_for(code, file.string(), exception.what()), std::nullopt};
}

}  // namespace optrack::registry
