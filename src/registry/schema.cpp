// SPDX-License-Identifier: MIT
#include "registry/schema.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include <sqlite3.h>

namespace optrack::registry {
namespace {

/// Times are nanoseconds since 1970 UTC. Texts the caller left empty are '', absent values NULL.
constexpr const char* kVersion1 = R"(
CREATE TABLE operations(
  op INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  provider TEXT NOT NULL,
  protocol TEXT NOT NULL,
  remote_id TEXT NOT NULL,
  remote_url TEXT NOT NULL,
  remote_type TEXT NOT NULL,
  start_key TEXT NOT NULL,
  status TEXT NOT NULL,
  raw_status TEXT NOT NULL,
  message TEXT NOT NULL,
  progress REAL,
  parent TEXT NOT NULL,
  created INTEGER NOT NULL,
  started INTEGER,
  ended INTEGER,
  owner_user TEXT NOT NULL,
  owner_host TEXT NOT NULL,
  owner_pid INTEGER NOT NULL,
  cancel_at INTEGER,
  cancel_reason TEXT NOT NULL DEFAULT '',
  cancel_message TEXT NOT NULL DEFAULT '',
  cancel_by TEXT NOT NULL DEFAULT '',
  cancel_requested INTEGER NOT NULL DEFAULT 0,
  last_seq INTEGER NOT NULL DEFAULT 0,
  moved INTEGER NOT NULL DEFAULT 0,
  result_ready INTEGER NOT NULL DEFAULT 0,
  has_outcome INTEGER NOT NULL DEFAULT 0,
  outcome_exit_code INTEGER,
  tasks_total INTEGER NOT NULL DEFAULT 0,
  tasks_done INTEGER NOT NULL DEFAULT 0,
  tasks_running INTEGER NOT NULL DEFAULT 0,
  tasks_failed INTEGER NOT NULL DEFAULT 0,
  logs_until INTEGER,
  polls INTEGER NOT NULL DEFAULT 0,
  poll_errors INTEGER NOT NULL DEFAULT 0,
  last_error TEXT NOT NULL DEFAULT '',
  last_poll INTEGER,
  cursor TEXT NOT NULL DEFAULT '',
  outcome_type TEXT NOT NULL DEFAULT '',
  outcome_value TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX operations_created ON operations(created, id);
CREATE INDEX operations_status ON operations(status, created, id);
CREATE INDEX operations_type ON operations(type, created, id);
CREATE INDEX operations_name ON operations(name) WHERE name <> '';
CREATE INDEX operations_key ON operations(start_key) WHERE start_key <> '';
CREATE INDEX operations_remote ON operations(remote_id, provider) WHERE remote_id <> '';
CREATE INDEX operations_parent ON operations(parent) WHERE parent <> '';
CREATE INDEX operations_moved ON operations(moved) WHERE moved > 0;

CREATE TABLE labels(
  op INTEGER NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  created INTEGER NOT NULL,
  PRIMARY KEY(op, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX labels_key ON labels(key, value, created, op);

CREATE TABLE events(
  op INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  ts INTEGER NOT NULL,
  type TEXT NOT NULL,
  key TEXT NOT NULL,
  at INTEGER,
  body TEXT NOT NULL,
  PRIMARY KEY(op, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX events_log ON events(op, at, key) WHERE type = 'log_entry';

CREATE TABLE tasks(
  op INTEGER NOT NULL,
  id TEXT NOT NULL,
  parent TEXT NOT NULL,
  name TEXT NOT NULL,
  display_name TEXT NOT NULL,
  status TEXT NOT NULL,
  raw_status TEXT NOT NULL,
  progress REAL,
  message TEXT NOT NULL,
  started INTEGER,
  ended INTEGER,
  reference TEXT NOT NULL,
  PRIMARY KEY(op, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE resources(
  op INTEGER NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  link TEXT NOT NULL,
  PRIMARY KEY(op, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE durations(
  place INTEGER PRIMARY KEY,
  provider TEXT NOT NULL,
  type TEXT NOT NULL,
  seconds REAL NOT NULL
) STRICT;
CREATE INDEX durations_type ON durations(provider, type, place);
CREATE TABLE sessions(
  session INTEGER PRIMARY KEY,
  owner_user TEXT NOT NULL,
  owner_host TEXT NOT NULL,
  owner_pid INTEGER NOT NULL,
  boot TEXT NOT NULL,
  length INTEGER NOT NULL,
  until INTEGER NOT NULL
) STRICT;

CREATE TABLE leases(
  op INTEGER PRIMARY KEY,
  session INTEGER NOT NULL,
  token INTEGER NOT NULL
) STRICT;

CREATE TABLE wishes(
  op INTEGER NOT NULL,
  session INTEGER NOT NULL,
  fresh INTEGER,
  interval INTEGER,
  PRIMARY KEY(op, session)
) STRICT, WITHOUT ROWID;
CREATE INDEX wishes_session ON wishes(session);

PRAGMA user_version = 1;
)";

/// - Rows of `events` may hold several log entries, as event_rows.hpp says: older versions must not read them.
/// - What whoever has the lease tells of its polls: a `poll_error` as the journal would have it and when it was so, or
/// ''.
constexpr const char* kVersion2 = R"(
ALTER TABLE leases ADD COLUMN trouble TEXT NOT NULL DEFAULT '';
ALTER TABLE leases ADD COLUMN trouble_at INTEGER NOT NULL DEFAULT 0;

PRAGMA user_version = 2;
)";

/// Entry n leads from version n to n + 1.
constexpr std::array<const char*, kSchemaVersion> kMigrations{kVersion1, kVersion2};

std::string reason(int code) { return std::generic_category().message(code); }

Result<void> make_folder(const std::filesystem::path& folder) {
  struct stat found {};
  if (folder.empty() || ::stat(folder.c_str(), &found) == 0) return {};
  if (Result<void> above = make_folder(folder.parent_path()); !above) return above;
  if (::mkdir(folder.c_str(), S_IRWXU) == 0) {
    ::chmod(folder.c_str(), S_IRWXU);  // a strict umask may have taken bits away
    return {};
  }
  if (errno == EEXIST) return {};
  return fail(ErrorKind::local,
              "cannot create folder " + folder.string() + ": " + reason(errno) + "; use another one with --state-dir");
}

/// WAL is remembered by the file. The switch needs the file for itself for a moment, and SQLite
/// does not wait for that; beginning an exclusive transaction does.
void use_wal(Database& database) {
  constexpr int kTries = 100;
  for (int tries = 1;; ++tries) {
    const int code = database.try_execute("PRAGMA journal_mode=WAL");
    if (code == SQLITE_OK) return;
    if ((code & 0xff) != SQLITE_BUSY || tries == kTries)
      throw SQLite::Exception(database.connection().getHandle(), code);
    database.execute("BEGIN EXCLUSIVE");
    database.execute("ROLLBACK");
  }
}

bool has_tables(Database& database) {
  Sql sql = database.sql("SELECT 1 FROM sqlite_schema LIMIT 1");
  return sql.step();
}

/// Tables and version appear at once: tables without a version belong to somebody else.
Result<void> refuse_foreign(Database& database, const std::filesystem::path& file) {
  if (!has_tables(database)) return {};
  const Result<int> version = version_of(database, file);
  if (!version) return fail(version.error());
  if (*version != 0) return {};
  return fail(ErrorKind::local,
              "registry " + file.string() + " is a database of another program: use another folder with --state-dir");
}

}  // namespace

Result<void> prepare_file(const std::filesystem::path& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) == 0) {
    if (!S_ISREG(found.st_mode)) return fail(ErrorKind::local, "registry " + file.string() + " is not a file");
    if ((found.st_mode & (S_IRWXG | S_IRWXO)) != 0 && found.st_uid == ::geteuid()) {
      ::chmod(file.c_str(), S_IRUSR | S_IWUSR);
    }
    return {};
  }
  if (Result<void> folder = make_folder(file.parent_path()); !folder) return folder;
  if (::mknod(file.c_str(), S_IFREG | S_IRUSR | S_IWUSR, 0) == 0) {
    ::chmod(file.c_str(), S_IRUSR | S_IWUSR);  // SQLite gives -wal and -shm the modes of the file
    return {};
  }
  if (errno == EEXIST) return {};
  return fail(ErrorKind::local, "cannot create registry " + file.string() + ": " + reason(errno) +
                                    "; use another folder with --state-dir");
}

Result<int> version_of(Database& database, const std::filesystem::path& file) {
  Sql sql = database.sql("PRAGMA user_version");
  sql.step();
  const auto version = static_cast<int>(sql.integer());
  if (version <= kSchemaVersion && version >= 0) return version;
  return fail(ErrorKind::local, "registry " + file.string() + " has format version " + std::to_string(version) +
                                    ", this optrack knows up to version " + std::to_string(kSchemaVersion) +
                                    ": update optrack, or use another folder with --state-dir");
}

Result<void> bring_up_to_date(Database& database, const std::filesystem::path& file) {
  Result<int> version = version_of(database, file);
  if (!version) return fail(std::move(version).error());
  if (*version == kSchemaVersion) return {};
  if (*version == 0) {
    if (Result<void> ours = refuse_foreign(database, file); !ours) return ours;
    use_wal(database);
  }

  Transaction transaction{database, true};
  version = version_of(database, file);  // another process may have been quicker
  if (!version) return fail(std::move(version).error());
  for (auto step = static_cast<std::size_t>(*version); step < kMigrations.size(); ++step) {
    database.execute(kMigrations[step]);
  }
  transaction.commit();
  return {};
}

}  // namespace optrack::registry
