// SPDX-License-Identifier: MIT
#include "registry/durations.hpp"

#include <algorithm>

namespace optrack::registry {
namespace {

constexpr double kLeastSeconds = 0.001;

}  // namespace

void put_duration(Database& database, const Lasted& lasted) {
  database.sql("INSERT INTO durations(provider, type, seconds) VALUES(?,?,?)")
      .bind(lasted.provider)
      .bind(lasted.type)
      .bind(std::max(lasted.seconds, kLeastSeconds))
      .run();
  database
      .sql(
          "DELETE FROM durations WHERE provider = ?1 AND type = ?2 AND place <= (SELECT place FROM durations"
          " WHERE provider = ?1 AND type = ?2 ORDER BY place DESC LIMIT 1 OFFSET ?3)")
      .bind(lasted.provider)
      .bind(lasted.type)
      .bind(static_cast<std::int64_t>(kDurationsKept))
      .run();
}

std::vector<double> read_durations(Database& database, std::string_view provider, std::string_view type) {
  Sql row = database.sql("SELECT seconds FROM durations WHERE provider = ? AND type = ? ORDER BY place");
  row.bind(provider).bind(type);
  std::vector<double> durations;
  while (row.step()) durations.push_back(row.optional_real().value_or(kLeastSeconds));
  return durations;
}

}  // namespace optrack::registry
