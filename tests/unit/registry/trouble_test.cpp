// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <stdexcept>
#include <string>

#include "registry/database.hpp"

using namespace optrack;

TEST_CASE("registry trouble: each kind says which file and what to do") {
  const struct {
    int code;
    const char* part;
  } cases[] = {
      {SQLITE_BUSY, "in use by another process"},
      {SQLITE_BUSY_SNAPSHOT, "in use by another process"},
      {SQLITE_LOCKED, "in use by another process"},
      {SQLITE_FULL, "no space left"},
      {SQLITE_IOERR_SHMSIZE, "no space left"},
      {SQLITE_READONLY, "cannot be written"},
      {SQLITE_READONLY_DIRECTORY, "--state-dir"},
      {SQLITE_CANTOPEN, "cannot be opened"},
      {SQLITE_NOTADB, "is damaged (why): move it away"},
      {SQLITE_CORRUPT, ".recover"},
      {SQLITE_IOERR, "check the disk"},
      {SQLITE_IOERR_WRITE, "check the disk"},
      {SQLITE_NOMEM, "not enough memory"},
      {SQLITE_CONSTRAINT, "/state/registry.db: why"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.code);
    const Error error = registry::trouble("/state/registry.db", SQLite::Exception("why", c.code));
    CHECK(error.kind == ErrorKind::local);
    CHECK(error.message.find(c.part) != std::string::npos);
    CHECK(error.message.find("/state/registry.db") != std::string::npos);
  }
  CHECK(registry::trouble("/r.db", std::runtime_error("why")).message == "registry /r.db: why");
}
